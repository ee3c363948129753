// One poll of one source × term: lease, fetch, apply, and when to come back.
import { messageOf } from "@seatstack/shared/errors";
import type { Logger } from "@seatstack/shared/logger";
import type { Clock } from "../clock.ts";
import type { Database } from "../db/open.ts";
import type { Source, SourceFailure, SourceReading, SourceTerm } from "../sources/source.ts";
import { type Applied, applyReading } from "./apply.ts";
import { giveLeaseBack, type Lease, takeLease } from "./lease.ts";
import { nextWait, readSourceState, writeSourceState } from "./source-state.ts";

/** Beyond the fetch's own deadline, time to write what was read. */
const LEASE_MARGIN_MS = 10_000;

export interface PollContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** Identity of this poller in leases; unique in the world. */
  readonly holder: string;
  readonly intervalMs: number;
  readonly random: () => number;
}

export interface Unit {
  readonly source: Source;
  readonly term: SourceTerm & { readonly id: number };
}

/** Polls the unit if it is due and nobody else is at it. Returns what was written, undefined for nothing. */
export async function pollUnit(
  context: PollContext,
  { source, term }: Unit,
  signal: AbortSignal,
): Promise<Applied | undefined> {
  const lease = { source: source.name, term: term.code, holder: context.holder };
  return underLease(context, lease, source.politeness.timeoutMs, async () => {
    const startedAt = context.clock.now();
    const result = await fetchTerm(source, term, startedAt, signal);
    if (signal.aborted) return undefined;
    if (result.kind === "failed") return fail(context, source, lease, startedAt, result);
    const nextAt = startedAt + nextWait(context.intervalMs, source.politeness, 0, 0, context.random());
    const finishedAt = context.clock.now();
    const applied = await applyReading(context.database.kysely, result, {
      source,
      lease,
      termId: term.id,
      startedAt,
      finishedAt,
      nextAt,
    });
    report(context.log, lease, applied);
    return applied;
  });
}

/** Runs `work` if the unit is due and free; the lease ends by itself when this process dies. */
export async function underLease<T>(
  context: PollContext,
  lease: Lease,
  workMs: number,
  work: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const db = context.database.kysely;
  if (!isDue(await readSourceState(db, lease), context.clock.now())) return undefined;
  if (!(await takeLease(db, lease, context.clock.now(), workMs + LEASE_MARGIN_MS))) return undefined;
  try {
    // The one who had the lease a moment ago may have polled since we looked.
    return isDue(await readSourceState(db, lease), context.clock.now()) ? await work() : undefined;
  } finally {
    await giveLeaseBack(db, lease);
  }
}

function isDue(state: { readonly paused: number; readonly next_at: number }, now: number): boolean {
  return state.paused === 0 && state.next_at <= now;
}

async function fetchTerm(
  source: Source,
  term: SourceTerm,
  now: number,
  stop: AbortSignal,
): Promise<SourceReading | SourceFailure> {
  const deadline = AbortSignal.timeout(source.politeness.timeoutMs);
  try {
    return await source.fetch(term, { now, signal: AbortSignal.any([stop, deadline]) });
  } catch (error) {
    const reason = deadline.aborted ? "timeout" : "malformed";
    return { kind: "failed", reason, message: messageOf(error) };
  }
}

/** Nothing is known, so nothing changes but the time of the next try. */
export async function fail(
  context: PollContext,
  source: Source,
  lease: Lease,
  startedAt: number,
  failure: SourceFailure,
): Promise<undefined> {
  await context.database.kysely.transaction().execute(async trx => {
    const failures = (await readSourceState(trx, lease)).failures + 1;
    const wait = nextWait(context.intervalMs, source.politeness, failures, failure.retryAfterMs ?? 0, context.random());
    await writeSourceState(trx, lease, {
      failures,
      next_at: startedAt + wait,
      last_attempt_at: startedAt,
      last_error: `${failure.reason}: ${failure.message}`.slice(0, 500),
    });
    await trx
      .insertInto("fetch_log")
      .values({
        source: lease.source,
        term: lease.term,
        started_at: startedAt,
        duration_ms: context.clock.now() - startedAt,
        outcome: "failed",
        error: failure.message.slice(0, 500),
      })
      .execute();
  });
  context.log.warn(
    { source: lease.source, term: lease.term, reason: failure.reason },
    `poll failed: ${failure.message}`,
  );
}

function report(log: Logger, lease: Lease, applied: Applied): void {
  const fields = { source: lease.source, term: lease.term, ...applied };
  if (applied.outcome === "quarantined") log.warn(fields, "reading lost many sections: quarantined");
  else log.debug(fields, "polled");
}
