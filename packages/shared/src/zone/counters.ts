// Counters, gauges and histograms in the zone: 64-bit sums out of two 32-bit words, without a BigInt on the way.
import { BUCKET_BOUNDS, bucketOf, HISTOGRAM_BUCKETS } from "./histogram.ts";
import { HISTOGRAM_WORDS, type Layout } from "./layout.ts";
import { COUNTERS, GAUGES, HISTOGRAMS, type HistogramSnapshot, type Zone } from "./types.ts";

const WORD = 2 ** 32;
const MICROSECONDS = 1000;

type Metrics = Pick<Zone, "count" | "counter" | "gauge" | "gauges" | "observe" | "histogram">;

export function metrics(layout: Layout, thread: number): Metrics {
  const { counters, gauges, histograms, threads } = layout;
  const counterAt = new Map(COUNTERS.map((name, index) => [name, index * 2]));
  const gaugeAt = new Map(GAUGES.map((name, index) => [name, index * threads]));
  const histogramAt = new Map(HISTOGRAMS.map((name, index) => [name, index * HISTOGRAM_WORDS]));

  return {
    count: (name, by = 1) => add64(counters, counterAt.get(name) ?? 0, by),
    counter: name => read64(counters, counterAt.get(name) ?? 0),
    gauge: (name, value) => void Atomics.store(gauges, (gaugeAt.get(name) ?? 0) + thread, value),
    gauges(name) {
      const from = gaugeAt.get(name) ?? 0;
      return Array.from({ length: threads }, (_, index) => Atomics.load(gauges, from + index));
    },
    observe(name, ms) {
      const from = histogramAt.get(name) ?? 0;
      Atomics.add(histograms, from + bucketOf(ms), 1);
      add64(histograms, from + HISTOGRAM_BUCKETS, Math.max(0, Math.round(ms * MICROSECONDS)));
    },
    histogram: name => snapshot(histograms, histogramAt.get(name) ?? 0),
  };
}

function snapshot(words: Int32Array, from: number): HistogramSnapshot {
  const counts = BUCKET_BOUNDS.map((_, bucket) => Atomics.load(words, from + bucket) >>> 0);
  return {
    bounds: BUCKET_BOUNDS,
    counts,
    count: counts.reduce((sum, count) => sum + count, 0),
    sum: read64(words, from + HISTOGRAM_BUCKETS) / MICROSECONDS,
  };
}

/** Adds a whole number from 0 to 2^53. Exact between threads: whoever makes the low word wrap carries. */
export function add64(words: Int32Array, at: number, by: number): void {
  const low = by % WORD;
  const before = Atomics.add(words, at, low | 0) >>> 0;
  const carry = Math.floor(by / WORD) + (before + low >= WORD ? 1 : 0);
  if (carry > 0) Atomics.add(words, at + 1, carry);
}

/** Between a wrap and its carry a reader may see a sum 2^32 too low; it looks twice, so that it takes two such moments. */
export function read64(words: Int32Array, at: number): number {
  let seen = join64(words, at);
  for (let tries = 0; tries < 3; tries++) {
    const again = join64(words, at);
    if (again >= seen && again - seen < WORD / 2) return again;
    seen = again;
  }
  return seen;
}

function join64(words: Int32Array, at: number): number {
  const high = Atomics.load(words, at + 1) >>> 0;
  return high * WORD + (Atomics.load(words, at) >>> 0);
}
