// Every way to stop leaves nothing behind: no process, no socket.
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { test } from "node:test";
import { codeOf } from "@seatstack/shared/errors";
import { alive, until } from "../helpers/processes.ts";
import { launchTier, PID_APP, startTier, type Tier } from "./tier.ts";

async function withTier(sets: readonly string[], body: (tier: Tier) => Promise<void>): Promise<void> {
  const tier = await startTier(undefined, sets);
  try {
    await body(tier);
  } finally {
    await tier.stop();
  }
}

/** A process may have ended by itself since it was listed. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (codeOf(error) !== "ESRCH") throw error;
  }
}

test("TERM is graceful: the request under way is answered, exit 0, no file left", async () => {
  await withTier([], async tier => {
    const pending = tier.get("/gated");
    await until("the request in flight", 20_000, async () =>
      (await tier.ready()).some(worker => worker.inFlight === 1),
    );
    tier.process.child.kill("SIGTERM");
    await until("draining", 60_000, () => tier.process.output().includes('"mode":"graceful"'));
    await tier.open();
    assert.equal((await pending).status, 200);
    assert.deepEqual(await tier.process.exited, { code: 0, signal: null });
    assert.deepEqual(await tier.process.family(), []);
    assert.deepEqual(await readdir(tier.paths.app.run), []);
  });
});

test("graceful_timeout bounds a graceful stop", async () => {
  await withTier(["app.graceful_timeout=500ms", "app.timeout=1h"], async tier => {
    const pending = tier.get("/never").catch(() => undefined);
    await until("the request in flight", 20_000, async () =>
      (await tier.ready()).some(worker => worker.inFlight === 1),
    );
    tier.process.child.kill("SIGTERM");
    // The request is never answered, and nothing else would end it.
    assert.deepEqual(await tier.process.exited, { code: 0, signal: null });
    await pending;
  });
});

for (const name of ["SIGINT", "SIGQUIT"] as const) {
  test(`${name} is quick, also during a graceful stop: exit 0`, async () => {
    await withTier(["app.graceful_timeout=1h", "app.timeout=1h"], async tier => {
      const pending = tier.get("/never").catch(() => undefined);
      await until("the request in flight", 20_000, async () =>
        (await tier.ready()).some(worker => worker.inFlight === 1),
      );
      tier.process.child.kill("SIGTERM");
      await until("draining", 20_000, () => tier.process.output().includes('"mode":"graceful"'));
      tier.process.child.kill(name);
      // Long before graceful_timeout.
      assert.deepEqual(await tier.process.exited, { code: 0, signal: null });
      await pending;
    });
  });
}

for (const name of ["SIGTERM", "SIGINT"] as const) {
  test(`${name} to every process of the tier at once: exit 0`, async () => {
    await withTier([], async tier => {
      for (const pid of await tier.process.family()) signal(pid, name);
      assert.deepEqual(await tier.process.exited, { code: 0, signal: null });
    });
  });
}

test("SIGKILL of the arbiter: its children are gone soon, also one whose loop is blocked", async () => {
  await withTier([], async tier => {
    const pending = tier.get("/block", { method: "POST" }).catch(() => undefined);
    await until("the block", 20_000, () => tier.process.output().includes("blocking now"), tier.process.output);
    const family = (await tier.process.family()).filter(pid => pid !== tier.process.pid);
    assert.ok(family.length >= 3);
    tier.process.child.kill("SIGKILL");
    await tier.process.exited;
    await until("the end of all", 20_000, async () => (await Promise.all(family.map(alive))).every(living => !living));
    await pending;
  });
});

test("SIGKILL of the arbiter: a request under way is still answered", async () => {
  await withTier([], async tier => {
    const pending = tier.get("/gated");
    await until("the request in flight", 20_000, async () =>
      (await tier.ready()).some(worker => worker.inFlight === 1),
    );
    tier.process.child.kill("SIGKILL");
    await tier.process.exited;
    await tier.open();
    assert.equal((await pending).status, 200);
  });
});

test("an arbiter whose supervisor is gone stops by itself, gracefully", async () => {
  // Any pid that is not its parent's stands for one that was killed.
  const env = { SEATSTACK_SUPERVISOR: String(process.ppid) };
  const tier = await launchTier(PID_APP, [], { env });
  try {
    assert.deepEqual(await tier.process.exited, { code: 0, signal: null });
    assert.match(tier.process.output(), /the supervisor is gone, stopping/);
  } finally {
    await tier.stop();
  }
});

test("a request that only queues does not hold up a stop", async () => {
  const tier = await launchTier("await new Promise(() => setInterval(() => {}, 1000));", ["app.boot_timeout=1h"]);
  try {
    await until("the front", 20_000, () => tier.process.output().includes("front is ready"), tier.process.output);
    const pending = tier.get("/").catch(() => undefined);
    await until("the request", 20_000, async () => {
      const front = (await tier.status()).workers.find(worker => worker.kind === "front");
      return front?.inFlight === 1;
    });
    tier.process.child.kill("SIGTERM");
    // Long before boot_timeout.
    assert.deepEqual(await tier.process.exited, { code: 0, signal: null });
    assert.equal((await pending)?.status, 503);
  } finally {
    await tier.stop();
  }
});
