// Ends what is over and deletes what is too old to be of use. Every act may run twice or on two hosts at once.
import type { Task } from "@seatstack/appserver/application";
import { type Kysely, sql } from "kysely";
import type { Clock } from "../clock.ts";
import type { Database } from "../db/open.ts";
import type { Tables } from "../db/schema.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const EVERY = HOUR / 6;

const KEEP = { fetchLog: 7 * DAY, snapshots: 30 * DAY, pending: 7 * DAY, settled: 90 * DAY } as const;

export function createHousekeeper(database: Database, clock: Clock): Task {
  return { name: "housekeeper", every: EVERY, run: () => tidy(database.kysely, clock.now()) };
}

export async function tidy(db: Kysely<Tables>, now: number): Promise<void> {
  await expireWatches(db, now);
  await forgetStrangers(db, now - KEEP.pending);
  await db.deleteFrom("token").where("expires_at", "<=", now).execute();
  await db
    .deleteFrom("fetch_log")
    .where("started_at", "<", now - KEEP.fetchLog)
    .execute();
  await db
    .deleteFrom("snapshot")
    .where("at", "<", now - KEEP.snapshots)
    .execute();
  await db
    .deleteFrom("delivery")
    .where("state", "in", ["sent", "skipped"])
    .where("created_at", "<", now - KEEP.settled)
    .execute();
}

/** Nobody can use a seat any more when a term's add-and-drop has ended. */
async function expireWatches(db: Kysely<Tables>, now: number): Promise<void> {
  await db
    .updateTable("watch")
    .set({ state: "expired" })
    .where("state", "in", ["pending", "armed", "fired", "paused"])
    .where(
      sql<boolean>`section_id in (select section.id from section join term on term.id = section.term_id
        where term.alerts_until <= ${now})`,
    )
    .execute();
}

/** An address that never confirmed anything is not ours to keep. */
async function forgetStrangers(db: Kysely<Tables>, before: number): Promise<void> {
  await db.deleteFrom("watch").where("state", "=", "pending").where("created_at", "<", before).execute();
  await db
    .deleteFrom("contact")
    .where("verified_at", "is", null)
    .where("created_at", "<", before)
    .where(sql<boolean>`not exists (select 1 from watch where watch.contact_id = contact.id)`)
    .execute();
}
