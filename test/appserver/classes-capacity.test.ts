// Capacity is exact: with so many slots the next request waits in a router's queue, and `status` says where everybody is.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { request } from "../helpers/http.ts";
import { temporaryFolder, until } from "../helpers/processes.ts";
import { startStack } from "../helpers/stack.ts";
import { CLASS_APP } from "./class-app.ts";
import { ASYNC, startClass, SYNC, THREADS, type WorkerClass } from "./class-tier.ts";

const W2T2: WorkerClass = {
  name: "threads",
  sets: ["app.worker_class=threads", "app.workers=2", "app.threads=2"],
  workers: 2,
  capacity: 4,
};
const COUNT = [1, 2, 3];

for (const workerClass of [SYNC, ASYNC, THREADS, W2T2]) {
  const { name, workers, capacity, sets } = workerClass;
  describe(`${name} with ${workers} workers and ${capacity} slots`, () => {
    test(`at the front: ${capacity} requests are in service, the next ${COUNT.length} wait, all are answered`, async () => {
      const tier = await startClass(workerClass);
      try {
        const taken = Array.from({ length: capacity }, () => tier.get("/slow?5000", { timeout: 30_000 }));
        const inFlight = async (): Promise<number> => (await tier.status()).inFlight;
        await until("all slots taken", 20_000, async () => (await inFlight()) === capacity, tier.process.output);
        const late = COUNT.map(() => tier.get("/where", { timeout: 30_000 }));
        const status = await until(
          "a queue",
          20_000,
          async () => {
            const now = await tier.status();
            return now.queued === COUNT.length && now;
          },
          tier.process.output,
        );
        assert.equal(status.inFlight, capacity, "what waits is in nobody's service");
        const web = status.workers.filter(worker => worker.kind === "web");
        for (const worker of web) assert.equal(worker.inFlight, worker.slots);
        if (name === "threads") assert.ok(web.every(worker => worker.threads?.every(thread => thread.busyNow)));
        for (const response of await Promise.all([...taken, ...late])) assert.equal(response.status, 200);
        await until("nothing left", 20_000, async () => {
          const now = await tier.status();
          return now.queued === 0 && now.inFlight === 0;
        });
      } finally {
        await tier.stop();
      }
    });

    test("at the edge: the same, and its own status has the queue", async () => {
      const folder = await temporaryFolder();
      const appFile = join(folder.dir, "app.ts");
      await writeFile(appFile, CLASS_APP);
      const stack = await startStack({ sets: [...sets, `app.module=${appFile}`, "edge.threads=2"] });
      const get = (target: string) => request(`${stack.url}${target}`, { timeout: 30_000 });
      try {
        const taken = Array.from({ length: capacity }, () => get("/slow?5000"));
        await until(
          "all slots taken",
          20_000,
          async () => {
            // The edge answers requests a moment before its control socket does.
            const now = await stack.status().catch(() => undefined);
            return now?.app.inFlight === capacity && now.edge.inFlight === capacity;
          },
          stack.up.output,
        );
        const late = COUNT.map(() => get("/where"));
        const status = await until(
          "a queue",
          20_000,
          async () => {
            const now = await stack.status();
            return now.edge.queued === COUNT.length && now;
          },
          stack.up.output,
        );
        assert.equal(status.app.inFlight, capacity);
        assert.equal(status.edge.inFlight, capacity, "the edge's own queue is not in flight");
        assert.equal(status.app.queued, 0, "nothing waits in the front");
        for (const response of await Promise.all([...taken, ...late])) assert.equal(response.status, 200);
      } finally {
        await stack.stop();
        await folder.remove();
      }
    });
  });
}

test("worker_connections bounds async: one slot of one worker serves one request at a time", async () => {
  const one: WorkerClass = {
    name: "async",
    sets: ["app.workers=1", "app.worker_connections=1"],
    workers: 1,
    capacity: 1,
  };
  const tier = await startClass(one);
  try {
    const order: string[] = [];
    const ask = async (target: string): Promise<void> => {
      assert.equal((await tier.get(target, { timeout: 30_000 })).status, 200);
      order.push(target);
    };
    const first = ask("/slow?1500");
    await until("it in service", 20_000, async () => (await tier.status()).inFlight === 1);
    await Promise.all([first, ask("/where")]);
    assert.deepEqual(order, ["/slow?1500", "/where"]);
  } finally {
    await tier.stop();
  }
});

for (const workerClass of [SYNC, THREADS]) {
  for (const slow of ["/slow?4000", "/busy?4000"]) {
    test(`${workerClass.name}: one request that ${slow.startsWith("/slow") ? "waits" : "computes"} and eight fast ones: all eight go elsewhere`, async () => {
      const busy = `"/busy": (_request, ms) => { const end = Date.now() + ms; while (Date.now() < end); return answer(where); },`;
      const app = CLASS_APP.replace(`"/where":`, `${busy}\n  "/where":`);
      const tier = await startClass(workerClass, [], app);
      try {
        await tier.units();
        let done = false;
        const asked = tier.get(slow, { method: "POST", timeout: 30_000 }).finally(() => (done = true));
        // It has its slot before the others come.
        await new Promise(resolve => setTimeout(resolve, 300));
        const fast: string[] = [];
        for (let n = 0; n < 8; n++) fast.push((await tier.get("/where", { timeout: 30_000 })).text());
        assert.equal(done, false, "the fast ones waited for the slow one");
        const where = (await asked).text();
        assert.equal(fast.length, 8);
        assert.ok(!fast.includes(where), `${where}: ${fast.join()}`);
      } finally {
        await tier.stop();
      }
    });
  }
}
