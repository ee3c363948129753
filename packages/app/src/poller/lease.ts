// Who may poll a source × term now: one row in the database, however many hosts and task workers there are.
import type { Kysely } from "kysely";
import { SeatstackError } from "@seatstack/shared/errors";
import type { Tables } from "../db/schema.ts";

export interface UnitKey {
  readonly source: string;
  readonly term: string;
}

export interface Lease extends UnitKey {
  readonly holder: string;
}

/** Takes a free or expired lease. Hosts must agree on the time to well within `lengthMs`. */
export async function takeLease(db: Kysely<Tables>, lease: Lease, now: number, lengthMs: number): Promise<boolean> {
  const result = await db
    .insertInto("poll_lease")
    .values({ source: lease.source, term: lease.term, holder: lease.holder, expires_at: now + lengthMs })
    .onConflict(conflict =>
      conflict
        .columns(["source", "term"])
        .doUpdateSet({ holder: lease.holder, expires_at: now + lengthMs })
        .where("poll_lease.expires_at", "<=", now),
    )
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Inside the transaction that writes a reading: throws `LEASE_LOST` when somebody else has taken over since. */
export async function assertLease(db: Kysely<Tables>, lease: Lease): Promise<void> {
  const row = await db
    .selectFrom("poll_lease")
    .select("holder")
    .where("source", "=", lease.source)
    .where("term", "=", lease.term)
    .executeTakeFirst();
  if (row?.holder === lease.holder) return;
  throw new SeatstackError("LEASE_LOST", `another poller took over ${lease.source} ${lease.term} during the fetch`);
}

/** Lets the next poller in at once. */
export async function giveLeaseBack(db: Kysely<Tables>, lease: Lease): Promise<void> {
  await db
    .deleteFrom("poll_lease")
    .where("source", "=", lease.source)
    .where("term", "=", lease.term)
    .where("holder", "=", lease.holder)
    .execute();
}
