// Medians, and ratios of rounds that were measured next to each other.

/** Median of at least one number; NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/**
 * Median of `above[i] / below[i]`. Round i of both ran within seconds of each other, so what the machine's other
 * tenants did to one it mostly did to the other too; a ratio of medians would mix rounds minutes apart.
 */
export function pairedRatio(above: readonly number[], below: readonly number[]): number {
  return median(above.slice(0, below.length).map((value, round) => value / (below[round] ?? Number.NaN)));
}
