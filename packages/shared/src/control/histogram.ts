// Histograms as they cross the control socket: adding them up, and reading a percentile off one.
import { EMPTY_HISTOGRAM, HISTOGRAM_BOUNDS, type Histogram } from "./protocol.ts";

/** How many observations it holds. */
export function countOf({ counts }: Histogram): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

export function addHistograms(a: Histogram, b: Histogram): Histogram {
  if (a === EMPTY_HISTOGRAM) return b;
  return { counts: a.counts.map((count, bucket) => count + (b.counts[bucket] ?? 0)), sum: a.sum + b.sum };
}

/**
 * Seconds below which the `share` (0 to 1) of all observations lies, spread evenly within a bucket as Prometheus's
 * histogram_quantile does; what is beyond the last bound counts as that bound. Undefined where there are none.
 */
export function percentileOf(histogram: Histogram, share: number): number | undefined {
  const count = countOf(histogram);
  if (count === 0) return undefined;
  const rank = share * count;
  let below = 0;
  for (const [bucket, upper] of HISTOGRAM_BOUNDS.entries()) {
    const here = histogram.counts[bucket] ?? 0;
    const lower = HISTOGRAM_BOUNDS[bucket - 1] ?? 0;
    if (here > 0 && below + here >= rank) return lower + (upper - lower) * (Math.max(0, rank - below) / here);
    below += here;
  }
  return HISTOGRAM_BOUNDS.at(-1);
}
