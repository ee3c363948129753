// What is remembered of a source × term between polls: when the next one is due, failures in a row, quarantine.
import type { Kysely, Selectable } from "kysely";
import type { SourceStateTable, Tables } from "../db/schema.ts";
import type { Politeness } from "../sources/source.ts";
import type { UnitKey } from "./lease.ts";
import type { Quarantine } from "./quarantine.ts";

export type SourceState = Selectable<SourceStateTable>;
export type SourceStateChange = {
  readonly [column in keyof Omit<SourceState, "source" | "term">]?: SourceState[column];
};

/** The row, or what a unit that was never polled is: due at once. */
export async function readSourceState(db: Kysely<Tables>, unit: UnitKey): Promise<SourceState> {
  const row = await db
    .selectFrom("source_state")
    .selectAll()
    .where("source", "=", unit.source)
    .where("term", "=", unit.term)
    .executeTakeFirst();
  return row ?? fresh(unit);
}

export async function writeSourceState(db: Kysely<Tables>, unit: UnitKey, change: SourceStateChange): Promise<void> {
  await db
    .insertInto("source_state")
    .values({ ...fresh(unit), ...change, source: unit.source, term: unit.term })
    .onConflict(conflict => conflict.columns(["source", "term"]).doUpdateSet(change))
    .execute();
}

export function quarantineOf(state: SourceState): Quarantine | undefined {
  if (state.quarantine_since === null || state.quarantine_hash === null) return undefined;
  return { since: state.quarantine_since, readings: state.quarantine_readings, hash: state.quarantine_hash };
}

export function quarantineColumns(quarantine: Quarantine | undefined): SourceStateChange {
  return {
    quarantine_since: quarantine?.since ?? null,
    quarantine_readings: quarantine?.readings ?? 0,
    quarantine_hash: quarantine?.hash ?? null,
  };
}

/** Milliseconds to the next poll. `random` is of [0, 1); `failures` in a row double the interval up to the source's cap. */
export function nextWait(
  intervalMs: number,
  politeness: Politeness,
  failures: number,
  retryAfterMs: number,
  random: number,
): number {
  const interval = Math.max(intervalMs, politeness.minimumIntervalMs);
  const backedOff = Math.min(interval * 2 ** Math.min(failures, 20), Math.max(interval, politeness.maxBackoffMs));
  const jittered = backedOff * (1 + politeness.jitter * (2 * random - 1));
  return Math.max(jittered, politeness.minimumIntervalMs, retryAfterMs);
}

function fresh(unit: UnitKey): SourceState {
  return {
    source: unit.source,
    term: unit.term,
    paused: 0,
    next_at: 0,
    last_attempt_at: null,
    last_success_at: null,
    failures: 0,
    last_error: null,
    quarantine_since: null,
    quarantine_readings: 0,
    quarantine_hash: null,
  };
}
