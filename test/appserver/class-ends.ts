// How every worker class begins and ends: drain, cut, boot failures, and the death or silence of a process.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { alive, until } from "../helpers/processes.ts";
import { launchClass, said, startClass, type ClassTier, type WorkerClass } from "./class-tier.ts";

const OK = { code: 0, signal: null };

const inFlight = (tier: ClassTier, count: number) =>
  until(`${count} in flight`, 20_000, async () => (await tier.status()).inFlight === count, tier.process.output);

export function lifeContract(workerClass: WorkerClass): void {
  const withTier = async (more: readonly string[], body: (tier: ClassTier) => Promise<void>): Promise<void> => {
    const tier = await startClass(workerClass, more);
    try {
      await body(tier);
    } finally {
      await tier.stop();
    }
  };
  describe(`${workerClass.name}: its life`, () => {
    test("a graceful stop finishes what every unit has in flight, closes each app, and exits 0", async () => {
      await withTier([], async tier => {
        const pending = [tier.get("/gated"), tier.get("/gated")];
        await inFlight(tier, 2);
        tier.process.child.kill("SIGTERM");
        await said(tier, '"mode":"graceful"');
        await tier.open();
        for (const response of await Promise.all(pending)) assert.equal(response.status, 200);
        assert.deepEqual(await tier.process.exited, OK);
        assert.equal(tier.process.output().match(/closed \d+:\d+/g)?.length, 2);
      });
    });

    test("TERM to a worker by hand: its requests finish, its replacement serves", async () => {
      await withTier([], async tier => {
        const [worker] = await tier.settled(workerClass.workers);
        assert.ok(worker);
        const pending = [tier.get("/gated"), tier.get("/gated")];
        await inFlight(tier, 2);
        process.kill(worker.pid, "SIGTERM");
        await until("its drain", 60_000, async () =>
          (await tier.status()).workers.some(({ pid, state }) => pid === worker.pid && state === "draining"),
        );
        await tier.open();
        for (const response of await Promise.all(pending)) assert.equal(response.status, 200);
        await until("its end", 20_000, async () => !(await alive(worker.pid)));
        await tier.settled(workerClass.workers);
        await tier.units();
      });
    });

    test("graceful_timeout cuts what does not finish, and what hangs", async () => {
      await withTier(["app.graceful_timeout=1s", "app.timeout=1h"], async tier => {
        const from = tier.process.output().length;
        const pending = tier.get("/never", { method: "POST" }).catch(() => undefined);
        const stuck = tier.get("/block", { method: "POST" }).catch(() => undefined);
        await said(tier, "waiting", from);
        tier.process.child.kill("SIGTERM");
        // Neither is ever answered, and nothing else would end them: it exits because they are cut.
        assert.deepEqual(await tier.process.exited, OK);
        await Promise.all([pending, stuck]);
      });
    });

    test("a reload: each unit is new, and no request is lost", async () => {
      await withTier([], async tier => {
        const before = await tier.units();
        const over = new AbortController();
        const statuses: number[] = [];
        const load = (async () => {
          while (!over.signal.aborted) statuses.push((await tier.get("/where", { method: "POST", body: "x" })).status);
        })();
        tier.process.child.kill("SIGHUP");
        await said(tier, "reload finished");
        over.abort();
        await load;
        assert.deepEqual([...new Set(statuses)], [200]);
        assert.ok([...(await tier.units())].every(unit => !before.has(unit)));
      });
    });

    test("an app that cannot be loaded: exit 4, with the reason", async () => {
      const app = `export async function createApplication() { throw new Error("no database"); }`;
      const tier = await launchClass(workerClass, [], app);
      assert.equal((await tier.process.exited).code, 4);
      assert.match(tier.process.output(), /no database/);
      await tier.stop();
    });

    test("a unit that ends while it boots: exit 3 after a few tries", async () => {
      const app = `export async function createApplication() { process.exit(9); }`;
      const tier = await launchClass(workerClass, [], app);
      assert.equal((await tier.process.exited).code, 3);
      await tier.stop();
    });

    test("a unit that hangs while it boots is ended at timeout, with its stack in the log", async () => {
      const app = `export async function createApplication() { for (;;) Math.sqrt(2); }`;
      const tier = await launchClass(workerClass, ["app.timeout=1s"], app);
      try {
        assert.match(await said(tier, "is stuck: this is where"), /createApplication \(file:.*app\.ts:1:\d+\)/);
      } finally {
        tier.process.child.kill("SIGINT");
        await tier.stop();
      }
    });

    test("the arbiter is killed: nothing outlives it, not even a unit that hangs", async () => {
      const tier = await startClass(workerClass);
      const from = tier.process.output().length;
      const stuck = tier.get("/block", { method: "POST" }).catch(() => undefined);
      const waiting = tier.get("/never", { method: "POST" }).catch(() => undefined);
      await said(tier, "waiting", from);
      tier.process.child.kill("SIGKILL");
      await until("their end", 20_000, async () => (await tier.process.family()).length === 0);
      await Promise.all([stuck, waiting]);
      assert.equal((await tier.stop()).signal, "SIGKILL");
    });

    test("SIGSTOP of a worker for longer than timeout: it is replaced, and its connections are closed", async () => {
      await withTier(["app.timeout=1s"], async tier => {
        const [worker] = await tier.settled(workerClass.workers);
        assert.ok(worker);
        process.kill(worker.pid, "SIGSTOP");
        await until("its end", 30_000, async () => !(await alive(worker.pid)), tier.process.output);
        const now = await tier.settled(workerClass.workers);
        assert.ok(now.every(other => other.pid !== worker.pid));
        await tier.units();
        assert.match(tier.process.output(), /no sign of life/);
      });
    });
  });
}
