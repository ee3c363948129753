// What the tests of this package share: a real database in a temporary folder, a clock with hands, a source with a script.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { createLogger } from "@seatstack/shared/logger";
import type { Clock } from "../clock.ts";
import { type Database, openDatabase } from "../db/open.ts";
import type { PollerOptions } from "../poller/poller.ts";
import type { PollContext } from "../poller/poll.ts";
import type { Seats, SectionReading, Source, SourceFailure, SourceReading, SourceTerm } from "../sources/source.ts";

/** 2026-11-21T00:00:00Z. */
export const START = Date.UTC(2026, 10, 21);

export const silent = createLogger("silent", { tier: "app" });

export function temporaryFolder(test: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "seats-"));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function temporaryDatabase(test: TestContext, dataDir = temporaryFolder(test)): Promise<Database> {
  const database = await openDatabase({ url: "", dataDir });
  test.after(() => database.close());
  return database;
}

/** Stands still until it is moved; whoever sleeps on it moves it. */
export class FakeClock implements Clock {
  #now = START;

  now(): number {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (!signal.aborted) this.advance(ms);
    return new Promise(resolve => {
      setImmediate(resolve);
    });
  }
}

export const TERM: SourceTerm = {
  code: "202701",
  name: "Winter 2027",
  startsAt: START + 45 * 86_400_000,
  endsAt: START + 150 * 86_400_000,
  alertsUntil: START + 60 * 86_400_000,
};

/** A section with so many free seats of 30; undefined seats are unpublished. */
export function reading(key: string, open: number | null, change: Partial<SectionReading> = {}): SectionReading {
  return {
    course: { subject: "CS", number: "2500", title: "Fundamentals", credits: 4 },
    key,
    crn: `1${key}`,
    label: key,
    component: "Lecture",
    campus: "Main",
    instructor: "Amara Tanaka",
    meetings: [{ days: "MWF", start: "09:00", end: "09:50", place: null }],
    restrictions: null,
    linkGroup: null,
    cancelled: false,
    seats: seatsOf(open),
    ...change,
  };
}

export function seatsOf(open: number | null): Seats {
  return {
    capacity: 30,
    enrolled: open === null ? null : 30 - open,
    open,
    reservedOpen: null,
    waitCapacity: null,
    waitCount: null,
    permissionNeeded: false,
  };
}

/** Answers what it was last told to. */
export class ScriptedSource implements Source {
  readonly name = "scripted";
  readonly politeness = { minimumIntervalMs: 1000, jitter: 0, timeoutMs: 1000, maxBackoffMs: 60_000 };
  readonly opensBeyondWaitlist = false;
  fetches = 0;
  answer: SourceReading | SourceFailure = { kind: "read", sections: [], sourceTime: null };
  /** Runs between the fetch and its answer. */
  during: () => Promise<void> = () => Promise.resolve();

  read(...sections: readonly SectionReading[]): void {
    this.answer = { kind: "read", sections, sourceTime: null };
  }

  terms(): Promise<readonly SourceTerm[]> {
    return Promise.resolve([TERM]);
  }

  async fetch(): Promise<SourceReading | SourceFailure> {
    this.fetches += 1;
    await this.during();
    return this.answer;
  }
}

export const INTERVAL_MS = 15_000;

/** What one poller of its own is made of. */
export function pollerOf(
  database: Database,
  clock: Clock,
  source: Source,
  holder = "poller-1",
): { options: PollerOptions; context: PollContext } {
  const options = { database, clock, log: silent, intervalMs: INTERVAL_MS, random: () => 0.5, sources: [source] };
  return { options, context: { ...options, holder } };
}
