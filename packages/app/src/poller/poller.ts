// The poller's loop: keeps the terms known, polls every unit that is due, sleeps until the next one.
import { randomUUID } from "node:crypto";
import type { Task } from "@seatstack/appserver/application";
import { messageOf } from "@seatstack/shared/errors";
import type { Logger } from "@seatstack/shared/logger";
import type { Clock } from "../clock.ts";
import type { Database } from "../db/open.ts";
import type { Source } from "../sources/source.ts";
import { writeTerms } from "./catalog.ts";
import { type PollContext, type Unit, fail, pollUnit, underLease } from "./poll.ts";
import { writeSourceState } from "./source-state.ts";

/** In the place of a term's code: the unit that lists a source's terms. */
const TERM_LIST = "*";
const TERMS_EVERY_MS = 600_000;
/** Longest sleep: another host may have changed what is due. */
const MAX_SLEEP_MS = 1000;
const MIN_SLEEP_MS = 20;

export interface PollerOptions {
  readonly database: Database;
  readonly sources: readonly Source[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly intervalMs: number;
  /** Of [0, 1): spreads the polls. */
  readonly random?: () => number;
}

export function createPoller(options: PollerOptions): Task {
  const context: PollContext = { random: Math.random, ...options, holder: randomUUID() };
  return {
    name: "poller",
    async run(signal) {
      while (!signal.aborted) {
        await pollOnce(context, options, signal);
        await options.clock.sleep(await untilDue(context), signal);
      }
    },
  };
}

/** One round over everything that is due. A source that breaks does not keep the others waiting for ever. */
export async function pollOnce(context: PollContext, options: PollerOptions, signal: AbortSignal): Promise<void> {
  for (const source of options.sources) {
    if (signal.aborted) return;
    await shielded(context, source.name, () => refreshTerms(context, source, signal));
    for (const unit of await unitsOf(context, source)) {
      if (signal.aborted) return;
      await shielded(context, source.name, () => pollUnit(context, unit, signal));
    }
  }
}

async function shielded(context: PollContext, source: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    context.log.error({ source, err: error }, `poll broke off: ${messageOf(error)}`);
  }
}

async function refreshTerms(context: PollContext, source: Source, signal: AbortSignal): Promise<void> {
  const lease = { source: source.name, term: TERM_LIST, holder: context.holder };
  await underLease(context, lease, source.politeness.timeoutMs, async () => {
    const now = context.clock.now();
    try {
      const terms = await source.terms({ now, signal });
      await context.database.kysely.transaction().execute(async trx => {
        await writeTerms(trx, source.name, terms);
        await writeSourceState(trx, lease, { next_at: now + TERMS_EVERY_MS, last_success_at: now, failures: 0 });
      });
    } catch (error) {
      await fail(context, source, lease, now, { kind: "failed", reason: "network", message: messageOf(error) });
    }
  });
}

/** Active terms whose alerts are still of use. */
async function unitsOf(context: PollContext, source: Source): Promise<readonly Unit[]> {
  const rows = await context.database.kysely
    .selectFrom("term")
    .selectAll()
    .where("source", "=", source.name)
    .where("active", "=", 1)
    .orderBy("starts_at")
    .execute();
  return rows.map(row => ({
    source,
    term: {
      id: row.id,
      code: row.code,
      name: row.name,
      startsAt: row.starts_at,
      endsAt: row.ends_at,
      alertsUntil: row.alerts_until,
    },
  }));
}

async function untilDue(context: PollContext): Promise<number> {
  const { next } = await context.database.kysely
    .selectFrom("source_state")
    .select(row => row.fn.min("next_at").as("next"))
    .where("paused", "=", 0)
    .executeTakeFirstOrThrow();
  const wait = (next ?? 0) - context.clock.now();
  return Math.min(MAX_SLEEP_MS, Math.max(MIN_SLEEP_MS, wait));
}
