// The history chart: free seats as a step line in a 1000 × 200 box that CSS stretches, plus the same in words.
import type { HistoryPoint } from "../queries.ts";
import { freeSeats } from "./rows.ts";
import { type Moment, count, moment, statusWord } from "./words.ts";

const WIDTH = 1000;
const HEIGHT = 200;
const TABLE_ROWS = 50;

export interface Chart {
  /** Tick labels: a whole number each. */
  readonly top: number;
  readonly middle: number;
  /** SVG path data. */
  readonly line: string;
  readonly area: string;
  readonly dot: string;
  readonly from: Moment;
  readonly to: Moment;
  /** What the picture says, for those who do not see it. */
  readonly summary: string;
  /** Newest first. */
  readonly points: readonly { at: Moment; open: string; word: string }[];
}

interface Known {
  readonly at: number;
  readonly open: number;
}

/**
 * `points` oldest first; the last state is drawn on until `until` (milliseconds, the last reading). Readings without
 * a count leave the line where it was: they are not drawn as zero. Undefined where no count is known.
 */
export function chartOf(points: readonly HistoryPoint[], until: number): Chart | undefined {
  const known = points.flatMap(point => {
    const open = freeSeats(point);
    return open === null ? [] : [{ at: point.at, open }];
  });
  const first = known[0];
  const last = known.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const end = Math.max(until, last.at);
  const most = Math.max(...known.map(point => point.open));
  const top = Math.max(2, most + (most % 2));
  const x = (at: number): number =>
    end === first.at ? WIDTH : Math.round((WIDTH * (at - first.at)) / (end - first.at));
  const y = (open: number): number => Math.round(HEIGHT - (HEIGHT * open) / top);
  const line = stepLine(known, x, y);
  return {
    top,
    middle: top / 2,
    line,
    area: `${line}V${HEIGHT}H0Z`,
    dot: `M${WIDTH} ${y(last.open)}h0`,
    from: moment(first.at),
    to: moment(end),
    summary: summaryOf(known, last.open),
    points: tableOf(points),
  };
}

/** Seats hold until the next reading: horizontal first, then up or down. */
function stepLine(known: readonly Known[], x: (at: number) => number, y: (open: number) => number): string {
  let path = "";
  let height = Number.NaN;
  for (const point of known) {
    const next = y(point.open);
    if (path === "") path = `M0 ${next}`;
    else if (next !== height) path += `H${x(point.at)}V${next}`;
    height = next;
  }
  return `${path}H${WIDTH}`;
}

function summaryOf(known: readonly Known[], now: number): string {
  const counts = known.map(point => point.open);
  const least = Math.min(...counts);
  const most = Math.max(...counts);
  const changes = counts.filter((open, index) => index > 0 && open !== counts[index - 1]).length;
  if (least === most) return `Always ${count(most, "free seat")} so far.`;
  return `Between ${least} and ${count(most, "free seat")}, ${now} at the last reading, ${count(changes, "change")}.`;
}

/** Only what changed: the hourly readings in between say nothing new. */
function tableOf(points: readonly HistoryPoint[]): Chart["points"] {
  const changes = points.filter((point, index) => {
    const before = points[index - 1];
    return before === undefined || before.open !== point.open || before.status !== point.status;
  });
  return changes
    .slice(-TABLE_ROWS)
    .toReversed()
    .map(point => ({
      at: moment(point.at),
      open: point.open === null ? "not told" : String(freeSeats(point)),
      word: statusWord(point.status),
    }));
}
