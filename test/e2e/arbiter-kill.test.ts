// kill -9 of the arbiter: its workers go with it, `up` starts it again, and requests wait at the edge meanwhile.
import assert from "node:assert/strict";
import { test } from "node:test";
import { request } from "../helpers/http.ts";
import { load } from "../helpers/load.ts";
import { alive, until } from "../helpers/processes.ts";
import { readyWorkers, startProbe } from "./probe.ts";

test(
  "kill -9 of the arbiter: workers gone soon, restarted, requests queue instead of failing",
  { timeout: 400_000 },
  async t => {
    const stack = await startProbe(2, { sets: ["edge.timeouts.queue=2m"] });
    try {
      const { app } = await stack.status();
      const orphans = app.workers.map(worker => worker.pid);
      assert.ok(orphans.length >= 3, "two workers and the front at least");
      const end = new AbortController();
      const running = load(stack.url, { target: "/ok", concurrency: 20, signal: end.signal });
      t.after(() => end.abort());
      process.kill(app.pid, "SIGKILL");
      await until("end of the orphaned workers", 60_000, async () =>
        (await Promise.all(orphans.map(alive))).every(lives => !lives),
      );
      await until("a new arbiter with ready workers", 20_000, async () => {
        const pids = await readyWorkers(stack).catch(() => []);
        return pids.length === 2;
      });
      assert.equal((await request(`${stack.url}/ok`)).status, 200);
      end.abort();
      const result = await running;
      assert.deepEqual(
        Object.keys(result.statuses),
        ["200"],
        JSON.stringify([result.statuses, result.errors.slice(0, 3)]),
      );
      assert.notEqual((await stack.status()).app.pid, app.pid);
    } finally {
      await stack.stop();
    }
  },
);

test(
  "requests wait for a stopped app tier only up to the queue timeout, then get 503 with Retry-After",
  { timeout: 400_000 },
  async () => {
    const stack = await startProbe(1, { sets: ["edge.timeouts.queue=300ms"] });
    try {
      const { app } = await stack.status();
      const workers = await readyWorkers(stack);
      process.kill(app.pid, "SIGSTOP");
      let response;
      try {
        for (const worker of workers) process.kill(worker.pid, "SIGKILL");
        response = await request(`${stack.url}/ok`);
      } finally {
        process.kill(app.pid, "SIGCONT");
      }
      assert.equal(response.status, 503);
      assert.match(response.header("retry-after") ?? "", /^\d+$/);
    } finally {
      await stack.stop();
    }
  },
);
