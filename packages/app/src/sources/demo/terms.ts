// The simulated university's calendar: three terms a year, two of them open for registration at any time.
import type { SourceTerm } from "../source.ts";

const DAY = 86_400_000;
/** Month and day of the first and last class, UTC. */
const SEASONS = [
  { code: "01", name: "Winter", starts: [0, 6], ends: [3, 20] },
  { code: "05", name: "Spring", starts: [4, 5], ends: [7, 10] },
  { code: "09", name: "Fall", starts: [8, 3], ends: [11, 18] },
] as const;

/** Seats are of use until two weeks into the term: the end of add and drop. */
const ADD_DROP = 14 * DAY;

/** The two terms whose add-and-drop has not ended at `now`, the nearer first. */
export function demoTerms(now: number): readonly SourceTerm[] {
  const year = new Date(now).getUTCFullYear();
  return [year, year + 1]
    .flatMap(year => SEASONS.map(season => termOf(year, season)))
    .filter(term => (term.alertsUntil ?? 0) > now)
    .slice(0, 2);
}

function termOf(year: number, season: (typeof SEASONS)[number]): SourceTerm {
  const startsAt = Date.UTC(year, season.starts[0], season.starts[1]);
  return {
    code: `${year}${season.code}`,
    name: `${season.name} ${year}`,
    startsAt,
    endsAt: Date.UTC(year, season.ends[0], season.ends[1]),
    alertsUntil: startsAt + ADD_DROP,
  };
}
