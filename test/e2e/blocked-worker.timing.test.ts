// A worker whose event loop is blocked delays nobody but the request that blocks it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { request } from "../helpers/http.ts";
import { load, type LoadResult } from "../helpers/load.ts";
import { until } from "../helpers/processes.ts";
import { recorded, startProbe } from "./probe.ts";

/** Milliseconds. */
const BLOCK = 20_000;

const row = (name: string, result: LoadResult): string =>
  `${name}: p50 ${result.percentile(0.5).toFixed(1)} ms, p99 ${result.percentile(0.99).toFixed(1)} ms, max ${result.percentile(1).toFixed(1)} ms`;

test(
  "1,000 requests at concurrency 20 beside a worker that is blocked for 20 s: none waits for it",
  { timeout: 400_000 },
  async t => {
    const stack = await startProbe(2);
    try {
      const many = () => load(stack.url, { target: "/ok", concurrency: 20, requests: 1000 });
      await many();
      const free = await many();
      const began = performance.now();
      const blocked = request(`${stack.url}/block?ms=${BLOCK}`);
      await until("the block to begin", 20_000, async () => (await recorded(stack)).length === 1);
      const beside = await many();
      const took = performance.now() - began;
      t.diagnostic(row("no worker blocked", free));
      t.diagnostic(row("one of two blocked", beside));
      assert.deepEqual(Object.keys(beside.statuses), ["200"]);
      // The margin is the machine's, not ours: a request that waited for the block would take longer.
      assert.ok(beside.percentile(1) < BLOCK / 2, row("a request waited", beside));
      assert.ok(took < BLOCK, `the requests ended only ${Math.round(took)} ms after the block began`);
      const last = await blocked;
      assert.equal(last.text(), "unblocked");
      assert.ok(performance.now() - began >= BLOCK);
    } finally {
      await stack.stop();
    }
  },
);
