import assert from "node:assert/strict";
import { test } from "node:test";
import { EMPTY_HISTOGRAM } from "@seatstack/shared/control/protocol";
import type { ChildStats } from "./ipc.ts";
import { isFromChild } from "./ipc-check.ts";

const STATS: ChildStats = {
  type: "stats",
  inFlight: 1,
  requests: 20,
  loopLag: 3,
  utilization: 0.5,
  rss: 50_000_000,
  busy: 1.5,
  queueTime: EMPTY_HISTOGRAM,
  responseTime: EMPTY_HISTOGRAM,
};
const THREAD = { slot: 1, state: "ready", busyNow: false, requests: 1, busy: 0, uptime: 10, loopLag: 0 };
const TASK = { name: "poll", schedule: "loop", state: "running", runs: 1, failures: 0 };
const SLOT = { type: "slot", slot: 1, state: "ready", path: "/run/w1-1-1.sock" };
const FAILED = { type: "failed", exitCode: 4, code: "APP_LOAD", message: "no" };

/** As it arrives. */
const received = (message: unknown): unknown => JSON.parse(JSON.stringify(message));

test("what our children tell is understood", () => {
  const messages: unknown[] = [
    { type: "ready" },
    { type: "idle" },
    { type: "draining" },
    { type: "recycle", reason: "max_requests" },
    SLOT,
    { ...SLOT, state: "gone", death: "oom" },
    FAILED,
    { ...FAILED, fix: undefined },
    STATS,
    { ...STATS, queued: 0, threads: [THREAD], tasks: [TASK, { ...TASK, lastError: "it failed", nextRun: 17 }] },
  ];
  for (const message of messages) assert.equal(isFromChild(received(message)), true, JSON.stringify(message));
});

test("an app that says something else on the channel, or forges our words, is not heard", () => {
  const messages: unknown[] = [
    null,
    1,
    "ready",
    [],
    {},
    { type: "constructor" },
    { type: ["ready"] },
    { type: "recycle", reason: "__proto__" },
    { type: "slot", slot: 1, state: "ready" },
    { ...SLOT, path: 7 },
    { ...SLOT, path: "x".repeat(200) },
    { ...SLOT, slot: 1.5 },
    { ...SLOT, death: "by magic" },
    { ...FAILED, message: "x".repeat(5000) },
    { ...FAILED, exitCode: 99 },
    { type: "stats" },
    { ...STATS, requests: -1 },
    { ...STATS, rss: null },
    { ...STATS, queueTime: undefined },
    { ...STATS, queueTime: { counts: [], sum: 0 } },
    { ...STATS, responseTime: { counts: EMPTY_HISTOGRAM.counts.map(String), sum: 0 } },
    { ...STATS, threads: 3 },
    { ...STATS, threads: [{ ...THREAD, slot: 1e9 }] },
    { ...STATS, tasks: [{ ...TASK, name: "x".repeat(1000) }] },
    { ...STATS, tasks: Array.from({ length: 2000 }, () => TASK) },
  ];
  for (const message of messages) {
    const text = JSON.stringify(message);
    assert.equal(isFromChild(received(message)), false, text.slice(0, 100));
  }
  assert.equal(isFromChild(JSON.parse('{"type":"recycle","__proto__":{"reason":"max_rss"}}')), false);
});
