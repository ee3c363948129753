// What only `threads` has: slots that live and die alone inside one worker.
import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { controlRequest } from "@seatstack/shared/control/client";
import { alive, until } from "../helpers/processes.ts";
import { CLASS_APP } from "./class-app.ts";
import { said, startClass, THREADS, type ClassTier } from "./class-tier.ts";

const OK = { code: 0, signal: null };

/** More ways to end a thread. */
const HARMFUL_APP = CLASS_APP.replace(
  `"/where":`,
  `"/eat": () => { const all: unknown[] = []; for (;;) all.push(new Array(1000).fill(Math.random())); },
  "/native": () => process.getBuiltinModule("node:crypto").pbkdf2Sync("a", "b", 2_000_000_000, 64, "sha512") && answer(""),
  "/where":`,
);

async function withThreads(
  sets: readonly string[],
  body: (tier: ClassTier, pid: number) => Promise<void>,
): Promise<void> {
  const tier = await startClass(THREADS, sets, HARMFUL_APP);
  try {
    const [worker] = await tier.settled(1);
    assert.ok(worker);
    await body(tier, worker.pid);
  } catch (error) {
    console.error(tier.process.output());
    throw error;
  } finally {
    assert.deepEqual(await tier.stop(), OK);
  }
}

const pidOf = (unit: string): number => Number(unit.split(":")[0]);
const sockets = async (tier: ClassTier) =>
  (await readdir(tier.paths.app.links)).filter(name => /^w-.*\.sock$/.test(name)).toSorted();
const restarts = async (tier: ClassTier, cause: string) =>
  until(cause, 20_000, async () => (await tier.status()).restartsBy[cause], tier.process.output);

test("each thread has its own copy of the app, its own socket and its own line in the status", async () => {
  await withThreads([], async (tier, pid) => {
    const units = await tier.units();
    assert.deepEqual([...units].map(pidOf), [pid, pid]);
    assert.deepEqual(await sockets(tier), ["w-1-1-1-1.sock", "w-1-1-2-1.sock"]);
    const worker = await until("a report of both", 20_000, async () => {
      const [now] = await tier.ready();
      return now?.threads?.every(thread => thread.requests > 0 && !thread.busyNow) && now;
    });
    assert.deepEqual(
      worker.threads?.map(({ slot, state, busyNow }) => ({ slot, state, busyNow })),
      [1, 2].map(slot => ({ slot, state: "ready", busyNow: false })),
    );
    assert.equal(
      worker.requests,
      worker.threads?.reduce((sum, thread) => sum + thread.requests, 0),
    );
    assert.ok(worker.busy > 0.2);
  });
});

test("a stuck thread is ended and replaced alone: same process, new socket, the other's request is answered", async () => {
  await withThreads(["app.timeout=4s", "app.graceful_timeout=5s"], async (tier, pid) => {
    const stuck = tier.get("/block", { method: "POST", timeout: 30_000 });
    await until("its slot taken", 20_000, async () => (await tier.ready())[0]?.threads?.some(thread => thread.busyNow));
    // Until the other is ended and counted, in parts that are much shorter than timeout.
    const beside = new Set<string>();
    const counted = async () => (await tier.status()).restartsBy["stuck_thread"] === 1;
    do beside.add((await tier.get("/slow?600")).text());
    while (!(await counted()));
    assert.ok([502, 504].includes((await stuck).status));
    for (const unit of beside) assert.equal(pidOf(unit), pid);
    assert.deepEqual([...(await tier.units())].map(pidOf), [pid, pid]);
    const names = await until("two sockets", 60_000, async () => {
      const found = await sockets(tier);
      return found.length === 2 && found;
    });
    assert.equal(names.filter(name => name.endsWith("-2.sock")).length, 1, names.join());
    const { restarts: count } = await tier.status();
    assert.equal(count, 1);
  });
});

test("a thread whose heap is full dies alone, and the status says why", async () => {
  await withThreads(["app.env.NODE_OPTIONS=--max-old-space-size=64", "app.timeout=5m"], async (tier, pid) => {
    const beside = tier.get("/slow?3000");
    assert.equal((await tier.get("/eat", { method: "POST" })).status, 502);
    assert.match(await said(tier, "thread died"), /memory/);
    assert.equal((await beside).status, 200);
    await restarts(tier, "oom");
    assert.deepEqual([...(await tier.units())].map(pidOf), [pid, pid]);
  });
});

