// Durations for people.

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
] as const;

/** In the largest unit that leaves no rest: 90000 is "90s", 600000 is "10m", 1500 is "1500ms". */
export function formatMilliseconds(ms: number): string {
  const unit = UNITS.find(([, size]) => ms % size === 0);
  return unit === undefined ? `${ms}ms` : `${ms / unit[1]}${unit[0]}`;
}
