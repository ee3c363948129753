// kill -9 of a worker is not noticed by any client.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../helpers/load.ts";
import { until } from "../helpers/processes.ts";
import { readyWorkers, startProbe } from "./probe.ts";

test("kill -9 of each worker in turn under 50 clients: every GET succeeds", { timeout: 400_000 }, async t => {
  const stack = await startProbe(2);
  try {
    const first = await until("two ready workers", 40_000, async () => {
      const pids = (await readyWorkers(stack)).map(worker => worker.pid);
      return pids.length === 2 && pids;
    });
    const end = new AbortController();
    const running = load(stack.url, { target: "/ok", concurrency: 50, signal: end.signal });
    t.after(() => end.abort());
    for (const pid of first) {
      process.kill(pid, "SIGKILL");
      await until("replacement of the killed worker", 40_000, async () => {
        const pids = (await readyWorkers(stack)).map(worker => worker.pid);
        return pids.length === 2 && !pids.includes(pid);
      });
    }
    await until("500 requests beside the kills", 30_000, async () => (await stack.status()).edge.requests > 500);
    end.abort();
    const result = await running;
    assert.ok(result.outcomes.length >= 450, `only ${result.outcomes.length} requests were made`);
    assert.deepEqual(
      Object.keys(result.statuses),
      ["200"],
      JSON.stringify([result.statuses, result.errors.slice(0, 3)]),
    );
    const last = (await readyWorkers(stack)).map(worker => worker.pid);
    assert.ok(!last.some(pid => first.includes(pid)));
  } finally {
    await stack.stop();
  }
});
