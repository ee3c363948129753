// Black box, as puma and pitchfork have it: reloads one after another under POSTs, and no client notices.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { load } from "../helpers/load.ts";
import { freePorts } from "../helpers/ports.ts";
import { temporaryFolder, until } from "../helpers/processes.ts";
import { PID_APP, startTier, type Tier } from "./tier.ts";

const CLIENTS = 10;
const RELOADS = 20;
const POSTS = 3000;
const BODY = "x".repeat(16_384);

async function rollOnce(tier: Tier): Promise<void> {
  const { generation } = await tier.status();
  process.kill(tier.process.pid, "SIGHUP");
  await until("the end of the reload", 30_000, async () => {
    const status = await tier.status();
    return status.generation > generation && status.state === "running";
  });
}

/** Posts until both the reloads and the number of requests are reached. */
async function postThroughReloads(tier: Tier, url: string): Promise<void> {
  const first = (await tier.status()).generation;
  const done = new AbortController();
  let sent = 0;
  const target = (n: number): string => {
    sent = n + 1;
    return `/?${n}`;
  };
  const posting = load(url, { concurrency: CLIENTS, method: "POST", body: BODY, target, signal: done.signal });
  try {
    for (let i = 0; i < RELOADS; i += 1) await rollOnce(tier);
    await until("enough requests", 200_000, () => sent >= POSTS);
  } finally {
    done.abort();
  }
  const result = await posting;
  assert.deepEqual(Object.keys(result.statuses), ["200"], result.errors.slice(0, 3).join());
  assert.ok(result.outcomes.length >= POSTS, `${result.outcomes.length}`);
  assert.ok((await tier.status()).generation >= first + RELOADS);
}

test("10 clients through 20 rolling reloads, 3,000 POSTs of 16 KB: 0 errors on Unix and on TCP", async t => {
  const folder = await temporaryFolder();
  const unix = `unix:${join(folder.dir, "a.sock")}`;
  const [port = 0] = await freePorts(1);
  const tier = await startTier(PID_APP, [`app.bind=["${unix}","127.0.0.1:${port}"]`]);
  try {
    await t.test("on Unix", () => postThroughReloads(tier, unix));
    await t.test("on TCP", () => postThroughReloads(tier, `http://127.0.0.1:${port}`));
  } finally {
    assert.deepEqual(await tier.stop(), { code: 0, signal: null });
    await folder.remove();
  }
});
