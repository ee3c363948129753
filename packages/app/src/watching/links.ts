// What the links in messages do: look without touching, confirm once, stop as often as asked.
import type { Kysely, Selectable } from "kysely";
import { isUsable } from "../alerts/rules.ts";
import type { Tables, TokenTable, WatchState, WatchTable } from "../db/schema.ts";
import type { SectionItem } from "../queries.ts";
import { itemOf, readSection, sectionQuery } from "../queries/sections.ts";
import { findToken, useToken } from "../tokens/tokens.ts";
import type { ConfirmResult, PeekResult, UnsubscribeResult } from "../watching.ts";

type Token = Selectable<TokenTable>;

const INVALID = { kind: "invalid" } as const;
const MAX_LISTED = 100;
const CONFIRMED: readonly WatchState[] = ["armed", "fired", "paused"];
const STOPPABLE: readonly WatchState[] = ["pending", ...CONFIRMED];

export async function peek(db: Kysely<Tables>, text: string, now: number): Promise<PeekResult> {
  const token = await findToken(db, text, now);
  if (token === undefined) return INVALID;
  if (token.purpose === "unsubscribe") {
    const scope = token.watch_id === null ? "all" : "watch";
    return { kind: "unsubscribe", scope, sections: await sectionsOf(db, token) };
  }
  const watch = await watchOf(db, token);
  const section = await sectionOf(db, watch);
  if (watch === undefined || section === undefined) return INVALID;
  const used = CONFIRMED.includes(watch.state);
  return used || isConfirmable(token, watch) ? { kind: "confirm", section, used } : INVALID;
}

export function confirm(db: Kysely<Tables>, text: string, now: number): Promise<ConfirmResult> {
  return db.transaction().execute(async trx => {
    const token = await findToken(trx, text, now);
    if (token?.purpose !== "confirm") return INVALID;
    const watch = await watchOf(trx, token);
    const section = await sectionOf(trx, watch);
    if (watch === undefined || section === undefined) return INVALID;
    const openNow = isUsable(wantsOf(watch), section);
    if (CONFIRMED.includes(watch.state)) return { kind: "already-confirmed", section, openNow };
    if (!isConfirmable(token, watch) || !(await useToken(trx, token.id, now))) return INVALID;
    await arm(trx, watch, openNow, now);
    return { kind: "confirmed", section, openNow };
  });
}

export function unsubscribe(db: Kysely<Tables>, text: string, now: number): Promise<UnsubscribeResult> {
  return db.transaction().execute(async trx => {
    const token = await findToken(trx, text, now);
    if (token?.purpose !== "unsubscribe") return INVALID;
    const sections = await sectionsOf(trx, token);
    await trx
      .updateTable("watch")
      .set({ state: "cancelled" })
      .where("contact_id", "=", token.contact_id)
      .where("state", "in", STOPPABLE)
      .$if(token.watch_id !== null, query => query.where("id", "=", token.watch_id))
      .execute();
    await suppressStranger(trx, token.contact_id, now);
    return { kind: "unsubscribed", sections };
  });
}

/** A watch that was stopped and asked for again is confirmed by its new link, not by one from before. */
function isConfirmable(token: Token, watch: Selectable<WatchTable>): boolean {
  return watch.state === "pending" && token.used_at === null && token.created_at >= watch.created_at;
}

/** Already open: the page says so on the spot, and the watch waits for the next time. */
async function arm(db: Kysely<Tables>, watch: Selectable<WatchTable>, openNow: boolean, now: number): Promise<void> {
  await db
    .updateTable("watch")
    .set({ state: "armed", latch: openNow ? 1 : 0, confirmed_at: now })
    .where("id", "=", watch.id)
    .execute();
  await db
    .updateTable("contact")
    .set({ verified_at: now, consent_at: now, revoked_at: null })
    .where("id", "=", watch.contact_id)
    .execute();
}

/** Someone who never confirmed anything and says stop was signed up by a stranger: nobody shall do that again. */
async function suppressStranger(db: Kysely<Tables>, contactId: number, now: number): Promise<void> {
  const contact = await db.selectFrom("contact").selectAll().where("id", "=", contactId).executeTakeFirstOrThrow();
  if (contact.verified_at !== null) return;
  await db
    .insertInto("suppression")
    .values({ kind: contact.kind, address: contact.address, reason: "refused", created_at: now })
    .onConflict(conflict => conflict.columns(["kind", "address"]).doNothing())
    .execute();
}

async function watchOf(db: Kysely<Tables>, token: Token): Promise<Selectable<WatchTable> | undefined> {
  if (token.watch_id === null) return undefined;
  return db.selectFrom("watch").selectAll().where("id", "=", token.watch_id).executeTakeFirst();
}

async function sectionOf(
  db: Kysely<Tables>,
  watch: Selectable<WatchTable> | undefined,
): Promise<SectionItem | undefined> {
  return watch?.section_id == null ? undefined : readSection(db, watch.section_id);
}

/** The sections that a stop link stands for, stopped already or not, so that a second use shows the same. */
async function sectionsOf(db: Kysely<Tables>, token: Token): Promise<readonly SectionItem[]> {
  const rows = await sectionQuery(db)
    .innerJoin("watch", "watch.section_id", "section.id")
    .where("watch.contact_id", "=", token.contact_id)
    .$if(token.watch_id !== null, query => query.where("watch.id", "=", token.watch_id))
    .orderBy("watch.id")
    .limit(MAX_LISTED)
    .execute();
  return rows.map(itemOf);
}

function wantsOf(watch: Selectable<WatchTable>) {
  return {
    onOpen: watch.on_open === 1,
    onWaitlist: watch.on_waitlist === 1,
    includeReserved: watch.include_reserved === 1,
    minSeats: watch.min_seats,
  };
}
