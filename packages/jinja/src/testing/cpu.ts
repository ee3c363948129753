// Bounds on the work of tests, in this process's own processor time: the machine's other tenants count for nothing.
import assert from "node:assert/strict";

/** Quadratic work on what tests give takes minutes. */
const SECONDS = 20;

/** Fails where `work` took more than linear work can. */
export function isBounded(work: () => unknown, what = "the work"): void {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  assert.ok(user + system < SECONDS * 1e6, `${what} took ${(user + system) / 1e6} s of processor time`);
}
