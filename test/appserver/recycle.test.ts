// Workers that have had their share (max_requests, max_rss) are replaced before they go; whatever dies is counted by cause.
import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { load } from "../helpers/load.ts";
import { until } from "../helpers/processes.ts";
import { PID_APP, startTier } from "./tier.ts";
import { watchEndpoints } from "./watch-endpoints.ts";

/** `/leak` keeps 60 MB more each time. */
const LEAKING_APP = `
const kept = [];
export function createApplication() {
  return {
    handle({ target }) {
      if (target === "/leak") kept.push(Buffer.alloc(60 * 1024 * 1024, kept.length + 1));
      return { status: 200, headers: [], body: String(process.pid) };
    },
  };
}
`;

test("max_requests: workers are replaced under load, capacity never drops, no request fails", async () => {
  const tier = await startTier(PID_APP, ["app.max_requests=50", "app.max_requests_jitter=20"]);
  try {
    const before = (await tier.settled(2)).map(worker => worker.pid);
    const watch = watchEndpoints(tier);
    const done = new AbortController();
    const running = load(tier.url, { concurrency: 4, signal: done.signal, method: "POST", body: "x".repeat(1000) });
    const recycled = async () => ((await tier.status()).restartsBy["max_requests"] ?? 0) >= 2;
    await until("two recycled workers", 60_000, recycled).finally(() => done.abort());
    const { statuses, errors } = await running;
    assert.deepEqual(Object.keys(statuses), ["200"], errors.join());
    await until("rest", 20_000, async () => {
      const ready = await tier.ready();
      return ready.length === 2 && ready.every(worker => !before.includes(worker.pid));
    });
    watch.close();
    assert.ok(watch.leastReady() >= 2, `${watch.leastReady()} ready`);
    assert.equal(watch.mostStarting(), 1);
    const { restarts, restartsBy } = await tier.status();
    assert.equal(
      restarts,
      Object.values(restartsBy).reduce((sum, count) => sum + count, 0),
    );
    assert.match(tier.process.output(), /"requests":\d+,"msg":"worker has reached max_requests: it is replaced/);
  } finally {
    assert.deepEqual(await tier.stop(), { code: 0, signal: null });
  }
});

test("max_requests counts what the threads of a worker serve together", async () => {
  const tier = await startTier(PID_APP, ["app.workers=1", "app.threads=2", "app.max_requests=20"]);
  try {
    const [old] = await tier.settled(1);
    const { statuses } = await load(tier.url, { concurrency: 2, requests: 25 });
    assert.deepEqual(statuses, { 200: 25 });
    await until("its replacement", 30_000, async () => (await tier.status()).restartsBy["max_requests"] === 1);
    const [young] = await tier.settled(1);
    assert.notEqual(young?.pid, old?.pid);
  } finally {
    assert.deepEqual(await tier.stop(), { code: 0, signal: null });
  }
});

test("without max_requests nobody is replaced", async () => {
  const tier = await startTier(PID_APP);
  try {
    const before = (await tier.settled(2)).map(worker => worker.pid);
    await load(tier.url, { concurrency: 4, requests: 300 });
    assert.deepEqual(
      (await tier.settled(2)).map(worker => worker.pid),
      before,
    );
    assert.deepEqual((await tier.status()).restartsBy, {});
  } finally {
    await tier.stop();
  }
});

test("max_rss: a worker that holds more is replaced gracefully, and the log has the figures", async () => {
  const tier = await startTier(LEAKING_APP, ["app.max_rss=150m", "app.workers=1"]);
  try {
    const [victim] = await tier.settled(1);
    assert.ok(victim);
    const watch = watchEndpoints(tier);
    for (let i = 0; i < 3; i++) assert.equal((await tier.get("/leak")).status, 200);
    await until(
      "its replacement",
      30_000,
      async () => {
        const ready = await tier.ready();
        return ready.length === 1 && ready[0]?.pid !== victim.pid;
      },
      tier.process.output,
    );
    watch.close();
    assert.equal(watch.leastReady(), 1);
    assert.deepEqual((await tier.status()).restartsBy, { max_rss: 1 });
    assert.match(tier.process.output(), /"memory":"[\d.]+ MB","max_rss":"150 MB".*worker has reached max_rss/);
  } finally {
    await tier.stop();
  }
});

test("a recycled worker's replacement that cannot boot takes nobody's place", async () => {
  const broken = `
    import { existsSync } from "node:fs";
    export function createApplication() {
      if (existsSync(process.env.BROKEN_IF)) throw new Error("broken now");
      return { handle: () => ({ status: 200, headers: [], body: String(process.pid) }) };
    }`;
  const flag = `/tmp/st-broken-${process.pid}`;
  const tier = await startTier(broken, ["app.max_requests=5", "app.workers=1"], { env: { BROKEN_IF: flag } });
  try {
    const [old] = await tier.settled(1);
    await writeFile(flag, "");
    await load(tier.url, { concurrency: 1, requests: 10 });
    await until("the failure", 20_000, async () => (await tier.status()).lastError?.includes("broken now"));
    assert.equal((await tier.get("/")).text(), String(old?.pid));
    await rm(flag);
    await until("its replacement", 30_000, async () => (await tier.ready()).every(worker => worker.pid !== old?.pid));
    assert.equal((await tier.get("/")).status, 200);
    await until("no error any more", 20_000, async () => (await tier.status()).lastError === undefined);
  } finally {
    await rm(flag, { force: true });
    await tier.stop();
  }
});

test("restartsBy: a crash, a kill from outside and a hung loop are told apart", async () => {
  const tier = await startTier(PID_APP, ["app.timeout=2s"]);
  try {
    const [first] = await tier.settled(2);
    await tier.get("/exit", { method: "POST" });
    await until("the crash", 20_000, async () => (await tier.status()).restartsBy["crash"] === 1);
    await tier.settled(2);
    const [victim] = (await tier.ready()).filter(worker => worker.pid !== first?.pid);
    process.kill(victim?.pid ?? 0, "SIGKILL");
    await until("the kill", 20_000, async () => (await tier.status()).restartsBy["signal"] === 1);
    await tier.settled(2);
    await tier.get("/block", { method: "POST" });
    await until(
      "the hung loop",
      20_000,
      async () => (await tier.status()).restartsBy["timeout"] === 1,
      tier.process.output,
    );
    const { restarts } = await tier.status();
    assert.equal(restarts, 3);
  } finally {
    await tier.stop();
  }
});
