// What the app tier tells of itself adds up: over a killed worker, a reload and a stop, to the last request.
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { after, before, test } from "node:test";
import { parseExposition, valueOf, type Family } from "@seatstack/appserver/arbiter/exposition.fixture";
import { controlRequest } from "@seatstack/shared/control/client";
import { countOf } from "@seatstack/shared/control/histogram";
import { connect } from "../helpers/http.ts";
import { freePorts } from "../helpers/ports.ts";
import { until } from "../helpers/processes.ts";
import { Scraper } from "./scrape.ts";
import { startTier, type Tier } from "./tier.ts";

let tier: Tier;
let port = 0;
/** Requests that this file has sent and that were answered. */
let sent = 0;
let scraper: Scraper;

before(async () => {
  [port = 0] = await freePorts(1);
  tier = await startTier(undefined, [`app.admin=127.0.0.1:${port}`]);
  scraper = new Scraper(tier);
});

after(async () => {
  assert.deepEqual(await tier.stop(), { code: 0, signal: null });
});

/** Sends so many requests, four at a time, each one answered with 200. */
async function send(count: number): Promise<void> {
  const share = async (): Promise<void> => {
    const connection = await connect(tier.url);
    for (let i = 0; i < count / 4; i++) {
      const response = await connection.request("/", { method: "POST", body: "x".repeat(100) });
      assert.equal(response.status, 200);
      sent += 1;
    }
    connection.close();
  };
  await Promise.all([share(), share(), share(), share()]);
}

/** Waits until the workers have told of every request (they do once a second), then checks all sums. */
async function assertAllAddsUp(): Promise<Map<string, Family>> {
  const families = await until(
    `${sent} requests`,
    20_000,
    async () => {
      const found = await scraper.scrape();
      const app = (name: string): number => valueOf(found, `seatstack_app_${name}`);
      return app("response_duration_seconds_count") >= sent && app("front_requests_total") >= sent && found;
    },
    tier.process.output,
  );
  for (const name of [
    "requests_total",
    "response_duration_seconds_count",
    "queue_duration_seconds_count",
    "front_requests_total",
  ]) {
    assert.equal(valueOf(families, `seatstack_app_${name}`), sent, name);
  }
  const { totals } = await tier.status();
  const web = totals.filter(({ kind }) => kind === "web");
  const sum = (value: (load: (typeof web)[number]) => number) => web.reduce((all, load) => all + value(load), 0);
  assert.equal(
    sum(load => load.requests),
    sent,
  );
  assert.equal(
    sum(load => countOf(load.responseTime)),
    sent,
  );
  assert.equal(
    sum(load => countOf(load.queueTime)),
    sent,
  );
  return families;
}

test("metrics and status count every request of an idle, a loaded and a reloaded tier alike", async () => {
  await tier.settled(2);
  await assertAllAddsUp();
  await send(200);
  await assertAllAddsUp();
  const reply = await controlRequest(tier.paths.app.control, { op: "reload", wait: true }, 30_000);
  assert.equal(reply.message, "reload finished: all workers are new");
  await send(40);
  await tier.settled(2);
  const families = await assertAllAddsUp();
  assert.equal(valueOf(families, "seatstack_app_restarts_total"), 0, "a reload is no restart");
  assert.equal(valueOf(families, "seatstack_app_generation"), 2);
});

test("a killed worker takes nothing along, not even what it has not told yet, and is counted once, by its cause", async () => {
  const [victim] = await tier.settled(2);
  assert.ok(victim);
  await send(40);
  process.kill(victim.pid, "SIGKILL");
  await until("a replacement", 20_000, async () => {
    await scraper.scrape();
    const workers = await tier.ready();
    return workers.length === 2 && workers.every(({ pid }) => pid !== victim.pid);
  });
  await send(40);
  const families = await assertAllAddsUp();
  assert.equal(valueOf(families, "seatstack_app_restarts_total", { cause: "signal" }), 1);
  assert.equal(valueOf(families, "seatstack_app_restarts_total"), 1);
  const status = await tier.status();
  assert.deepEqual([status.restarts, status.restartsBy], [1, { signal: 1 }]);
});

test("a worker that is told to end tells of its last requests first", async () => {
  const [victim] = await tier.settled(2);
  assert.ok(victim);
  await send(40);
  process.kill(victim.pid, "SIGTERM");
  await until("its end", 20_000, async () => (await tier.ready()).every(({ pid }) => pid !== victim.pid));
  await tier.settled(2);
  await assertAllAddsUp();
});

test("requests in service are in flight, take up slots and are busy before they end", async () => {
  const before = valueOf(await scraper.scrape(), "seatstack_app_busy_seconds_total");
  const slow = Array.from({ length: 4 }, () => tier.get("/gated"));
  await until("4 in flight", 20_000, async () => {
    const { inFlight } = await tier.status();
    return inFlight === 4;
  });
  await new Promise(resolve => setTimeout(resolve, 1000));
  await tier.open();
  const answers = await Promise.all(slow);
  sent += answers.length;
  const families = await assertAllAddsUp();
  const busy = valueOf(families, "seatstack_app_busy_seconds_total") - before;
  assert.ok(busy >= 3.9, `four times a second, not ${busy}`);
  assert.ok(valueOf(families, "seatstack_app_response_duration_seconds_bucket", { le: "0.5" }) <= sent - 4);
  await until("none in flight", 60_000, async () => {
    return valueOf(await scraper.scrape(), "seatstack_app_requests_in_flight") === 0;
  });
});

test("the admin socket is its owner's alone; the address has the same pages; health says ok", async () => {
  assert.equal(statSync(tier.paths.app.admin).mode & 0o777, 0o600);
  const url = `http://127.0.0.1:${port}`;
  assert.equal((await scraper.page("/healthz", url)).body.toString(), "ok\n");
  parseExposition((await scraper.page("/metrics", url)).body.toString("utf8"));
  const status = JSON.parse((await scraper.page("/status", url)).body.toString()) as {
    tier: string;
    workers: unknown[];
  };
  assert.equal(status.tier, "app");
  const { metrics } = await controlRequest(tier.paths.app.control, { op: "metrics" }, 20_000);
  assert.equal(valueOf(parseExposition(metrics), "seatstack_app_workers", { state: "ready" }), 2);
});
