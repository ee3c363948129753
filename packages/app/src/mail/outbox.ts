// The outbox: which messages are due, who is sending them, and what became of them.
import type { Kysely, Selectable } from "kysely";
import type { DeliveryTable, Tables } from "../db/schema.ts";

export type Delivery = Selectable<DeliveryTable>;

/** Deliveries of one poll to one contact: they leave together or not at all. */
export interface ClaimedMessage {
  /** Its idempotency key. */
  readonly key: string;
  readonly deliveries: readonly [Delivery, ...Delivery[]];
}

export interface Claim {
  readonly holder: string;
  readonly now: number;
  /** Nobody else touches the messages until then; a crash holds them up for as long. */
  readonly leaseMs: number;
  /** Messages at most. */
  readonly limit: number;
}

const MAX_TRIES = 15;
const FIRST_BACKOFF_MS = 5000;
const MAX_BACKOFF_MS = 600_000;

/** Milliseconds to wait after the `attempts`-th try failed: 5 s, doubled each time, to 10 minutes. */
export function backoffMs(attempts: number): number {
  return Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(30, Math.max(0, attempts - 1)));
}

/** When the next queued delivery may be sent, or undefined when none is queued. Reads only. */
export async function nextDue(db: Kysely<Tables>): Promise<number | undefined> {
  const row = await db
    .selectFrom("delivery")
    .select(row => row.fn.coalesce("lease_until", "next_at").as("at"))
    .where("state", "=", "queued")
    .orderBy(row => row.fn.coalesce("lease_until", "next_at"))
    .limit(1)
    .executeTakeFirst();
  return row?.at;
}

/** Leases the oldest due messages, whole; counts the try before it is made, so that a crash counts as one. */
export function claim(db: Kysely<Tables>, { holder, now, leaseMs, limit }: Claim): Promise<readonly ClaimedMessage[]> {
  return db.transaction().execute(async trx => {
    const due = await trx
      .selectFrom("delivery")
      .select("message_key")
      .where("state", "=", "queued")
      .where("next_at", "<=", now)
      .where(row => row.or([row("lease_until", "is", null), row("lease_until", "<=", now)]))
      .groupBy("message_key")
      .orderBy(row => row.fn.min("id"))
      .limit(limit)
      .execute();
    if (due.length === 0) return [];
    const deliveries = await trx
      .updateTable("delivery")
      .set(row => ({ lease_holder: holder, lease_until: now + leaseMs, attempts: row("attempts", "+", 1) }))
      .where(
        "message_key",
        "in",
        due.map(row => row.message_key),
      )
      .where("state", "=", "queued")
      .returningAll()
      .execute();
    return messagesOf(deliveries);
  });
}

/** Returns how many deliveries it marked: none of a message whose lease has passed to somebody else. */
export function markSent(db: Kysely<Tables>, holder: string, keys: readonly string[], now: number): Promise<number> {
  return settle(db, holder, keys, { state: "sent", sent_at: now, error: null });
}

/** Nobody wants the message any more. */
export function markSkipped(db: Kysely<Tables>, holder: string, key: string, reason: string): Promise<number> {
  return settle(db, holder, [key], { state: "skipped", error: reason });
}

/** Takes single deliveries out of a message whose others are still wanted. */
export async function skipDeliveries(db: Kysely<Tables>, ids: readonly number[], reason: string): Promise<void> {
  if (ids.length === 0) return;
  await db
    .updateTable("delivery")
    .set({ state: "skipped", error: reason, lease_holder: null, lease_until: null })
    .where("id", "in", ids)
    .execute();
}

/** Puts the message back for a later try, or gives it up after 15 or when trying again is of no use. */
export async function markFailed(
  db: Kysely<Tables>,
  holder: string,
  message: ClaimedMessage,
  now: number,
  failure: { readonly error: string; readonly permanent: boolean },
): Promise<"queued" | "failed"> {
  const { attempts } = message.deliveries[0];
  const state = failure.permanent || attempts >= MAX_TRIES ? "failed" : "queued";
  await settle(db, holder, [message.key], {
    state,
    next_at: now + backoffMs(attempts),
    error: failure.error.slice(0, 500),
  });
  return state;
}

/** Gives back messages that were not tried. */
export async function release(db: Kysely<Tables>, holder: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await db
    .updateTable("delivery")
    .set(row => ({ lease_holder: null, lease_until: null, attempts: row("attempts", "-", 1) }))
    .where("message_key", "in", keys)
    .where("lease_holder", "=", holder)
    .where("state", "=", "queued")
    .execute();
}

async function settle(
  db: Kysely<Tables>,
  holder: string,
  keys: readonly string[],
  outcome: Partial<Pick<Delivery, "state" | "sent_at" | "next_at" | "error">>,
): Promise<number> {
  const result = await db
    .updateTable("delivery")
    .set({ ...outcome, lease_holder: null, lease_until: null })
    .where("message_key", "in", keys)
    .where("lease_holder", "=", holder)
    .where("state", "=", "queued")
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

function messagesOf(deliveries: readonly Delivery[]): readonly ClaimedMessage[] {
  const sorted = deliveries.toSorted((a, b) => a.id - b.id);
  return [...Map.groupBy(sorted, delivery => delivery.message_key)].flatMap(([key, [first, ...rest]]) =>
    first === undefined ? [] : [{ key, deliveries: [first, ...rest] as const }],
  );
}
