// Workers are killed again and again under load, and no client notices.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { load } from "../helpers/load.ts";
import { startTier } from "./tier.ts";

const DURATION = 6000;
const BETWEEN_KILLS = 200;

test("kill -9 of a random worker every 200 ms under 20 clients: every GET succeeds, no zombie, little memory", async () => {
  const tier = await startTier(undefined, ["app.workers=3"]);
  try {
    const { pss } = await tier.status();
    const done = new AbortController();
    const running = load(tier.url, { concurrency: 20, signal: done.signal, timeout: 15_000 });
    let kills = 0;
    for (const end = performance.now() + DURATION; performance.now() < end; await delay(BETWEEN_KILLS)) {
      const workers = (await tier.status()).workers.filter(worker => worker.kind === "web");
      const victim = workers[Math.floor(Math.random() * workers.length)];
      if (victim === undefined) continue;
      process.kill(victim.pid, "SIGKILL");
      kills += 1;
    }
    done.abort();
    const result = await running;
    assert.deepEqual(Object.keys(result.statuses), ["200"], result.errors.slice(0, 3).join());
    assert.ok(kills > 10, `${kills}`);
    const after = await tier.settled(3).then(() => tier.status());
    // The victims, all but those that were killed twice before they were counted, have been replaced.
    assert.ok(after.restarts >= kills / 2);
    assert.ok(after.pss < pss + 64 * 1024 * 1024, `${pss} ${after.pss}`);
  } finally {
    assert.deepEqual(await tier.stop(), { code: 0, signal: null });
  }
});
