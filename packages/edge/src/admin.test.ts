// The admin listener: metrics that Prometheus can read, health, and its own rate limit in the zone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "@seatstack/shared/link/clock";
import { createZone } from "@seatstack/shared/zone/zone";
import { startAdmin } from "./admin.ts";
import { renderMetrics, requestTotal, usable } from "./metrics.ts";

test("metrics have a HELP and a TYPE each, and histograms that add up", () => {
  const zone = createZone({ threads: 2 });
  zone.count("requests_2xx", 3);
  zone.count("requests_5xx");
  for (const ms of [0.1, 1, 1, 50, 1e9]) zone.observe("request", ms);
  const text = renderMetrics(zone, 1);
  assert.match(text, /^seatstack_edge_requests_total\{class="2xx"\} 3$/m);
  assert.match(text, /^seatstack_edge_thread_restarts_total 1$/m);
  const names = new Set(
    [...text.matchAll(/^(seatstack_\w+?)(?:_bucket|_sum|_count)?(?:\{.*\})? /gm)].map(([, name]) => name),
  );
  for (const name of names) assert.match(text, new RegExp(`^# TYPE ${name} (counter|gauge|histogram)$`, "m"));
  const buckets = [...text.matchAll(/^seatstack_edge_request_duration_seconds_bucket\{le="(.*)"\} (\d+)$/gm)];
  const counts = buckets.map(([, , count]) => Number(count));
  assert.deepEqual(
    counts,
    counts.toSorted((a, b) => a - b),
  );
  assert.equal(buckets.at(-1)?.[1], "+Inf");
  assert.equal(counts.at(-1), 5);
  assert.equal(requestTotal(zone), 4);
  assert.equal(usable(zone), 0);
});

test("metrics, health and 404 are served, and a flood is 429", async t => {
  const zone = createZone({ threads: 1 });
  let healthy = false;
  const admin = await startAdmin({
    listen: "127.0.0.1:0",
    metrics: () => renderMetrics(zone, 0),
    healthy: () => healthy,
    zone,
    now: () => systemClock.now(),
  });
  t.after(() => admin.close());
  const get = (path: string) => fetch(`http://127.0.0.1:${admin.port}${path}`);
  const metrics = await get("/metrics");
  assert.equal(metrics.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  assert.match(await metrics.text(), /seatstack_edge_connections 0/);
  assert.equal((await get("/healthz")).status, 503);
  healthy = true;
  assert.equal((await get("/healthz")).status, 200);
  assert.equal((await get("/other")).status, 404);
  const statuses = (await Promise.all(Array.from({ length: 80 }, () => get("/healthz")))).map(({ status }) => status);
  assert.ok(statuses.includes(429) && statuses.includes(200));
});
