// Reading wrk's output, and telling a good round from a bad one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesAreRight, countFaults, LOAD, parseRound, parseStrict } from "./load.ts";

const OUTPUT = `Running 2s test @ http://127.0.0.1:1/
  2 threads and 64 connections
Requests/sec:   1000.00
RESULT {"requests":2000,"microseconds":2000000,"bytes":400000,"p50":1500,"p99":9250,"connect":1,"read":2,"write":0,"timeout":3,"status":4}
`;

test("a round's line gives its rate, its latencies in milliseconds and its faults by kind", () => {
  const faults = { connect: 1, read: 2, timeout: 3, status: 4 };
  assert.equal(countFaults(faults), 10);
  assert.deepEqual(parseRound(OUTPUT), { rps: 1000, p50: 1.5, p99: 9.25, requests: 2000, bytes: 400_000, faults });
});

test("the warm-up's line gives its faults by kind too", () => {
  const line = 'STRICT {"requests":50,"wrong":7,"connect":0,"read":1,"write":0,"timeout":0}\n';
  assert.deepEqual(parseStrict(line), { requests: 50, faults: { wrong: 7, read: 1 } });
});

test("output without the line is an error that shows the output", () => {
  assert.throws(() => parseRound("unable to connect"), /unable to connect/);
});

test("bytes add up when every response had its length, but for those under way at the end", () => {
  const round = { rps: 1, p50: 1, p99: 1, requests: 1000, faults: {}, bytes: 200_000 };
  assert.ok(bytesAreRight(round, 200));
  assert.ok(bytesAreRight({ ...round, bytes: 200_000 + LOAD.connections * 200 }, 200));
  assert.ok(!bytesAreRight({ ...round, bytes: 199_999 }, 200), "a short response");
  assert.ok(!bytesAreRight({ ...round, bytes: 200_001 + LOAD.connections * 200 }, 200), "long responses");
});
