import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_HEALTH } from "./health.ts";
import { Pulse } from "./pulse.ts";

test("an unanswered PING makes suspect, then stalled; its answer clears both", () => {
  const pulse = new Pulse();
  const sequence = pulse.sent(1000);
  pulse.judge(1008, DEFAULT_HEALTH);
  assert.deepEqual([pulse.suspect, pulse.stalled], [false, false]);
  pulse.judge(1009, DEFAULT_HEALTH);
  assert.deepEqual([pulse.suspect, pulse.stalled], [true, false]);
  pulse.judge(1026, DEFAULT_HEALTH);
  assert.deepEqual([pulse.suspect, pulse.stalled], [true, true]);
  assert.equal(pulse.answered(sequence, 1027, 1028), true);
  assert.deepEqual([pulse.suspect, pulse.stalled, pulse.waiting], [false, false, false]);
});

test("an answer to another PING is none", () => {
  const pulse = new Pulse();
  const old = pulse.sent(1000);
  pulse.sent(1010);
  assert.equal(pulse.answered(old, 1011, 1012), false);
  assert.equal(pulse.waiting, true);
});

/** Whether a worker whose clock read this, asked at 1000 and heard at 1004, shares ours. */
const shared = (workerClock: number) => {
  const pulse = new Pulse();
  pulse.answered(pulse.sent(1000), workerClock, 1004);
  return pulse.sharedClock;
};

test("a clock is shared only when it read between PING and PONG", () => {
  assert.equal(shared(1002), true);
  assert.equal(shared(990), false);
  assert.equal(shared(1010), false);
  assert.equal(shared(Number.NaN), false);
});
