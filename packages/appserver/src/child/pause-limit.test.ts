import assert from "node:assert/strict";
import { test } from "node:test";
import { limitPause } from "./pause-limit.ts";

/** Whether it has given up after each step of time, in a process that uses this share of a processor. */
function stepsOf(t: { mock: { timers: { tick(ms: number): void } } }, share: number, ...steps: number[]): boolean[] {
  let now = 0;
  let given = false;
  limitPause(
    () => (given = true),
    () => now * share * 1000,
  );
  return steps.map(step => {
    now += step;
    t.mock.timers.tick(step);
    return given;
  });
}

test("a thread that waits in a call is given a second to pause, one that computes slowly three", t => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  assert.deepEqual(stepsOf(t, 0.001, 999, 1), [false, true]);
  assert.deepEqual(stepsOf(t, 0.1, 1000, 1999, 1), [false, false, true]);
});

const fail = (): never => assert.fail("given up");

test("one that has paused is not given up", t => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let cpu = 0;
  const early = limitPause(fail, () => cpu);
  early();
  t.mock.timers.tick(5000);
  const late = limitPause(fail, () => cpu);
  cpu = 1e6;
  t.mock.timers.tick(1500);
  late();
  t.mock.timers.tick(5000);
});
