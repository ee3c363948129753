// Black box, as pitchfork and gunicorn have it: whatever an arbiter does again and again, it keeps nothing of it.
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { test } from "node:test";
import { until } from "../helpers/processes.ts";
import { startTier, type Tier } from "./tier.ts";

const RELOADS = 50;
/** Reloads that fill caches and pools before anything is counted. */
const WARM_UP = 3;

async function reload(tier: Tier): Promise<void> {
  const { generation } = await tier.status();
  process.kill(tier.process.pid, "SIGHUP");
  await until("the end of the reload", 30_000, async () => {
    const status = await tier.status();
    return status.generation > generation && status.state === "running";
  });
}

async function count(pid: number, what: "fd" | "task"): Promise<number> {
  return (await readdir(`/proc/${pid}/${what}`)).length;
}

/** Descriptors and threads of the arbiter and of the front, which outlive every reload. */
async function holdings(tier: Tier): Promise<Record<string, number>> {
  const front = (await tier.status()).workers.find(worker => worker.kind === "front");
  assert.ok(front);
  return {
    "arbiter's descriptors": await count(tier.process.pid, "fd"),
    "arbiter's threads": await count(tier.process.pid, "task"),
    "front's descriptors": await count(front.pid, "fd"),
    "front's threads": await count(front.pid, "task"),
  };
}

test("HUP 50 times leaks no descriptor and no thread", async () => {
  const tier = await startTier();
  try {
    for (let i = 0; i < WARM_UP; i += 1) await reload(tier);
    await tier.settled(2);
    const before = await holdings(tier);
    for (let i = 0; i < RELOADS; i += 1) await reload(tier);
    await tier.settled(2);
    // Links to workers that have just left close a moment later.
    await until("the same holdings as before", 20_000, async () => {
      const after = await holdings(tier);
      return Object.entries(before).every(([name, number]) => (after[name] ?? Infinity) <= number);
    }).catch(async (error: unknown) => assert.deepEqual(await holdings(tier), before, String(error)));
    assert.equal((await tier.get("/")).status, 200);
    // Nothing but arbiter, front and two workers is left of 53 generations.
    await until("a family of four", 60_000, async () => (await tier.process.family()).length === 4);
  } finally {
    assert.deepEqual(await tier.stop(), { code: 0, signal: null });
  }
});
