// The landing page: what this is, a search box, and the busiest sections now. The hottest page of all.
import type { AppResponse } from "@seatstack/appserver/application";
import type { Call } from "../http/routes.ts";
import type { SourceItem } from "../queries.ts";
import { type Row, toRow } from "./rows.ts";
import { type Site, type Tagged, showPage, tagged, whenReady } from "./site.ts";
import { type Moment, moment } from "./words.ts";

const ROWS = 50;
/** Readings that may fail before the page says that its counts are old, and the least time; as for the status page. */
const STALE_INTERVALS = 3;
const LEAST_STALE_MS = 10_000;

interface LandingView {
  readonly here: "landing";
  readonly rows: readonly Row[];
  readonly facts: {
    readonly sections: number;
    readonly courses: number;
    readonly full: number;
    readonly readAt: Moment | undefined;
    readonly isStale: boolean;
  };
}

/** Both pages of one state of the data: which one is true depends on the clock alone. */
interface Landing {
  readonly fresh: Tagged<LandingView>;
  readonly stale: Tagged<LandingView>;
  /** Milliseconds since the epoch after which `stale` is shown. */
  readonly staleAt: number;
}

export function landingPage(site: Site): (call: Call) => AppResponse | Promise<AppResponse> {
  const load = (): Promise<Landing> => loadLanding(site);
  return call =>
    whenReady(site.shared.get("landing", load), landing =>
      showPage(site, call, "landing.html", site.now() > landing.staleAt ? landing.stale : landing.fresh),
    );
}

async function loadLanding(site: Site): Promise<Landing> {
  const [featured, terms, sources] = await Promise.all([
    site.queries.featured(ROWS),
    site.queries.terms(),
    site.queries.sources(),
  ]);
  const newest = newestReading(sources);
  const facts = {
    sections: sum(terms.map(term => term.sections)),
    courses: sum(terms.map(term => term.courses)),
    full: sum(terms.map(term => term.full)),
    readAt: newest === undefined ? undefined : moment(newest.at),
  };
  const view = { here: "landing" as const, rows: featured.map(toRow) };
  return {
    fresh: tagged(site, { ...view, facts: { ...facts, isStale: false } }),
    stale: tagged(site, { ...view, facts: { ...facts, isStale: true } }),
    staleAt: newest === undefined ? Number.POSITIVE_INFINITY : newest.at + patience(newest.intervalMs),
  };
}

function newestReading(sources: readonly SourceItem[]): { at: number; intervalMs: number } | undefined {
  let newest: { at: number; intervalMs: number } | undefined;
  for (const { lastSuccessAt, intervalMs } of sources) {
    if (lastSuccessAt !== null && (newest === undefined || lastSuccessAt > newest.at)) {
      newest = { at: lastSuccessAt, intervalMs };
    }
  }
  return newest;
}

function patience(intervalMs: number): number {
  return Math.max(STALE_INTERVALS * intervalMs, LEAST_STALE_MS);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
