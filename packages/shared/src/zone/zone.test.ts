// The zone under real threads.
import assert from "node:assert/strict";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import type { Endpoint } from "../endpoints.ts";
import type { Job } from "./threads.fixture.ts";
import { REFUSED } from "./types.ts";
import { attachZone, createZone } from "./zone.ts";

const THREADS = 4;
const endpoint: Endpoint = { id: 7, path: "", slots: 5, state: "ready", worker: 1, pid: 0, generation: 1 };

function thread(job: Job): Worker {
  return new Worker(join(import.meta.dirname, "threads.fixture.ts"), { workerData: job });
}

const at = (id: number): Endpoint => ({ ...endpoint, id });

/** What each of four threads reports. */
async function hammer(name: Job["name"], times: number) {
  const zone = createZone({ threads: THREADS });
  const results = await Promise.all(
    Array.from({ length: THREADS }, async (_, index) => {
      const worker = thread({ buffer: zone.buffer, thread: index + 1, name, times });
      const [result] = (await once(worker, "message")) as [number];
      await worker.terminate();
      return result;
    }),
  );
  return { zone, results };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

test("four threads that take from one bucket get exactly its burst", async () => {
  const { results } = await hammer("take", 20_000);
  assert.equal(sum(results), 1000);
});

test("connection caps hold between threads, and nothing is left behind", async () => {
  const { zone, results } = await hammer("connect", 20_000);
  assert.ok(Math.max(...results) >= 1);
  assert.equal(zone.connections.total, 0);
  const key = zone.key("192.0.2.1");
  const tickets = Array.from({ length: 6 }, () => zone.connections.open(key, 5, 1000));
  assert.deepEqual(
    tickets.map(ticket => ticket === REFUSED),
    [false, false, false, false, false, true],
  );
});

test("never more slots than an endpoint has, and all are free in the end", async () => {
  const { zone, results } = await hammer("slots", 50_000);
  assert.ok(Math.max(...results) <= endpoint.slots);
  assert.ok(Math.max(...results) >= 1);
  assert.equal(zone.slots.inUse(endpoint), 0);
});

test("counters and histograms lose nothing, also beyond 32 bits", async () => {
  const { zone } = await hammer("count", 20_000);
  assert.equal(zone.counter("bytes_out"), THREADS * 20_000 * 1_000_003);
  assert.equal(zone.histogram("request").count, THREADS * 20_000);
  assert.equal(zone.histogram("request").sum, THREADS * 20_000);
});

test("what a dead thread held is given back", async () => {
  const zone = createZone({ threads: 2 });
  const worker = thread({ buffer: zone.buffer, thread: 1, name: "hold", times: 1 });
  const [held] = (await once(worker, "message")) as [number];
  await worker.terminate();
  assert.deepEqual([held, zone.slots.inUse(endpoint), zone.connections.total], [5, 5, 3]);
  const survivor = attachZone(zone.buffer, 2);
  assert.equal(survivor.slots.tryAcquire(endpoint), false);
  assert.equal(survivor.slots.mayTake(1000), false);
  zone.reclaim(1);
  assert.deepEqual([zone.slots.inUse(endpoint), zone.connections.total], [0, 0]);
  assert.equal(survivor.slots.mayTake(1000), true);
  assert.equal(survivor.slots.tryAcquire(endpoint), true);
});

test("a lock that a dead thread left closed is opened by reclaim", () => {
  const zone = createZone({ threads: 1, addresses: 8 });
  const locks = new Int32Array(zone.buffer, 64, 1);
  Atomics.store(locks, 0, 2);
  zone.reclaim(1);
  assert.equal(Atomics.load(locks, 0), 0);
});

test("a released slot wakes the thread whose request has waited longest", async () => {
  const zone = createZone({ threads: 2 });
  assert.equal(zone.slots.tryAcquire(endpoint), true);
  const worker = thread({ buffer: zone.buffer, thread: 1, name: "wait", times: 1 });
  assert.deepEqual(await once(worker, "message"), ["waiting"]);
  assert.equal(zone.slots.mayTake(2000), false);
  assert.equal(zone.slots.mayTake(500), true);
  zone.slots.release(endpoint);
  assert.deepEqual(await once(worker, "message"), [1]);
  await worker.terminate();
});

test("an endpoint that every thread has forgotten frees its place in the table", () => {
  const zone = createZone({ threads: 1, endpoints: 2 });
  const other = attachZone(zone.buffer, 1);
  assert.equal(zone.slots.tryAcquire(at(1)), true);
  assert.equal(other.slots.inUse(at(1)), 1);
  assert.equal(zone.slots.tryAcquire(at(2)), true);
  assert.equal(zone.slots.tryAcquire(at(3)), false);
  zone.slots.forget(at(1));
  assert.equal(zone.slots.tryAcquire(at(3)), false);
  other.slots.forget(at(1));
  assert.equal(zone.slots.tryAcquire(at(3)), true);
  assert.equal(zone.slots.inUse(at(3)), 1);
});

test("the overall cap holds, and a full set admits strangers untold", () => {
  const zone = createZone({ threads: 1, connections: 8 });
  const tickets = Array.from({ length: 12 }, (_, n) => zone.connections.open(zone.key(`192.0.2.${n}`), 1, 11));
  assert.equal(tickets.filter(ticket => ticket === REFUSED).length, 1);
  assert.equal(zone.connections.total, 11);
  assert.equal(zone.connections.open(zone.key("192.0.2.0"), 1, 100), REFUSED);
  for (const ticket of tickets) zone.connections.close(ticket);
  assert.equal(zone.connections.total, 0);
});

test("gauges are kept by thread", () => {
  const zone = createZone({ threads: 1 });
  attachZone(zone.buffer, 1).gauge("queued", 4);
  zone.gauge("queued", 2);
  assert.deepEqual(zone.gauges("queued"), [2, 4]);
});

test("a buffer that is no zone, or a thread that it was not made for, is refused", () => {
  assert.throws(() => attachZone(new SharedArrayBuffer(1024), 1), TypeError);
  assert.throws(() => attachZone(createZone({ threads: 1 }).buffer, 2), RangeError);
});
