// The endpoint stream: what every router follows, and nothing else may be asked there.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { controlRequest } from "@seatstack/shared/control/client";
import { subscribeEndpoints } from "@seatstack/shared/control/subscribe";
import type { Endpoint } from "@seatstack/shared/endpoints";
import { until } from "../helpers/processes.ts";
import { startTier, type Tier } from "./tier.ts";

let tier: Tier;

before(async () => {
  tier = await startTier();
});

after(async () => {
  assert.deepEqual(await tier.stop(), { code: 0, signal: null });
});

test("every change arrives; ids are never used twice; a worker drains before it goes", async () => {
  const tables: (readonly Endpoint[])[] = [];
  const unsubscribe = subscribeEndpoints(
    tier.paths.app.endpoints,
    table => tables.push(table),
    error => assert.fail(error),
  );
  const last = () => tables.at(-1) ?? [];
  await until("the table", 20_000, () => last().length === 2 && last().every(endpoint => endpoint.state === "ready"));
  const old = new Map(last().map(endpoint => [endpoint.id, endpoint]));
  assert.ok(last().every(endpoint => endpoint.slots === 1000 && endpoint.generation === 1));
  process.kill(tier.process.pid, "SIGHUP");
  await until("the new generation", 40_000, () => {
    const now = last();
    return now.length === 2 && now.every(endpoint => endpoint.state === "ready" && endpoint.generation === 2);
  });
  unsubscribe();
  assert.ok(last().every(endpoint => !old.has(endpoint.id)));
  for (const id of old.keys()) {
    const states = tables.flatMap(table => table.filter(endpoint => endpoint.id === id).map(({ state }) => state));
    assert.deepEqual([...new Set(states)], ["ready", "draining"]);
  }
  assert.ok(tables.every(table => table.filter(endpoint => endpoint.state === "ready").length >= 2));
});

test("the endpoint socket takes no other request", async () => {
  for (const op of ["status", "reload"] as const) {
    await assert.rejects(controlRequest(tier.paths.app.endpoints, { op }, 20_000), { code: "OP_NOT_HERE" });
  }
});

test("status tells of every child: memory, slots, requests", async () => {
  await tier.get("/");
  const status = await until("a report with requests", 20_000, async () => {
    const now = await tier.status();
    return now.workers.some(worker => worker.kind === "web" && worker.requests > 0) && now;
  });
  assert.equal(status.tier, "app");
  assert.equal(status.state, "running");
  assert.ok(status.pss > 1_000_000);
  assert.deepEqual(status.bind, [tier.url]);
  const kinds = status.workers.map(worker => worker.kind).toSorted();
  assert.deepEqual(kinds, ["front", "web", "web"]);
  assert.ok(status.workers.every(worker => worker.pss > 1_000_000 && worker.uptime > 0));
});
