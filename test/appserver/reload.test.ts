// HUP rolls the workers without a failed request; what is broken does not get to serve.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { controlRequest } from "@seatstack/shared/control/client";
import { load } from "../helpers/load.ts";
import { until } from "../helpers/processes.ts";
import { PID_APP, startTier, type Tier } from "./tier.ts";

let tier: Tier;

before(async () => {
  tier = await startTier();
});

after(async () => {
  assert.deepEqual(await tier.stop(), { code: 0, signal: null });
});

/** Waits until the reload that was begun is over. */
async function reloaded(generation: number): Promise<void> {
  await until("end of the reload", 40_000, async () => {
    const status = await tier.status();
    return status.generation === generation && status.state === "running";
  });
}

test("HUP under load: all workers are new, every request succeeds", async () => {
  const before = (await tier.settled(2)).map(worker => worker.pid);
  const done = new AbortController();
  let sent = 0;
  const target = (n: number): string => {
    sent = n;
    return "/";
  };
  const post = { method: "POST", body: "x".repeat(16_384), target, signal: done.signal };
  const running = load(tier.url, { ...post, concurrency: 8 });
  try {
    process.kill(tier.process.pid, "SIGHUP");
    await until("generation 2", 60_000, async () => (await tier.status()).generation === 2);
    await reloaded(2);
    await until("enough requests", 60_000, () => sent > 30);
  } finally {
    done.abort();
  }
  const result = await running;
  assert.deepEqual(Object.keys(result.statuses), ["200"], result.errors.slice(0, 3).join());
  assert.ok(result.outcomes.length > 20);
  const now = await tier.settled(2);
  assert.ok(now.every(worker => !before.includes(worker.pid) && worker.generation === 2));
});

test("a broken app on HUP: the old generation keeps serving, status says why, the next good HUP recovers", async () => {
  const before = (await tier.settled(2)).map(worker => worker.pid);
  await writeFile(tier.appFile, "export function createApplication() { throw new Error('no such table'); }");
  process.kill(tier.process.pid, "SIGHUP");
  await until("the failure", 20_000, async () => (await tier.status()).lastError?.includes("no such table"));
  await until("the way back", 20_000, async () => (await tier.status()).state === "running");
  assert.deepEqual(
    (await tier.settled(2)).map(worker => worker.pid),
    before,
  );
  assert.equal((await tier.get("/")).status, 200);
  assert.equal((await tier.status()).generation, 2);
  assert.match(tier.process.output(), /reload failed: the old generation keeps serving/);
  await writeFile(tier.appFile, PID_APP);
  const reply = await controlRequest(tier.paths.app.control, { op: "reload" }, 20_000);
  assert.match(reply.message, /replacing the workers/);
  await reloaded(4);
  assert.equal((await tier.status()).lastError, undefined);
  assert.ok((await tier.settled(2)).every(worker => !before.includes(worker.pid)));
});

test("an app that crashes while it boots is no better", async () => {
  const before = (await tier.settled(2)).map(worker => worker.pid);
  await writeFile(tier.appFile, "process.kill(process.pid, 'SIGSEGV');");
  process.kill(tier.process.pid, "SIGHUP");
  await until("the failure", 20_000, async () => (await tier.status()).lastError?.includes("SIGSEGV"));
  assert.deepEqual(
    (await tier.settled(2)).map(worker => worker.pid),
    before,
  );
  await writeFile(tier.appFile, PID_APP);
});

test("three HUPs at once end in one generation of new workers", async () => {
  const { generation } = await tier.status();
  for (let i = 0; i < 3; i++) process.kill(tier.process.pid, "SIGHUP");
  await until("a new generation, and its end", 60_000, async () => {
    const { generation: current, state, workers } = await tier.status();
    const web = workers.filter(({ kind }) => kind === "web");
    const all = web.length === 2 && web.every(worker => worker.state === "ready" && worker.generation === current);
    return current > generation && state === "running" && all;
  });
});

test("TTIN and TTOU: one more, one fewer, never below one", async () => {
  process.kill(tier.process.pid, "SIGTTIN");
  await tier.settled(3);
  for (let i = 3; i > 0; i--) {
    process.kill(tier.process.pid, "SIGTTOU");
    await tier.settled(Math.max(1, i - 1));
  }
  assert.equal((await tier.status()).target, 1);
  const reply = await controlRequest(tier.paths.app.control, { op: "scale", workers: 2 }, 20_000);
  assert.equal(reply.message, "workers: 2");
  await tier.settled(2);
});
