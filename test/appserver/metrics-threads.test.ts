// The numbers of `threads` workers: exact capacity, what each thread did, and a stuck one that takes nothing along.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { valueOf, type Family } from "@seatstack/appserver/arbiter/exposition.fixture";
import { until } from "../helpers/processes.ts";
import { Scraper } from "./scrape.ts";
import { PID_APP, startTier, type Tier } from "./tier.ts";

const PATIENCE = 60_000;
/** How long the requests of the first test last at least. Milliseconds. */
const LASTS = 4000;

let tier: Tier;
let scraper: Scraper;
let sent = 0;

before(async () => {
  tier = await startTier(PID_APP, ["app.threads=2", "app.timeout=15s"]);
  scraper = new Scraper(tier);
  await tier.settled(2);
});

after(async () => {
  assert.deepEqual(await tier.stop(), { code: 0, signal: null });
});

async function send(target: string, count: number): Promise<void> {
  const answers = await Promise.all(Array.from({ length: count }, () => tier.get(target, { timeout: 30_000 })));
  assert.ok(answers.every(({ status }) => status === 200));
  sent += count;
}

const untilMetrics = (
  what: string,
  probe: (value: (name: string, labels?: Record<string, string>) => number) => boolean,
) =>
  until(
    what,
    PATIENCE,
    async () => {
      const families: Map<string, Family> = await scraper.scrape();
      return probe((name, labels) => valueOf(families, `seatstack_app_${name}`, labels)) && families;
    },
    tier.process.output,
  );

test("with two workers of two threads four are in service and the fifth waits: status and metrics say so", async () => {
  const slow = send("/gated", 5);
  await until("four in service and one that waits", PATIENCE, async () => {
    const { inFlight, queued, workers } = await tier.status();
    const threads = workers.flatMap(worker => worker.threads ?? []);
    return inFlight === 4 && queued === 1 && threads.filter(({ busyNow }) => busyNow).length === 4;
  });
  // All of it is seen; from here on it lasts so much longer that the fifth's wait is none of the others'.
  await new Promise(resolve => setTimeout(resolve, LASTS));
  await tier.open();
  await slow;
  const families = await untilMetrics("five requests", value => value("response_duration_seconds_count") === 5);
  assert.equal(valueOf(families, "seatstack_app_slots"), 4);
  assert.equal(valueOf(families, "seatstack_app_thread_requests_total"), 5);
  assert.equal(valueOf(families, "seatstack_app_requests_total"), 5);
  const least = LASTS / 1000;
  assert.ok(valueOf(families, "seatstack_app_busy_seconds_total") >= 4 * least - 0.1);
  assert.ok(valueOf(families, "seatstack_app_queue_duration_seconds_sum") >= least - 0.1, "the fifth waited for it");
  assert.equal(valueOf(families, "seatstack_app_queue_duration_seconds_bucket", { le: "2.5" }), 4);
});

test("a stuck thread is counted by its cause, and no counter goes down when another has its place", async () => {
  await send("/", 40);
  await untilMetrics("their requests", value => value("requests_total") === sent);
  const stuck = await tier.get("/block", { method: "POST", timeout: 30_000 });
  assert.ok(stuck.status >= 500, `${stuck.status}`);
  await untilMetrics("the restart", value => value("restarts_total", { cause: "stuck_thread" }) === 1);
  await until("all threads", PATIENCE, async () => {
    const threads = (await tier.ready()).flatMap(worker => worker.threads ?? []);
    return threads.length === 4 && threads.every(({ state }) => state === "ready");
  });
  await send("/", 40);
  const families = await untilMetrics("all requests", value => value("response_duration_seconds_count") === sent);
  assert.equal(valueOf(families, "seatstack_app_requests_total"), sent + 1, "the stuck one was begun and never ended");
  assert.equal(valueOf(families, "seatstack_app_thread_requests_total"), sent + 1);
  assert.equal(valueOf(families, "seatstack_app_restarts_total"), 1);
  assert.equal((await tier.status()).restartsBy["stuck_thread"], 1);
});
