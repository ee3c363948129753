// Histograms: sums, and percentiles as Prometheus reads them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addHistograms, countOf, percentileOf } from "./histogram.ts";
import { EMPTY_HISTOGRAM, HISTOGRAM_BOUNDS, type Histogram } from "./protocol.ts";

/** `entries`: [bucket, count]. */
function histogram(sum: number, ...entries: readonly (readonly [number, number])[]): Histogram {
  const counts = Array<number>(HISTOGRAM_BOUNDS.length + 1).fill(0);
  for (const [bucket, count] of entries) counts[bucket] = count;
  return { counts, sum };
}

test("adds counts and sums, and leaves what it adds alone", () => {
  const a = histogram(1, [0, 2], [14, 1]);
  const b = histogram(0.5, [0, 3]);
  assert.deepEqual(addHistograms(a, b), histogram(1.5, [0, 5], [14, 1]));
  assert.deepEqual(addHistograms(EMPTY_HISTOGRAM, b), b);
  assert.deepEqual(addHistograms(a, EMPTY_HISTOGRAM), a);
  assert.equal(countOf(a), 3);
  assert.equal(countOf(EMPTY_HISTOGRAM), 0);
});

test("a percentile lies within its bucket, in proportion", () => {
  const hundred = histogram(0, [0, 50], [3, 50]);
  assert.equal(percentileOf(hundred, 0.5), 0.001);
  assert.equal(percentileOf(hundred, 0.25), 0.0005);
  assert.equal(percentileOf(hundred, 0.75), 0.0075);
  assert.equal(percentileOf(hundred, 1), 0.01);
});

test("beyond the last bound is the last bound; nothing at all is undefined", () => {
  assert.equal(percentileOf(histogram(100, [14, 1]), 0.5), 30);
  assert.equal(percentileOf(EMPTY_HISTOGRAM, 0.5), undefined);
  assert.equal(percentileOf(histogram(0, [1, 1]), 0), 0.001);
});
