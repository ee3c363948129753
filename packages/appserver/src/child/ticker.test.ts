import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { startTicking, TICKER_BYTES, TickReader } from "./ticker.ts";

const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

async function until(condition: () => boolean): Promise<void> {
  for (const end = performance.now() + 60_000; !condition(); await wait(5)) {
    assert.ok(performance.now() < end, "in time");
  }
}

test("a loop that turns is heard, one that hangs is not; how late it was is told once", async t => {
  const memory = new SharedArrayBuffer(TICKER_BYTES);
  const reader = new TickReader(memory);
  const flags = new Int32Array(new SharedArrayBuffer(8));
  assert.equal(reader.heard(), false);
  const worker = new Worker(new URL("ticker.fixture.ts", import.meta.url), { workerData: memory });
  t.after(() => worker.terminate());
  await once(worker, "message");
  await until(() => reader.heard());
  await until(() => reader.heard());
  reader.takeLag();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  worker.postMessage(flags.buffer);
  await until(() => Atomics.load(flags, 0) === 1);
  reader.heard();
  await wait(500);
  assert.equal(reader.heard(), false);
  Atomics.store(flags, 1, 1);
  await until(() => reader.heard());
  const lag = reader.takeLag();
  assert.ok(lag >= 400 && lag < 60_000, `${lag}`);
  assert.ok(reader.takeLag() < lag);
});

test("ticking keeps no thread alive", async () => {
  startTicking(new SharedArrayBuffer(TICKER_BYTES));
  const worker = new Worker(new URL("ticker.fixture.ts", import.meta.url), {
    workerData: new SharedArrayBuffer(TICKER_BYTES),
  });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  worker.postMessage("leave");
  assert.deepEqual(await once(worker, "exit"), [0]);
});
