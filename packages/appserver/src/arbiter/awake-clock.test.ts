import assert from "node:assert/strict";
import { test } from "node:test";
import { AwakeClock } from "./awake-clock.ts";

test("goes with its source while it is ticked", () => {
  let source = 1000;
  const clock = new AwakeClock(250, () => source);
  for (let i = 0; i < 4; i++) {
    source += 250;
    clock.tick();
  }
  source += 100;
  assert.equal(clock.now(), 1100);
});

test("stands still while the process is stopped", () => {
  let source = 0;
  const clock = new AwakeClock(250, () => source);
  source = 3_600_000;
  assert.equal(clock.now(), 500);
  clock.tick();
  source += 250;
  clock.tick();
  assert.equal(clock.now(), 750);
});
