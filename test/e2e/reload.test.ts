// HUP to the arbiter replaces every worker and drops nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../helpers/load.ts";
import { until } from "../helpers/processes.ts";
import { readyWorkers, startProbe } from "./probe.ts";

test(
  "HUP under 50 clients: every request succeeds, POSTs too, and all workers are new",
  { timeout: 400_000 },
  async t => {
    const stack = await startProbe(2);
    try {
      const before = (await readyWorkers(stack)).map(worker => worker.pid);
      const { app } = await stack.status();
      const end = new AbortController();
      const gets = load(stack.url, { target: "/sleep?ms=5", concurrency: 40, signal: end.signal });
      const posts = load(stack.url, {
        method: "POST",
        target: "/upload",
        body: Buffer.alloc(16_384, "x"),
        concurrency: 10,
        signal: end.signal,
      });
      t.after(() => end.abort());
      process.kill(app.pid, "SIGHUP");
      await until("new generation", 30_000, async () => {
        const now = await readyWorkers(stack);
        return now.length === 2 && now.every(worker => !before.includes(worker.pid));
      });
      await until("3,000 requests around the reload", 200_000, async () => (await stack.status()).edge.requests > 3000);
      end.abort();
      for (const result of await Promise.all([gets, posts])) {
        assert.ok(result.outcomes.length > 100, `only ${result.outcomes.length} requests were made`);
        assert.deepEqual(
          Object.keys(result.statuses),
          ["200"],
          JSON.stringify([result.statuses, result.errors.slice(0, 3)]),
        );
      }
    } finally {
      await stack.stop();
    }
  },
);
