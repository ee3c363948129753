import assert from "node:assert/strict";
import { test } from "node:test";
import { TaskGaps } from "./task-gaps.ts";
import { taskPlan, type TaskGoal } from "./task-plan.ts";
import { WorkerTable, type ChildRecord } from "./worker-table.ts";

const table = new WorkerTable();

function task(worker: number, generation = 1): ChildRecord {
  return table.add({ kind: "task", worker, generation, slots: 0, threads: 0, path: "", startedAt: 0 });
}

const goal: TaskGoal = { workers: 2, generation: 1, idle: new Set(), rolled: true };

test("starts every number that is wanted, not there, and not without tasks", () => {
  assert.deepEqual(taskPlan([], goal).start, [1, 2]);
  assert.deepEqual(taskPlan([task(2)], goal).start, [1]);
  assert.deepEqual(taskPlan([], { ...goal, workers: 3, idle: new Set([2, 3]) }).start, [1]);
});

test("one that drains holds its number until it is gone", () => {
  const draining = task(1);
  draining.state = "draining";
  assert.deepEqual(taskPlan([draining], goal).start, [2]);
});

test("in a reload the new ones load first, held; then the old drain; the tasks begin when the last of them is gone", () => {
  const [first, second] = [task(1), task(2)];
  const next = { ...goal, generation: 2, workers: 3 };
  assert.deepEqual(taskPlan([first, second], { ...next, rolled: false }), { start: [], drain: [], release: [] });
  assert.deepEqual(taskPlan([first, second], next), { start: [1, 2, 3], drain: [], release: [] });
  const fresh = [task(1, 2), task(2, 2), task(3, 2)];
  for (const record of fresh) record.held = true;
  assert.deepEqual(taskPlan([first, second, ...fresh], next), { start: [], drain: [], release: [] });
  for (const record of fresh) record.state = "ready";
  assert.deepEqual(taskPlan([first, second, ...fresh], next), { start: [], drain: [first, second], release: [] });
  assert.deepEqual(taskPlan([second, ...fresh], next), { start: [], drain: [second], release: [] });
  assert.deepEqual(taskPlan(fresh, next), { start: [], drain: [], release: fresh });
});

test("a held one that still loads is released when it is ready, though the old ones are gone before", () => {
  const fresh = task(1, 2);
  fresh.held = true;
  const next = { ...goal, generation: 2, workers: 1 };
  assert.deepEqual(taskPlan([fresh], next).release, []);
  fresh.state = "ready";
  assert.deepEqual(taskPlan([fresh], next).release, [fresh]);
});

test("new tasks that cannot be loaded end none of the old ones", () => {
  const old = [task(1), task(2)];
  const loaded = task(1, 2);
  loaded.state = "ready";
  const next = { ...goal, generation: 2 };
  assert.deepEqual(taskPlan([...old, loaded], next), { start: [2], drain: [], release: [] });
});

test("a reload to an app without tasks ends the old ones", () => {
  const old = [task(1), task(2)];
  const next = { ...goal, generation: 2, idle: new Set([1, 2]) };
  assert.deepEqual(taskPlan(old, next), { start: [], drain: old, release: [] });
});

test("held ones of a generation that was overtaken or failed leave with the old", () => {
  const [old, overtaken] = [task(1), task(1, 2)];
  overtaken.held = true;
  const fresh = task(1, 3);
  fresh.state = "ready";
  assert.deepEqual(taskPlan([old, overtaken, fresh], { ...goal, workers: 1, generation: 3 }).drain, [old, overtaken]);
  assert.deepEqual(taskPlan([old, overtaken], { ...goal, workers: 1 }).drain, []);
  old.state = "ready";
  assert.deepEqual(taskPlan([old, overtaken], { ...goal, workers: 1 }).drain, [overtaken]);
});

test("the gap that a task worker leaves begins when it drains, or dies", () => {
  let now = 1000;
  const gaps = new TaskGaps(() => now);
  assert.equal(gaps.since(1), 0);
  const first = task(1);
  first.readyAt = 1;
  gaps.drains(first);
  now = 5000;
  gaps.gone(first);
  assert.equal(gaps.since(1), 1000);
  const failed = task(1, 2);
  gaps.gone(failed);
  assert.equal(gaps.since(1), 1000);
  const killed = task(1, 2);
  killed.readyAt = 1;
  gaps.gone(killed);
  assert.deepEqual([gaps.since(1), gaps.since(2)], [5000, 0]);
});
