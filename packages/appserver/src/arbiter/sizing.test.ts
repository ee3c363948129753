import assert from "node:assert/strict";
import { test } from "node:test";
import { configSchema } from "@seatstack/shared/config/schema";
import { slotsPerWorker, threadsPerWorker, workerClass, workerCount } from "./sizing.ts";

const app = (settings: object) => configSchema.parse({ app: settings }).app;

test("workers = auto: (2 x cores) + 1 for sync, otherwise one per core, 2 to 12", () => {
  assert.equal(workerCount(app({ worker_class: "sync" }), 4), 9);
  for (const worker_class of ["async", "threads"]) {
    assert.deepEqual(
      [1, 4, 64].map(cores => workerCount(app({ worker_class }), cores)),
      [2, 4, 12],
    );
  }
  assert.equal(workerCount(app({ worker_class: "sync", workers: 3 }), 4), 3);
});

test("more than one thread makes any class threads, as in gunicorn", () => {
  for (const worker_class of ["sync", "async", "threads"]) {
    assert.equal(workerClass(app({ worker_class, threads: 2 })), "threads");
  }
  assert.equal(workerClass(app({ worker_class: "sync" })), "sync");
  assert.equal(workerCount(app({ worker_class: "sync", threads: 2 }), 4), 4);
});

test("slots: 1 for sync, worker_connections for async, threads for threads", () => {
  assert.equal(slotsPerWorker(app({ worker_class: "sync", worker_connections: 7 })), 1);
  assert.equal(slotsPerWorker(app({ worker_connections: 7 })), 7);
  assert.equal(slotsPerWorker(app({ worker_class: "threads", threads: 4, worker_connections: 7 })), 4);
  assert.equal(slotsPerWorker(app({ worker_class: "threads" })), 1);
});

test("threads run requests only in the class threads", () => {
  assert.equal(threadsPerWorker(app({})), 0);
  assert.equal(threadsPerWorker(app({ worker_class: "threads" })), 1);
  assert.equal(threadsPerWorker(app({ threads: 3 })), 3);
});
