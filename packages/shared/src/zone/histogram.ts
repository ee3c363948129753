// Log-linear latency buckets: four steps per power of two, so that a percentile is at most 25 % off at any scale.

const STEPS = 4;
/** 2^-3 ms = 125 µs is the first power; below it is one bucket. */
const FIRST_POWER = -3;
/** 2^17 ms = 131 s is the last; above it is one bucket. */
const LAST_POWER = 17;

/** One below, the steps of each power, one above. */
export const HISTOGRAM_BUCKETS = (LAST_POWER - FIRST_POWER) * STEPS + 2;

/** Bucket of a time in milliseconds: the first whose upper bound is not below it. */
export function bucketOf(ms: number): number {
  if (!(ms > 2 ** FIRST_POWER)) return 0;
  if (ms > 2 ** LAST_POWER) return HISTOGRAM_BUCKETS - 1;
  const power = Math.min(Math.floor(Math.log2(ms)), LAST_POWER - 1);
  const base = 2 ** power;
  const step = Math.ceil(((ms - base) / base) * STEPS);
  return (power - FIRST_POWER) * STEPS + step;
}

/** Upper bounds in milliseconds, ascending; the last is Infinity. */
export const BUCKET_BOUNDS: readonly number[] = Array.from({ length: HISTOGRAM_BUCKETS }, (_, bucket) => {
  if (bucket === HISTOGRAM_BUCKETS - 1) return Infinity;
  const power = FIRST_POWER + Math.floor(bucket / STEPS);
  return 2 ** power * (1 + (bucket % STEPS) / STEPS);
});

/** Time in ms below which the `share` (0 to 1) of all observations lies, as the upper bound of its bucket; 0 for none. */
export function percentile(counts: readonly number[], share: number): number {
  const count = counts.reduce((sum, each) => sum + each, 0);
  let left = Math.ceil(count * share);
  for (let bucket = 0; bucket < counts.length; bucket++) {
    left -= counts[bucket] ?? 0;
    if (left <= 0 && count > 0) return BUCKET_BOUNDS[bucket] ?? Infinity;
  }
  return 0;
}
