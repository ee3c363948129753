import assert from "node:assert/strict";
import { test } from "node:test";
import { frontPlan } from "./front-plan.ts";
import { WorkerTable, type ChildRecord, type ChildState } from "./worker-table.ts";

function fronts(...states: ChildState[]): ChildRecord[] {
  const table = new WorkerTable();
  const common = { kind: "front", worker: 0, generation: 1, slots: 0, threads: 0, path: "", startedAt: 0 } as const;
  return states.map(state => Object.assign(table.add(common), { state }));
}

const plan = (records: ChildRecord[], ...stale: number[]) => {
  const { start, drain } = frontPlan(records, new Set(stale));
  return { start, drain: drain.map(({ id }) => id) };
};

test("one front is wanted; the next begins when the last takes no more", () => {
  assert.deepEqual(plan(fronts()), { start: true, drain: [] });
  assert.deepEqual(plan(fronts("starting")), { start: false, drain: [] });
  assert.deepEqual(plan(fronts("ready")), { start: false, drain: [] });
  assert.deepEqual(plan(fronts("draining")), { start: true, drain: [] });
  assert.deepEqual(plan(fronts("draining", "starting")), { start: false, drain: [] });
});

test("a stale front serves until another is ready", () => {
  assert.deepEqual(plan(fronts("ready"), 1), { start: true, drain: [] });
  assert.deepEqual(plan(fronts("ready", "starting"), 1), { start: false, drain: [] });
  assert.deepEqual(plan(fronts("ready", "ready"), 1), { start: false, drain: [1] });
  assert.deepEqual(plan(fronts("draining", "ready"), 1), { start: false, drain: [] });
});

test("sockets that change again while another front starts", () => {
  assert.deepEqual(plan(fronts("ready", "starting"), 1, 2), { start: true, drain: [] });
  assert.deepEqual(plan(fronts("ready", "starting", "ready"), 1, 2), { start: false, drain: [1, 2] });
});
