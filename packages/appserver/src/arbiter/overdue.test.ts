import assert from "node:assert/strict";
import { test } from "node:test";
import { configSchema } from "@seatstack/shared/config/schema";
import { OverdueCheck } from "./overdue.ts";
import { WorkerTable, type ChildRecord } from "./worker-table.ts";

const { app } = configSchema.parse({ app: { timeout: "10s", boot_timeout: "5s", graceful_timeout: "3s" } });

function child(fields: Partial<ChildRecord>): ChildRecord {
  const record = new WorkerTable().add({
    kind: "web",
    worker: 1,
    generation: 1,
    slots: 1,
    threads: 0,
    path: "",
    startedAt: 0,
  });
  return Object.assign(record, { pid: 7 }, fields);
}

test("a worker that boots for too long", () => {
  const check = new OverdueCheck(250);
  assert.deepEqual(check.check([child({})], app, 5000), []);
  assert.match(check.check([child({})], app, 5001)[0]?.reason ?? "", /boot_timeout \(5 s\)/);
});

test("a time below 100 ms is told in milliseconds", () => {
  const { app: hasty } = configSchema.parse({ app: { boot_timeout: "50ms" } });
  assert.match(new OverdueCheck(250).check([child({})], hasty, 51)[0]?.reason ?? "", /boot_timeout \(50 ms\)/);
});

test("a worker that stops for too long, with a margin for its own cut", () => {
  const check = new OverdueCheck(250);
  const stopping = child({ state: "draining", stoppedAt: 1000 });
  assert.deepEqual(check.check([stopping], app, 4500), []);
  assert.match(check.check([stopping], app, 4501)[0]?.reason ?? "", /graceful_timeout \(3 s\)/);
});

test("a ready worker without a sign of life, later than its own watchdog would act", () => {
  const check = new OverdueCheck(250);
  const ready = child({ state: "ready", readyAt: 1 });
  let now = 0;
  let killedAt = 0;
  for (; killedAt === 0 && now < 60_000; now += 250) {
    if (now === 5000) check.heard(ready.id);
    if (check.check([ready], app, now).length > 0) killedAt = now;
  }
  assert.equal(killedAt, 20_250);
  assert.ok(check.silence(ready.id) > 15_000);
});

test("a worker that is heard is never overdue", () => {
  const check = new OverdueCheck(250);
  const ready = child({ state: "ready", readyAt: 1 });
  for (let now = 0; now < 100_000; now += 250) {
    if (now % 1000 === 0) check.heard(ready.id);
    assert.deepEqual(check.check([ready], app, now), []);
  }
});
