import assert from "node:assert/strict";
import { test } from "node:test";
import { WorkerTable, type NewChild } from "./worker-table.ts";

const web = (worker: number, generation: number): NewChild => ({
  kind: "web",
  worker,
  generation,
  slots: 8,
  path: `/run/w-${generation}-${worker}.sock`,
  startedAt: 0,
});

test("ids go up from the first and are never given twice", () => {
  const table = new WorkerTable(100);
  const first = table.add(web(1, 1));
  table.remove(first.id);
  assert.equal(first.id, 100);
  assert.equal(table.add(web(1, 1)).id, 101);
});

test("numbers start at 1 per generation, and a replacement takes over the dead one's", () => {
  const table = new WorkerTable();
  const one = table.add(web(table.freeNumber(1), 1));
  table.add(web(table.freeNumber(1), 1));
  assert.equal(table.freeNumber(1), 3);
  assert.equal(table.freeNumber(2), 1);
  table.remove(one.id);
  assert.equal(table.freeNumber(1), 1);
});

test("the endpoint table has web workers that exist, and calls a killed one draining", () => {
  const table = new WorkerTable();
  table.add({ ...web(0, 1), kind: "front" }).pid = 7;
  table.add(web(1, 1));
  const killed = table.add(web(2, 1));
  Object.assign(killed, { pid: 9, state: "killed" });
  assert.deepEqual(table.endpoints(), [
    { id: 3, path: "/run/w-1-2.sock", slots: 8, state: "draining", worker: 2, pid: 9, generation: 1 },
  ]);
});
