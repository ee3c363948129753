import assert from "node:assert/strict";
import { test } from "node:test";
import { EMPTY_HISTOGRAM } from "@seatstack/shared/control/protocol";
import { Measures } from "../measures.ts";
import { sumOfLoads } from "./loads.ts";

test("no threads have served nothing", () => {
  assert.deepEqual(sumOfLoads([]), {
    requests: 0,
    inFlight: 0,
    busy: 0,
    queueTime: EMPTY_HISTOGRAM,
    responseTime: EMPTY_HISTOGRAM,
  });
});

test("the loads of threads add up, bucket by bucket", () => {
  const [one, two] = [new Measures(), new Measures()];
  one.begun(0, 100);
  one.ended(100, 1100);
  two.begun(2, 100);
  two.ended(100, 600);
  two.begun(2, 1000);
  const sum = sumOfLoads([one.load(2000), two.load(2000)]);
  assert.equal(sum.requests, 3);
  assert.equal(sum.inFlight, 1);
  assert.equal(sum.busy, 2.5);
  assert.equal(
    sum.responseTime.counts.reduce((total, count) => total + count, 0),
    2,
  );
  assert.equal(sum.responseTime.sum, 1.5);
  assert.equal(sum.queueTime.counts[0], 1);
  assert.equal(sum.queueTime.counts[1], 2);
});
