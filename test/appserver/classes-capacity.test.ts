// Capacity is exact: with so many slots the next request waits in a router's queue, and `status` says where everybody is.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { openGate } from "../helpers/gate.ts";
import { request } from "../helpers/http.ts";
import { temporaryFolder, until } from "../helpers/processes.ts";
import { startStack } from "../helpers/stack.ts";
import { CLASS_APP } from "./class-app.ts";
import { ASYNC, said, startClass, SYNC, THREADS, type WorkerClass } from "./class-tier.ts";

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
        const taken = Array.from({ length: capacity }, () => tier.get("/gated"));
        const inFlight = async (): Promise<number> => (await tier.status()).inFlight;
        await until("all slots taken", 20_000, async () => (await inFlight()) === capacity, tier.process.output);
        const late = COUNT.map(() => tier.get("/where"));
        const status = await until(
          "a queue, and no free slot in any report",
          60_000,
          async () => {
            const now = await tier.status();
            const units = now.workers.filter(({ kind }) => kind === "web");
            const full = units.every(
              unit => unit.inFlight === unit.slots && (unit.threads ?? []).every(t => t.busyNow),
            );
            return now.queued === COUNT.length && full && now;
          },
          tier.process.output,
        );
        assert.equal(status.inFlight, capacity, "what waits is in nobody's service");
        const web = status.workers.filter(worker => worker.kind === "web");
        assert.ok(web.every(worker => (worker.threads !== undefined) === (name === "threads")));
        await tier.open();
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
      const get = (target: string) => request(`${stack.url}${target}`);
      try {
        const taken = Array.from({ length: capacity }, () => get("/gated"));
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
        await openGate(appFile);
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
    const first = ask("/gated");
    await until("it in service", 60_000, async () => (await tier.status()).inFlight === 1);
    const second = ask("/where");
    await until("the other in the queue", 60_000, async () => (await tier.status()).queued === 1);
    await tier.open();
    await Promise.all([first, second]);
    assert.deepEqual(order, ["/gated", "/where"]);
  } finally {
    await tier.stop();
  }
});

for (const workerClass of [SYNC, THREADS]) {
  for (const [slow, does] of Object.entries({ "/waits": "waits", "/busy": "computes" })) {
    test(`${workerClass.name}: one request that ${does} and eight fast ones: all eight go elsewhere`, async () => {
      const begun = `process.getBuiltinModule("node:fs").writeSync(1, "it has its slot\\n");`;
      const open = `process.getBuiltinModule("node:fs").existsSync(import.meta.filename + ".open")`;
      const busy = `"/busy": () => { ${begun} while (!${open}); return answer(where); },
        "/waits": async () => { ${begun} await opened(); return answer(where); },`;
      const app = CLASS_APP.replace(`"/where":`, `${busy}\n  "/where":`);
      const tier = await startClass(workerClass, [], app);
      try {
        await tier.units();
        let done = false;
        const asked = tier.get(slow, { method: "POST" }).finally(() => (done = true));
        await said(tier, "it has its slot");
        const fast: string[] = [];
        for (let n = 0; n < 8; n++) fast.push((await tier.get("/where")).text());
        assert.equal(done, false, "the fast ones waited for the slow one");
        await tier.open();
        const where = (await asked).text();
        assert.equal(fast.length, 8);
        assert.ok(!fast.includes(where), `${where}: ${fast.join()}`);
      } finally {
        await tier.stop();
      }
    });
  }
}
