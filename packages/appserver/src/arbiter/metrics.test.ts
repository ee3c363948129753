// The app tier's metrics, read back by a strict reader.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { EMPTY_HISTOGRAM, type LoadTotal } from "@seatstack/shared/control/protocol";
import { appStatus, workerStatus } from "@seatstack/shared/control/status.fixture";
import { parseExposition, valueOf } from "./exposition.fixture.ts";
import { renderMetrics } from "./metrics.ts";

const MB = 1024 * 1024;

function load(fields: Partial<LoadTotal>): LoadTotal {
  const times = { queueTime: EMPTY_HISTOGRAM, responseTime: EMPTY_HISTOGRAM };
  return { kind: "web", worker: 1, requests: 0, busy: 0, ...times, threads: [], ...fields };
}

const full = appStatus({
  state: "reloading",
  restartsBy: { crash: 2, oom: 1, "a new cause": 4 },
  lastError: "no such table",
  inFlight: 3,
  queued: 7,
  workers: [
    workerStatus({ worker: 1, pss: 50 * MB, loopLag: 12, utilization: 0.5, generation: 2, state: "draining" }),
    workerStatus({ worker: 1, pss: 60 * MB, loopLag: 3, utilization: 0.75, slots: 8 }),
    workerStatus({ worker: 2, state: "starting" }),
    workerStatus({ kind: "front", worker: 0, inFlight: 10 }),
    workerStatus({ kind: "task", worker: 0 }),
  ],
  totals: [
    load({
      requests: 100,
      busy: 2.5,
      responseTime: { counts: [90, 10, ...EMPTY_HISTOGRAM.counts.slice(2)], sum: 1.25 },
      threads: [{ slot: 1, requests: 60, busy: 1.5 }],
    }),
    load({ worker: 2 }),
    load({ kind: "front", worker: 0, requests: 101 }),
  ],
  tasks: [
    { name: 'say "hi"', schedule: "loop", state: "running", runs: 3, failures: 1, lastRun: 1500, lastSuccess: 2500 },
    { name: "fresh", schedule: "every 5s", state: "waiting", runs: 0, failures: 0 },
  ],
});

test("every metric is to the letter of the format, and its numbers are the status's", () => {
  const families = parseExposition(renderMetrics(full));
  const value = (name: string, labels: Record<string, string> = {}) =>
    valueOf(families, `seatstack_app_${name}`, labels);
  assert.equal(value("build_info", { version: "0.1.0", node: process.versions.node }), 1);
  assert.equal(value("state", { state: "reloading" }), 1);
  assert.equal(value("state"), 1, "one state at a time");
  assert.equal(value("last_reload_failed"), 1);
  assert.equal(value("workers_target"), 2);
  assert.equal(value("workers", { state: "ready" }), 1);
  assert.equal(value("workers"), 3);
  assert.equal(value("slots"), 8);
  assert.deepEqual([value("requests_in_flight"), value("requests_queued")], [3, 7]);
  assert.equal(value("restarts_total", { cause: "crash" }), 2);
  assert.equal(value("restarts_total", { cause: "max_rss" }), 0, "there before the first");
  assert.equal(value("restarts_total"), 7);
  assert.equal(value("memory_pss_bytes", { kind: "arbiter" }), 40 * MB);
  assert.equal(value("memory_pss_bytes", { kind: "web", worker: "1" }), 110 * MB, "old and new of one number");
  assert.equal(value("event_loop_lag_seconds", { kind: "web", worker: "1" }), 0.012);
  assert.equal(value("event_loop_utilization_ratio", { kind: "web", worker: "1" }), 0.75);
  assert.equal(value("requests_total", { worker: "1" }), 100);
  assert.equal(value("requests_total"), 100, "the front's are not counted twice");
  assert.equal(value("busy_seconds_total", { worker: "1" }), 2.5);
  assert.equal(value("response_duration_seconds_bucket", { worker: "1", le: "0.0025" }), 100);
  assert.equal(value("response_duration_seconds_sum", { worker: "1" }), 1.25);
  assert.equal(value("queue_duration_seconds_count", { worker: "2" }), 0);
  assert.equal(value("thread_requests_total", { worker: "1", thread: "1" }), 60);
  assert.equal(value("thread_busy_seconds_total", { worker: "1", thread: "1" }), 1.5);
  assert.deepEqual([value("front_requests_total"), value("front_requests_in_flight")], [101, 10]);
  assert.equal(value("task_runs_total", { task: 'say "hi"' }), 3);
  assert.equal(value("task_failures_total", { task: 'say "hi"' }), 1);
  assert.equal(value("task_running", { task: 'say "hi"' }), 1);
  assert.equal(value("task_last_run_timestamp_seconds", { task: 'say "hi"' }), 1.5);
  assert.equal(value("task_last_success_timestamp_seconds", { task: 'say "hi"' }), 2.5);
  assert.throws(() => value("task_last_run_timestamp_seconds", { task: "fresh" }), /no series/);
});

test("a worker that crashed is no reload that failed", () => {
  const status = appStatus({ lastError: "worker crashed (exit 7)", crashed: true });
  assert.equal(valueOf(parseExposition(renderMetrics(status)), "seatstack_app_last_reload_failed"), 0);
});

test("a tier that rests says so", () => {
  const metrics = renderMetrics(appStatus({ state: "resting" }));
  assert.match(metrics, /^seatstack_app_state\{state="resting"\} 1$/m);
  assert.match(metrics, /^seatstack_app_state\{state="running"\} 0$/m);
});

test("a tier without workers is told too", () => {
  const families = parseExposition(renderMetrics(appStatus()));
  assert.equal(valueOf(families, "seatstack_app_workers"), 0);
  assert.equal(valueOf(families, "seatstack_app_last_reload_failed"), 0);
  assert.equal(families.has("seatstack_app_requests_total"), false);
});

test("docs/monitoring.md explains every metric, and none that there is not", () => {
  const docs = readFileSync(join(import.meta.dirname, "../../../../docs/monitoring.md"), "utf8");
  const rows = [...docs.matchAll(/^\| `(seatstack_app_\w+)/gm)].map(([, name]) => name ?? "");
  const withDuration = {
    ...full,
    tasks: full.tasks.map(task => ({ ...task, lastDuration: 1 })),
  };
  const names = [...parseExposition(renderMetrics(withDuration)).keys()];
  assert.deepEqual(rows.toSorted(), names.toSorted());
});
