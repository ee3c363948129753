import assert from "node:assert/strict";
import { test } from "node:test";
import { nextStep, type Goal } from "./plan.ts";
import { isLive, WorkerTable, type ChildRecord, type ChildState } from "./worker-table.ts";

/** A table with one web worker per entry. */
function tableOf(workers: readonly (readonly [generation: number, state: ChildState])[]): WorkerTable {
  const table = new WorkerTable();
  for (const [generation, state] of workers) start(table, generation).state = state;
  return table;
}

function start(table: WorkerTable, generation: number): ChildRecord {
  const worker = table.freeNumber(generation);
  return table.add({ kind: "web", worker, generation, slots: 1, threads: 0, path: "", startedAt: 0 });
}

const step = (table: WorkerTable, goal: Goal) => nextStep(table.ofKind("web"), goal);

test("missing workers are started, and then nothing is to do", () => {
  const table = new WorkerTable();
  for (let i = 0; i < 3; i++) {
    assert.deepEqual(step(table, { target: 3, generation: 1 }), { do: "start", replacement: true });
    start(table, 1);
  }
  assert.equal(step(table, { target: 3, generation: 1 }), undefined);
});

test("draining workers do not count", () => {
  const table = tableOf([
    [1, "ready"],
    [1, "draining"],
    [1, "killed"],
  ]);
  assert.deepEqual(step(table, { target: 2, generation: 1 }), { do: "start", replacement: true });
});

test("a reload of three alternates strictly, and three are ready at every moment", () => {
  const table = tableOf([
    [1, "ready"],
    [1, "ready"],
    [1, "ready"],
  ]);
  const goal = { target: 3, generation: 2 };
  const log: string[] = [];
  for (let turn = 0; turn < 50; turn++) {
    const next = step(table, goal);
    const ready = () => table.ofKind("web").filter(record => record.state === "ready").length;
    assert.ok(ready() >= 3, `only ${ready()} ready`);
    assert.ok(table.ofKind("web").filter(isLive).length <= 4);
    if (next?.do === "start") {
      log.push("start");
      start(table, 2);
    } else if (next?.do === "drain") {
      log.push("drain");
      const record = table.get(next.id);
      assert.equal(record?.generation, 1);
      if (record) record.state = "draining";
      assert.ok(ready() >= 3);
    } else {
      const booting = table.ofKind("web").find(record => record.state === "starting");
      if (!booting) break;
      booting.state = "ready";
    }
  }
  assert.deepEqual(log, ["start", "drain", "start", "drain", "start", "drain"]);
});

test("an old worker that still boots is of no use any more", () => {
  const table = tableOf([
    [1, "ready"],
    [1, "starting"],
  ]);
  assert.deepEqual(step(table, { target: 2, generation: 2 }), { do: "drain", id: 2, why: "old generation" });
});

test("a worker of the old generation that dies during a reload is replaced by a new one", () => {
  const table = tableOf([
    [1, "ready"],
    [2, "ready"],
  ]);
  assert.deepEqual(step(table, { target: 3, generation: 2 }), { do: "start", replacement: true });
});

test("one fewer: the oldest leaves, but one that boots before any that serves", () => {
  const serving = tableOf([
    [1, "ready"],
    [1, "ready"],
  ]);
  assert.deepEqual(step(serving, { target: 1, generation: 1 }), { do: "drain", id: 1, why: "surplus" });
  const booting = tableOf([
    [1, "ready"],
    [1, "starting"],
  ]);
  assert.deepEqual(step(booting, { target: 1, generation: 1 }), { do: "drain", id: 2, why: "surplus" });
});

test("what is recycled is replaced before it drains, one at a time", () => {
  const table = tableOf([
    [1, "ready"],
    [1, "ready"],
  ]);
  const goal = { target: 2, generation: 1 };
  for (const record of table.ofKind("web")) record.recycle = "max_requests";
  const log: string[] = [];
  for (let turn = 0; turn < 12; turn++) {
    const next = step(table, goal);
    if (next?.do === "start") start(table, 1).state = "ready";
    if (next?.do === "drain") Object.assign(table.get(next.id) ?? {}, { state: "draining" });
    if (next) log.push(next.do === "drain" ? `${next.do} ${next.id} ${next.why}` : next.do);
    assert.ok(table.ofKind("web").filter(record => record.state === "ready").length >= 2);
  }
  assert.deepEqual(log, ["start", "drain 1 recycle", "start", "drain 2 recycle"]);
});

test("one that is to be recycled does not start more than one replacement at a time", () => {
  const table = tableOf([
    [1, "ready"],
    [1, "ready"],
  ]);
  for (const record of table.ofKind("web")) record.recycle = "max_rss";
  start(table, 1);
  assert.equal(step(table, { target: 2, generation: 1 }), undefined);
});

test("reload after reload piles up nothing: no extra worker while many more drain than are wanted", () => {
  const table = tableOf([
    [1, "draining"],
    [1, "draining"],
    [2, "draining"],
    [2, "draining"],
    [3, "draining"],
    [3, "ready"],
    [3, "ready"],
  ]);
  assert.equal(step(table, { target: 2, generation: 4 }), undefined);
  table.remove(1);
  assert.deepEqual(step(table, { target: 2, generation: 4 }), { do: "start", replacement: false });
});

test("no workers are wanted (WINCH): all drain, those that boot first", () => {
  const table = tableOf([
    [1, "ready"],
    [1, "starting"],
  ]);
  const goal = { target: 0, generation: 1 };
  assert.deepEqual(step(table, goal), { do: "drain", id: 2, why: "surplus" });
  Object.assign(table.get(2) ?? {}, { state: "draining" });
  assert.deepEqual(step(table, goal), { do: "drain", id: 1, why: "surplus" });
  Object.assign(table.get(1) ?? {}, { state: "draining" });
  assert.equal(step(table, goal), undefined);
});
