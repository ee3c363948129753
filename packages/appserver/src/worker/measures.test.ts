// What a worker counts: buckets to the letter, sums, what is in service, and what others read of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { countOf } from "@seatstack/shared/control/histogram";
import { HISTOGRAM_BOUNDS } from "@seatstack/shared/control/protocol";
import { addLoads, Measures, MEASURES_BYTES, readLoad } from "./measures.ts";

/** Index of the only bucket that has something. */
function bucketOf(counts: readonly number[]): number {
  assert.equal(counts.filter(count => count > 0).length, 1);
  return counts.findIndex(count => count > 0);
}

test("a time on a bound is in the bucket below it, as Prometheus's `le` says", () => {
  for (const [bucket, bound] of HISTOGRAM_BOUNDS.entries()) {
    const exact = new Measures();
    exact.begun(bound * 1000, 5000);
    exact.ended(5000, 5000 + bound * 1000);
    assert.equal(bucketOf(exact.load(0).queueTime.counts), bucket);
    assert.equal(bucketOf(exact.load(0).responseTime.counts), bucket);
    const above = new Measures();
    above.begun(bound * 1000 + 0.01, 5000);
    assert.equal(bucketOf(above.load(5000).queueTime.counts), bucket + 1);
  }
  const zero = new Measures();
  zero.begun(0, 0);
  assert.equal(bucketOf(zero.load(0).queueTime.counts), 0);
});

test("counts, sums and time in service, of those that run too", () => {
  const measures = new Measures();
  measures.begun(10, 1000);
  measures.begun(30, 1500);
  assert.deepEqual(
    [measures.load(2000).requests, measures.load(2000).inFlight, measures.load(2000).busy],
    [2, 2, 1.5],
    "1000 ms of the first and 500 ms of the second",
  );
  measures.ended(1000, 2000);
  assert.equal(measures.load(2500).busy, 2);
  measures.ended(1500, 3500);
  const load = measures.load(9999);
  assert.deepEqual([load.requests, load.inFlight, load.busy], [2, 0, 3]);
  assert.equal(load.queueTime.sum, 0.04);
  assert.equal(load.responseTime.sum, 3);
  assert.equal(countOf(load.responseTime), 2);
  assert.equal(measures.requests, 2);
});

test("rounding does not add up: a million requests later an idle worker is not busy", () => {
  const measures = new Measures();
  for (let i = 0; i < 1_000_000; i++) {
    const now = 1e9 + i * 0.1;
    measures.begun(0, now);
    measures.ended(now, now);
  }
  assert.equal(measures.load(2e9).busy, 0);
  assert.equal(measures.load(2e9).requests, 1_000_000);
});

test("what came before the restart counts nowhere, even when it ends after", () => {
  const measures = new Measures();
  measures.begun(5, 100);
  measures.begun(5, 110);
  measures.ended(100, 120);
  measures.restart(200);
  measures.ended(110, 210);
  const load = measures.load(300);
  assert.deepEqual([load.requests, load.inFlight, load.busy, countOf(load.responseTime)], [0, 0, 0, 0]);
  measures.begun(0, 220);
  measures.ended(220, 221);
  assert.equal(countOf(measures.load(300).responseTime), 1);
});

test("another thread reads shared memory without what is in service", () => {
  const memory = new SharedArrayBuffer(MEASURES_BYTES);
  const measures = new Measures(memory);
  measures.begun(0, 1000);
  measures.begun(0, 1000);
  measures.ended(1000, 1500);
  const load = readLoad(memory);
  assert.deepEqual([load.requests, load.inFlight, load.busy], [2, 1, 0.5]);
});

test("loads add up", () => {
  const measures = new Measures();
  measures.begun(1, 0);
  measures.ended(0, 1000);
  measures.begun(1, 1000);
  const one = measures.load(1000);
  const three = addLoads([one, one, one]);
  assert.deepEqual([three.requests, three.inFlight, three.busy], [6, 3, 3]);
  assert.equal(countOf(three.queueTime), 6);
  assert.equal(addLoads([]).requests, 0);
});

test("tells once, with the request that reaches the number, and counts from the last restart", () => {
  const measures = new Measures();
  const told: number[] = [];
  measures.begun(0, 0);
  measures.restart(0);
  measures.callAt(3, () => told.push(measures.requests));
  for (let request = 0; request < 5; request++) measures.begun(0, 0);
  assert.deepEqual(told, [3]);
});
