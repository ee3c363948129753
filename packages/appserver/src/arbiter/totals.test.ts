// Sums over workers that come and go: never down, nothing twice.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EMPTY_HISTOGRAM, type SlotStatus, type TaskStatus } from "@seatstack/shared/control/protocol";
import type { ChildKind, ChildStats } from "../ipc.ts";
import { Totals } from "./totals.ts";

function stats(fields: Partial<ChildStats>): ChildStats {
  return {
    type: "stats",
    inFlight: 0,
    requests: 0,
    loopLag: 0,
    utilization: 0,
    rss: 0,
    busy: 0,
    queueTime: EMPTY_HISTOGRAM,
    responseTime: EMPTY_HISTOGRAM,
    ...fields,
  };
}

function row(kind: ChildKind, worker: number, fields?: Partial<ChildStats>, generation = 1) {
  return { kind, worker, generation, stats: fields && stats(fields) };
}

const histogram = (first: number) => ({ counts: [first, ...EMPTY_HISTOGRAM.counts.slice(1)], sum: first / 1000 });

test("the dead and the living of a number add up", () => {
  const totals = new Totals();
  const served = { requests: 10, busy: 1.5, queueTime: histogram(10), responseTime: histogram(9) };
  totals.onGone(row("web", 1, served));
  totals.onGone(row("web", 2, { requests: 1 }));
  totals.onGone(row("web", 3, undefined));
  const [first, second, ...rest] = totals.loads([row("web", 1, served, 2), row("web", 1, { requests: 5 }, 3)]);
  assert.equal(rest.length, 0);
  assert.deepEqual([first?.worker, first?.requests, first?.busy], [1, 25, 3]);
  assert.deepEqual([first?.queueTime.counts[0], first?.responseTime.counts[0]], [20, 18]);
  assert.deepEqual([second?.worker, second?.requests], [2, 1]);
});

test("a number that nobody has any more keeps its sums, and a new one is there before its first report", () => {
  const totals = new Totals();
  totals.onGone(row("web", 2, { requests: 7 }));
  totals.onGone(row("front", 0, { requests: 9 }));
  assert.deepEqual(
    totals
      .loads([row("web", 1, undefined), row("task", 0, { requests: 1 })])
      .map(load => [load.kind, load.worker, load.requests]),
    [
      ["web", 1, 0],
      ["web", 2, 7],
      ["front", 0, 9],
    ],
  );
});

test("what a dead worker had counted after its last report counts; what it was busy with does not count down", () => {
  const totals = new Totals();
  const told = { requests: 10, busy: 7, responseTime: histogram(9) };
  const counted = { requests: 12, inFlight: 1, busy: 3, queueTime: histogram(12), responseTime: histogram(11) };
  totals.onGone(row("web", 1, told), counted);
  const [load] = totals.loads([]);
  assert.deepEqual([load?.requests, load?.busy, load?.responseTime.counts[0]], [12, 7, 11]);
  totals.onGone(row("web", 1, told), { ...counted, requests: 9 });
  assert.equal(totals.loads([])[0]?.requests, 22, "somebody else's file, older than the report");
});

const thread = (slot: number, uptime: number, requests: number): SlotStatus => ({
  slot,
  state: "ready",
  busyNow: false,
  requests,
  busy: requests,
  uptime,
  loopLag: 0,
});

test("a thread that is replaced in its living worker does not take its requests along", () => {
  const totals = new Totals();
  const record = row("web", 1, { threads: [thread(1, 5000, 10), thread(2, 5000, 20)] });
  const next = stats({ threads: [thread(1, 300, 12), thread(2, 6000, 22)] });
  totals.onStats(record, next);
  const living = { ...record, stats: next };
  assert.deepEqual(totals.loads([living])[0]?.threads, [
    { slot: 1, requests: 22, busy: 22 },
    { slot: 2, requests: 22, busy: 22 },
  ]);
  totals.onStats(living, stats({ threads: [thread(2, 7000, 23)] }));
  assert.equal(totals.loads([row("web", 1, { threads: [thread(2, 7000, 23)] })])[0]?.threads[0]?.requests, 22);
  totals.onGone(row("web", 1, { threads: [thread(2, 7000, 23)] }));
  assert.equal(totals.loads([])[0]?.threads[1]?.requests, 23);
});

const task = (name: string, fields: Partial<TaskStatus> = {}): TaskStatus => ({
  name,
  schedule: "every 5s",
  state: "waiting",
  runs: 0,
  failures: 0,
  ...fields,
});

test("a task keeps its runs and its last outcome over its worker's death", () => {
  const totals = new Totals();
  const before = task("poll", {
    runs: 4,
    failures: 1,
    lastRun: 1000,
    lastSuccess: 900,
    lastError: "no",
    nextRun: 6000,
  });
  totals.onGone(row("task", 0, { tasks: [before] }));
  const { nextRun: _, ...kept } = before;
  assert.deepEqual(totals.tasks([]), [{ ...kept, state: "stopped" }], "nobody runs it just now");
  const fresh = row("task", 0, { tasks: [task("poll", { runs: 1, nextRun: 9000 }), task("mail")] });
  assert.deepEqual(totals.tasks([fresh]), [
    task("mail"),
    { ...kept, state: "waiting", runs: 5, failures: 1, nextRun: 9000 },
  ]);
});

test("a task that a newer generation does not have is forgotten; one of a neighbor that restarts is not", () => {
  const totals = new Totals();
  totals.onGone(row("task", 0, { tasks: [task("old", { runs: 1 })] }, 1));
  totals.onGone(row("task", 0, { tasks: [task("neighbor", { runs: 2 })] }, 2));
  const names = totals.tasks([row("task", 0, { tasks: [task("new")] }, 2)]).map(({ name }) => name);
  assert.deepEqual(names, ["neighbor", "new"]);
});
