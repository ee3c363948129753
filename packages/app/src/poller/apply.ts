// One reading becomes states, snapshots, events and deliveries in one transaction, or nothing at all.
import type { Kysely } from "kysely";
import { fire } from "../alerts/fire.ts";
import type { Tables } from "../db/schema.ts";
import type { Source, SourceReading } from "../sources/source.ts";
import { writeCatalog } from "./catalog.ts";
import { assertLease, type Lease } from "./lease.ts";
import { judgeReading } from "./quarantine.ts";
import { quarantineColumns, quarantineOf, readSourceState, writeSourceState } from "./source-state.ts";
import { movesOf, writeStates } from "./states.ts";
import { readingKey, readStored, type StoredSection } from "./stored.ts";

export interface ReadingContext {
  readonly source: Pick<Source, "opensBeyondWaitlist">;
  readonly lease: Lease;
  readonly termId: number;
  /** When the fetch began: what was read was true no earlier. */
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly nextAt: number;
}

export interface Applied {
  readonly outcome: "accepted" | "quarantined";
  readonly sections: number;
  readonly changes: number;
  readonly events: number;
}

/** Throws `LEASE_LOST` without writing when another poller has taken over. */
export function applyReading(db: Kysely<Tables>, reading: SourceReading, context: ReadingContext): Promise<Applied> {
  return db.transaction().execute(async trx => {
    await assertLease(trx, context.lease);
    const stored = await readStored(trx, context.termId);
    const accepted = await settleQuarantine(trx, reading, stored, context);
    const pollId = await logFetch(trx, reading, context, accepted);
    const written = accepted ? await write(trx, reading, stored, context, pollId) : { changes: 0, events: 0 };
    await trx.updateTable("fetch_log").set(written).where("id", "=", pollId).execute();
    return { outcome: accepted ? "accepted" : "quarantined", sections: reading.sections.length, ...written };
  });
}

async function settleQuarantine(
  db: Kysely<Tables>,
  reading: SourceReading,
  stored: ReadonlyMap<string, StoredSection>,
  context: ReadingContext,
): Promise<boolean> {
  const known = new Set([...stored].filter(([, section]) => section.missingPolls === 0).map(([key]) => key));
  const read = new Set(reading.sections.map(readingKey));
  const memory = quarantineOf(await readSourceState(db, context.lease));
  const { accept, quarantine } = judgeReading(known, read, context.startedAt, memory);
  await writeSourceState(db, context.lease, {
    ...quarantineColumns(quarantine),
    next_at: context.nextAt,
    last_attempt_at: context.startedAt,
    failures: 0,
    last_error: null,
    ...(accept ? { last_success_at: context.finishedAt } : {}),
  });
  return accept;
}

async function logFetch(
  db: Kysely<Tables>,
  reading: SourceReading,
  context: ReadingContext,
  accepted: boolean,
): Promise<number> {
  const { id } = await db
    .insertInto("fetch_log")
    .values({
      source: context.lease.source,
      term: context.lease.term,
      started_at: context.startedAt,
      duration_ms: context.finishedAt - context.startedAt,
      outcome: accepted ? "accepted" : "quarantined",
      sections: reading.sections.length,
      changes: null,
      events: null,
      error: null,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

async function write(
  db: Kysely<Tables>,
  reading: SourceReading,
  stored: ReadonlyMap<string, StoredSection>,
  context: ReadingContext,
  pollId: number,
): Promise<{ changes: number; events: number }> {
  const placed = await writeCatalog(db, context.termId, distinct(reading), stored);
  const moves = movesOf(placed, context.source.opensBeyondWaitlist);
  await writeStates(db, moves, context.startedAt, reading.sourceTime);
  const events = await fire(db, context.termId, moves, { observedAt: context.startedAt, pollId });
  return { changes: moves.filter(move => move.changed).length, events };
}

/** A source that lists one section twice: the last one counts. */
function distinct(reading: SourceReading) {
  return [...new Map(reading.sections.map(section => [readingKey(section), section])).values()];
}
