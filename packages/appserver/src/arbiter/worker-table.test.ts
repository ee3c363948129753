import assert from "node:assert/strict";
import { test } from "node:test";
import { socketsOf, WorkerTable, type NewChild } from "./worker-table.ts";

const web = (worker: number, generation: number): NewChild => ({
  kind: "web",
  worker,
  generation,
  slots: 8,
  threads: 0,
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

const threaded = (): NewChild => ({ ...web(1, 1), slots: 2, threads: 2 });

test("each ready thread is an endpoint of its own with one slot; its successor has another id", () => {
  const table = new WorkerTable();
  const record = table.add(threaded());
  Object.assign(record, { pid: 9, state: "ready" });
  table.addThread(record, 1, "/run/w-1-1-1-1.sock");
  table.addThread(record, 2, "/run/w-1-1-2-1.sock");
  const common = { slots: 1, state: "ready", worker: 1, pid: 9, generation: 1 };
  assert.deepEqual(table.endpoints(), [
    { ...common, id: 2, path: "/run/w-1-1-1-1.sock" },
    { ...common, id: 3, path: "/run/w-1-1-2-1.sock" },
  ]);
  table.removeThread(record, 1, "/run/w-1-1-1-1.sock");
  assert.deepEqual(socketsOf(record), ["/run/w-1-1-2-1.sock"]);
  table.addThread(record, 1, "/run/w-1-1-1-2.sock");
  table.removeThread(record, 1, "/run/w-1-1-1-1.sock");
  assert.deepEqual(
    table.endpoints().map(({ id }) => id),
    [3, 4],
  );
});

test("threads take no requests before their whole worker does, nor while it drains", () => {
  const table = new WorkerTable();
  const record = table.add(threaded());
  record.pid = 9;
  table.addThread(record, 1, "/run/w-1-1-1-1.sock");
  for (const state of ["starting", "ready", "draining"] as const) {
    record.state = state;
    assert.deepEqual(
      table.endpoints().map(endpoint => endpoint.state),
      [state],
    );
  }
});
