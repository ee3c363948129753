import assert from "node:assert/strict";
import { test } from "node:test";
import { Backoff, DEFAULT_BACKOFF } from "./backoff.ts";

const BOOT_FAILURE = { ready: false, lived: 0, external: false };
const half = () => 0.5;

test("a worker that served is replaced at once", () => {
  const backoff = new Backoff(half);
  backoff.onReady();
  backoff.onDeath({ ready: true, lived: 60_000, external: false }, 0);
  assert.equal(backoff.wait(0), 0);
});

test("each boot failure in a row doubles the wait, up to the longest, and a success ends the row", () => {
  const backoff = new Backoff(() => 1);
  const waits: number[] = [];
  for (let i = 0; i < 10; i++) {
    backoff.onDeath(BOOT_FAILURE, i * 1e6);
    waits.push(backoff.wait(i * 1e6));
  }
  assert.deepEqual(waits.slice(0, 4), [100, 200, 400, 800]);
  assert.equal(waits.at(-1), DEFAULT_BACKOFF.longest);
  assert.equal(backoff.bootFailures, 10);
  backoff.onReady();
  backoff.onDeath(BOOT_FAILURE, 1e9);
  assert.equal(backoff.wait(1e9), 100);
});

test("jitter takes at most half of the wait", () => {
  for (const random of [0, 0.25, 0.999]) {
    const backoff = new Backoff(() => random);
    for (let i = 0; i < 3; i++) backoff.onDeath(BOOT_FAILURE, 0);
    const wait = backoff.wait(0);
    assert.ok(wait >= 200 && wait < 400, `${wait}`);
  }
});

test("a worker that crashes right after it was ready counts as a failure, one killed by hand does not", () => {
  const crashing = new Backoff(half);
  for (let i = 0; i < 3; i++) {
    crashing.onReady();
    crashing.onDeath({ ready: true, lived: 10, external: false }, 0);
  }
  assert.equal(crashing.wait(0), 300);
  const killed = new Backoff(half);
  for (let i = 0; i < 3; i++) killed.onDeath({ ready: true, lived: 10, external: true }, 0);
  assert.equal(killed.wait(0), 0);
});

test("workers that serve for a while between their crashes are never kept away for longer than a second", () => {
  const backoff = new Backoff(() => 1);
  for (let i = 0; i < 20; i++) {
    backoff.onReady();
    backoff.onDeath({ ready: true, lived: 900, external: false }, i * 1e6);
    assert.ok(backoff.wait(i * 1e6) <= 1000, `${i}: ${backoff.wait(i * 1e6)}`);
  }
});

test("an app that cannot boot is tried six times in the first three seconds (gunicorn: 58 times)", () => {
  const backoff = new Backoff(() => 0);
  let starts = 0;
  for (let now = 0; now < 3000; now += 1) {
    if (backoff.wait(now) > 0) continue;
    starts += 1;
    backoff.onDeath(BOOT_FAILURE, now);
  }
  assert.equal(starts, 6);
});

test("too many restarts in a period are slowed to one per second, whatever kills them", () => {
  const backoff = new Backoff(half, { ...DEFAULT_BACKOFF, intensity: 5, period: 10_000, cooled: 1000 });
  for (let i = 0; i < 5; i++) {
    assert.equal(backoff.wait(i), 0);
    backoff.onDeath({ ready: true, lived: 5000, external: true }, i);
    backoff.onRestart(i);
  }
  assert.ok(backoff.isIntense(5));
  assert.equal(backoff.wait(5), 999);
  assert.equal(backoff.wait(1004), 0);
  assert.equal(backoff.isIntense(10_005), false);
});

test("a new generation is forgiven the failures of the old", () => {
  const backoff = new Backoff(half);
  for (let i = 0; i < 8; i++) backoff.onDeath(BOOT_FAILURE, 0);
  backoff.forgive();
  assert.equal(backoff.wait(0), 0);
  assert.equal(backoff.bootFailures, 0);
});
