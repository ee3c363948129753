// Asking for a watch: always the same answer outside; inside, at most one message to the address, under a cap.
import type { Kysely } from "kysely";
import type { Tables, WatchState } from "../db/schema.ts";
import { normalizeAddress } from "../mail/address.ts";
import { readSection } from "../queries/sections.ts";
import type { CreateWatchResult } from "../watching.ts";

const HOUR = 3_600_000;
/** Messages an hour that anyone can make us send to an address that never confirmed anything, and to one that has. */
const MAX_TO_STRANGER = 10;
const MAX_TO_VERIFIED = 60;
/** One message for one section in this time. */
const REPEAT_AFTER_MS = 60_000;

export async function createWatch(
  db: Kysely<Tables>,
  email: string,
  sectionId: number,
  now: number,
): Promise<CreateWatchResult> {
  const address = normalizeAddress(email);
  if (address === undefined) return { kind: "invalid-email" };
  const section = await readSection(db, sectionId);
  if (section === undefined) return { kind: "unknown-section" };
  if (section.status === "cancelled" || !(await isOn(db, sectionId, now))) return { kind: "ended", section };
  await db.transaction().execute(trx => request(trx, address, sectionId, now));
  return { kind: "confirm-sent", section, openNow: section.status === "open" };
}

async function isOn(db: Kysely<Tables>, sectionId: number, now: number): Promise<boolean> {
  const term = await db
    .selectFrom("section")
    .innerJoin("term", "term.id", "section.term_id")
    .where("section.id", "=", sectionId)
    .select(["term.active", "term.alerts_until"])
    .executeTakeFirst();
  return term?.active === 1 && (term.alerts_until === null || term.alerts_until > now);
}

async function request(db: Kysely<Tables>, address: string, sectionId: number, now: number): Promise<void> {
  const { id: contactId, verified_at: verifiedAt } = await upsertContact(db, address, now);
  const watch = await db
    .selectFrom("watch")
    .select(["id", "state"])
    .where("contact_id", "=", contactId)
    .where("section_id", "=", sectionId)
    .executeTakeFirst();
  const watchId = watch?.id ?? (await insertWatch(db, contactId, sectionId, now));
  const alive = watch !== undefined && isAlive(watch.state);
  if (watch !== undefined && !alive) await startOver(db, watchId, now);
  if (await isSuppressed(db, address)) return;
  const cap = verifiedAt === null ? MAX_TO_STRANGER : MAX_TO_VERIFIED;
  if (await isUnderCap(db, contactId, watchId, cap, now)) {
    await queue(db, alive ? "already" : "confirm", contactId, watchId, now);
  }
}

function isAlive(state: WatchState): boolean {
  return state === "armed" || state === "paused";
}

async function upsertContact(db: Kysely<Tables>, address: string, now: number) {
  return db
    .insertInto("contact")
    .values({ kind: "email", address, bounces: 0, created_at: now })
    .onConflict(conflict => conflict.columns(["kind", "address"]).doUpdateSet({ address }))
    .returning(["id", "verified_at"])
    .executeTakeFirstOrThrow();
}

async function insertWatch(db: Kysely<Tables>, contactId: number, sectionId: number, now: number): Promise<number> {
  const { id } = await db
    .insertInto("watch")
    .values({
      contact_id: contactId,
      section_id: sectionId,
      on_open: 1,
      on_waitlist: 0,
      on_close: 0,
      include_reserved: 0,
      min_seats: 1,
      auto_rearm: 1,
      alerts: 0,
      state: "pending",
      latch: 0,
      created_at: now,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** A cancelled, expired or finished watch that is asked for again needs its confirmation again. */
async function startOver(db: Kysely<Tables>, watchId: number, now: number): Promise<void> {
  await db
    .updateTable("watch")
    .set({ state: "pending", latch: 0, alerts: 0, created_at: now, confirmed_at: null })
    .where("id", "=", watchId)
    .execute();
}

async function isSuppressed(db: Kysely<Tables>, address: string): Promise<boolean> {
  const row = await db
    .selectFrom("suppression")
    .select("address")
    .where("kind", "=", "email")
    .where("address", "=", address)
    .executeTakeFirst();
  return row !== undefined;
}

async function isUnderCap(
  db: Kysely<Tables>,
  contactId: number,
  watchId: number,
  cap: number,
  now: number,
): Promise<boolean> {
  const recent = await db
    .selectFrom("delivery")
    .select(["watch_id", "created_at"])
    .where("contact_id", "=", contactId)
    .where("created_at", ">", now - HOUR)
    .where("kind", "in", ["confirm", "already"])
    .orderBy("created_at", "desc")
    .limit(cap)
    .execute();
  const repeated = recent.some(row => row.watch_id === watchId && row.created_at > now - REPEAT_AFTER_MS);
  return !repeated && recent.length < cap;
}

async function queue(
  db: Kysely<Tables>,
  kind: "confirm" | "already",
  contactId: number,
  watchId: number,
  now: number,
): Promise<void> {
  await db
    .insertInto("delivery")
    .values({
      kind,
      event_id: null,
      watch_id: watchId,
      contact_id: contactId,
      channel: "email",
      message_key: `${kind}-${watchId}-${now}`,
      state: "queued",
      attempts: 0,
      next_at: now,
      created_at: now,
    })
    .execute();
}
