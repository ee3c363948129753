// Workers are killed again and again under load, and no client notices. Alone at the end: it is a minute of full load.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { load } from "../helpers/load.ts";
import { until } from "../helpers/processes.ts";
import { startTier, type Tier } from "./tier.ts";

const DURATION = 60_000;
const BETWEEN_KILLS = 200;
/** It goes on until there were so many, too: a slow machine needs longer than a minute. */
const KILLS = 100;
const MB = 1024 * 1024;

interface Sample {
  readonly at: number;
  readonly pss: number;
}

/**
 * Kills until the time is over, booting workers, too; while none serves it waits, else a machine that boots them more slowly
 * than they are killed would have nobody to answer within the queue's time. Returns how many it killed, and what the
 * arbiter's memory was meanwhile.
 */
async function storm(tier: Tier): Promise<{ kills: number; samples: readonly Sample[] }> {
  const samples: Sample[] = [];
  let kills = 0;
  const began = performance.now();
  for (let at = 0; at < DURATION || kills <= KILLS; at = performance.now() - began) {
    const status = await tier.status();
    samples.push({ at, pss: status.pss });
    const workers = status.workers.filter(worker => worker.kind === "web" && worker.pid > 0);
    const victim = workers[Math.floor(Math.random() * workers.length)];
    const serves = workers.some(worker => worker.state === "ready");
    if (victim !== undefined && serves && kill(victim.pid)) kills += 1;
    await delay(BETWEEN_KILLS);
  }
  return { kills, samples };
}

/** Whether it was still there. */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false;
  }
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

/** Dead children that nobody has waited for. */
async function zombiesOf(pid: number): Promise<number> {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, "utf8")).trim().split(" ").filter(Boolean);
  const states = await Promise.all(
    children.map(child => readFile(`/proc/${child}/stat`, "latin1").catch(() => "0 (gone) X")),
  );
  return states.filter(stat => stat.slice(stat.lastIndexOf(")") + 2).startsWith("Z")).length;
}

test("kill -9 of random workers every 200 ms for 60 s under 50 clients: every GET succeeds, no zombie, memory flat", async t => {
  const tier = await startTier(undefined, ["app.workers=4", "edge.timeouts.queue=2m"]);
  try {
    const done = new AbortController();
    const running = load(tier.url, { concurrency: 50, signal: done.signal });
    const { kills, samples } = await storm(tier).finally(() => done.abort());
    const result = await running;
    assert.deepEqual(Object.keys(result.statuses), ["200"], result.errors.slice(0, 3).join());
    await tier.settled(4);
    await until("no zombie", 60_000, async () => (await zombiesOf(tier.process.pid)) === 0);
    const third = Math.floor(samples.length / 3);
    const [early = 0, late = 0] = [samples.slice(0, third), samples.slice(-third)].map(part =>
      median(part.map(({ pss }) => pss)),
    );
    t.diagnostic(`${kills} kills, ${result.outcomes.length} requests, arbiter ${early / MB} MB, then ${late / MB} MB`);
    assert.ok(late < early + 16 * MB, `${early} ${late}`);
  } finally {
    assert.deepEqual(await tier.stop(), { code: 0, signal: null });
  }
});
