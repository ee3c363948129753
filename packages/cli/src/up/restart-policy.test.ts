import assert from "node:assert/strict";
import { test } from "node:test";
import { RestartPolicy } from "./restart-policy.ts";

const middle = (): number => 0.5;
const ends = (policy: RestartPolicy, gap: number): boolean =>
  Array.from({ length: 30 }, (_, n) => policy.onDeath(n * gap, 10)).includes(undefined);

test("the first restart is quick, and each further one waits twice as long, up to 5 s", () => {
  const policy = new RestartPolicy(middle);
  const delays = Array.from({ length: 8 }, (_, n) => policy.onDeath(n * 7000, 50));
  assert.deepEqual(delays, [100, 200, 400, 800, 1600, 3200, 5000, 5000]);
});

test("a tier that ran well begins again at the first delay", () => {
  const policy = new RestartPolicy(middle);
  policy.onDeath(0, 50);
  policy.onDeath(1000, 50);
  assert.equal(policy.onDeath(60_000, 58_000), 100);
});

test("more than ten deaths within a minute are the end; spread over longer they are not", () => {
  const fast = new RestartPolicy(middle);
  const slow = new RestartPolicy(middle);
  assert.equal(ends(fast, 5000), true);
  assert.equal(ends(slow, 7000), false);
});

test("jitter stays within a fifth of the delay", () => {
  assert.equal(new RestartPolicy(() => 0).onDeath(0, 0), 80);
  assert.equal(new RestartPolicy(() => 1).onDeath(0, 0), 120);
});
