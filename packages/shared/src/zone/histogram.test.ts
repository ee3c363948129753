import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { add64, read64 } from "./counters.ts";
import { BUCKET_BOUNDS, bucketOf, HISTOGRAM_BUCKETS, percentile } from "./histogram.ts";
import { createZone } from "./zone.ts";

test("a time falls into the first bucket whose bound is not below it", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 300_000, noNaN: true }), ms => {
      const bucket = bucketOf(ms);
      assert.ok(ms <= (BUCKET_BOUNDS[bucket] ?? -1));
      assert.ok(bucket === 0 || ms > (BUCKET_BOUNDS[bucket - 1] ?? Infinity));
    }),
    { numRuns: 2000 },
  );
  BUCKET_BOUNDS.forEach((bound, bucket) => assert.equal(bucketOf(bound), bucket));
});

test("bounds rise by a quarter of a power of two at most", () => {
  assert.equal(BUCKET_BOUNDS.length, HISTOGRAM_BUCKETS);
  for (let bucket = 1; bucket < HISTOGRAM_BUCKETS - 1; bucket++) {
    const ratio = (BUCKET_BOUNDS[bucket] ?? 0) / (BUCKET_BOUNDS[bucket - 1] ?? 1);
    assert.ok(ratio > 1 && ratio <= 1.25);
  }
  assert.equal(bucketOf(Number.NaN), 0);
});

test("a zone's histogram counts and sums, and gives percentiles", () => {
  const zone = createZone({ threads: 1 });
  for (let ms = 1; ms <= 100; ms++) zone.observe("request", ms);
  const { count, sum, counts } = zone.histogram("request");
  assert.deepEqual([count, sum], [100, 5050]);
  assert.equal(percentile(counts, 0.5), 56);
  assert.equal(percentile(counts, 1), 112);
  assert.equal(percentile(zone.histogram("queue").counts, 0.99), 0);
});

test("64-bit sums carry", () => {
  const words = new Int32Array(new SharedArrayBuffer(8));
  add64(words, 0, 2 ** 32 - 1);
  add64(words, 0, 1);
  assert.equal(read64(words, 0), 2 ** 32);
  add64(words, 0, 2 ** 40 + 5);
  assert.equal(read64(words, 0), 2 ** 32 + 2 ** 40 + 5);
  fc.assert(
    fc.property(fc.array(fc.nat(2 ** 31 - 1), { maxLength: 20 }), values => {
      const fresh = new Int32Array(new SharedArrayBuffer(8));
      for (const value of values) add64(fresh, 0, value * 3);
      assert.equal(
        read64(fresh, 0),
        values.reduce((sum, value) => sum + value * 3, 0),
      );
    }),
  );
});