test("a thread inside a native call cannot be ended: its worker is replaced, after what the others have in flight", async () => {
  await withThreads(["app.timeout=1s", "app.graceful_timeout=10s"], async (tier, pid) => {
    const stuck = tier.get("/native", { method: "POST", timeout: 40_000 }).catch(() => undefined);
    await said(tier, /no stack: .*not in JavaScript/);
    await said(tier, "inside a native call");
    const now = await until("another worker", 30_000, async () => {
      const [worker, ...others] = (await tier.ready()).filter(candidate => candidate.pid !== pid);
      return others.length === 0 && worker;
    });
    await until("the old one's end", 30_000, async () => !(await alive(pid)), tier.process.output);
    assert.deepEqual([...(await tier.units())].map(pidOf), [now.pid, now.pid]);
    await stuck;
  });
});

test("threads that die again and again: their worker is replaced", async () => {
  await withThreads([], async (tier, pid) => {
    await until(
      "another worker",
      60_000,
      async () => {
        await tier.get("/exit", { method: "POST", timeout: 20_000 }).catch(() => undefined);
        return (await tier.ready()).some(worker => worker.pid !== pid);
      },
      tier.process.output,
    );
    await said(tier, "too many threads died");
    await tier.settled(1);
    await tier.units();
    assert.ok(((await tier.status()).restartsBy["crash"] ?? 0) >= 7);
  });
});

test("a thread that cannot boot any more is tried again, and those that serve go on", async () => {
  await withThreads([], async (tier, pid) => {
    const good = HARMFUL_APP;
    await writeFile(tier.appFile, "throw new Error('half a deploy');");
    assert.equal((await tier.get("/exit", { method: "POST" })).status, 502);
    assert.match(await said(tier, "thread could not boot"), /half a deploy/);
    for (let n = 0; n < 5; n++) assert.equal((await tier.get("/where")).status, 200);
    await writeFile(tier.appFile, good);
    assert.deepEqual([...(await tier.units())].map(pidOf), [pid, pid]);
    assert.ok(((await tier.status()).restartsBy["boot"] ?? 0) >= 1);
  });
});

test("max_requests counts what all threads of a worker served", async () => {
  await withThreads(["app.max_requests=20"], async (tier, pid) => {
    for (let n = 0; n < 25; n++) assert.equal((await tier.get("/where")).status, 200);
    await until("another worker", 30_000, async () => (await tier.ready()).some(worker => worker.pid !== pid));
    await restarts(tier, "max_requests");
    await tier.settled(1);
  });
});

test("a crash of the whole process costs its threads, and nothing is left of their sockets", async () => {
  await withThreads([], async (tier, pid) => {
    process.kill(pid, "SIGKILL");
    await until("another worker", 30_000, async () => (await tier.ready()).some(worker => worker.pid !== pid));
    assert.equal((await tier.units()).size, 2);
    await until("two sockets", 60_000, async () => (await sockets(tier)).length === 2);
  });
});

test("an app that claims to be a thread moves no endpoint and removes no file", async () => {
  const rogue = `process.send?.({ type: "slot", slot: 1, state: "gone", path: FILE, death: "crash" });`;
  const app = `export default (req: { url: string }, res: { end(text: string): void }) => {
    const FILE: string = decodeURIComponent(req.url.slice(1));
    ${rogue}
    res.end("told");
  };`;
  const tier = await startClass({ name: "async", sets: ["app.workers=1"], workers: 1, capacity: 1000 }, [], app);
  try {
    assert.equal((await tier.get(`/${encodeURIComponent(tier.appFile)}`)).text(), "told");
    await controlRequest(tier.paths.app.control, { op: "status" }, 20_000);
    assert.equal((await tier.get("/again")).text(), "told");
    assert.ok((await readdir(tier.appFile.replace(/\/[^/]*$/, ""))).includes("app.ts"));
    assert.deepEqual((await tier.status()).restartsBy, {});
  } finally {
    assert.deepEqual(await tier.stop(), OK);
  }
});
