// An empty database is filled before the first page is shown: the first visitor is to see seats.
import { randomUUID } from "node:crypto";
import type { Logger } from "@seatstack/shared/logger";
import { type Clock, systemClock } from "./clock.ts";
import type { Database } from "./db/open.ts";
import { pollOnce } from "./poller/poller.ts";
import type { Settings } from "./settings.ts";
import { DemoSource } from "./sources/demo/source.ts";

/** A source that does not answer by then must not keep the site down. Milliseconds. */
const PATIENCE = 3000;
const LOOK_EVERY = 25;

export interface FirstReadingOptions {
  readonly database: Database;
  readonly settings: Settings;
  readonly log: Logger;
  readonly clock?: Clock;
}

/** Polls like the task worker, under the same leases: of many workers that start at once, one reads and the others wait. */
export async function firstReading({
  database,
  settings,
  log,
  clock = systemClock,
}: FirstReadingOptions): Promise<void> {
  if (await hasSections(database)) return;
  const sources = [new DemoSource(settings.demoSeed)];
  const options = { database, clock, log, sources, intervalMs: settings.pollIntervalMs };
  const context = { ...options, random: Math.random, holder: randomUUID() };
  const until = clock.now() + PATIENCE;
  const patience = AbortSignal.timeout(PATIENCE);
  do {
    await pollOnce(context, options, patience);
    if (await hasSections(database)) return;
    await clock.sleep(LOOK_EVERY, patience);
  } while (clock.now() < until);
}

async function hasSections(database: Database): Promise<boolean> {
  const row = await database.kysely.selectFrom("section_state").select("section_id").limit(1).executeTakeFirst();
  return row !== undefined;
}
