import assert from "node:assert/strict";
import { test } from "node:test";
import { Stop, QUICK_LIMIT } from "./stop.ts";
import { WorkerTable, type ChildRecord } from "./worker-table.ts";

/** Notes what each child is told, as `what id`. */
function stage() {
  const table = new WorkerTable();
  const common = { worker: 1, generation: 1, slots: 1, threads: 0, path: "", startedAt: 0 };
  const [web, front] = [table.add({ ...common, kind: "web" }), table.add({ ...common, kind: "front" })];
  const told: string[] = [];
  const note = (what: string) => (record: ChildRecord) => void told.push(`${what} ${record.id}`);
  const family = { drain: note("drain"), quit: note("quit"), kill: note("kill") };
  return { table, web, front, told, family };
}

test("a quick stop tells each child once: a hook that runs on INT is not cut by the next event", () => {
  const { table, told, family } = stage();
  const stop = new Stop("quick", 0);
  for (let now = 0; now < QUICK_LIMIT; now += 100) assert.equal(stop.proceed(table, family, now), false);
  assert.deepEqual(told, ["quit 1", "quit 2"]);
  stop.proceed(table, family, QUICK_LIMIT + 1);
  assert.deepEqual(told.slice(2), ["kill 1", "kill 2"]);
});

test("a graceful stop that is hurried tells everybody anew, and counts its limit from there", () => {
  const { table, web, front, told, family } = stage();
  const stop = new Stop("graceful", 0);
  stop.proceed(table, family, 0);
  assert.deepEqual(told, ["drain 2"]);
  stop.hurry(5000);
  stop.proceed(table, family, 5000);
  stop.proceed(table, family, 5900);
  assert.deepEqual(told.slice(1), ["quit 1", "quit 2"]);
  table.remove(web.id);
  table.remove(front.id);
  assert.equal(stop.proceed(table, family, 5900), true);
});
