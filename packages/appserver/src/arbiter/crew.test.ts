import assert from "node:assert/strict";
import { test } from "node:test";
import { configSchema } from "@seatstack/shared/config/schema";
import { createLogger } from "@seatstack/shared/logger";
import { resolvePaths } from "@seatstack/shared/paths";
import { Crew } from "./crew.ts";
import { Family } from "./family.ts";
import { NO_HOOKS } from "./no-hooks.ts";
import { WorkerTable } from "./worker-table.ts";

const GENERATION = { number: 1, config: configSchema.parse({}), proven: true };

/** Web workers alone, of which none is ever launched, and whose processes never end. */
function crewOf() {
  const table = new WorkerTable();
  let pid = 100;
  const family = new Family({
    table,
    paths: resolvePaths("/tmp/st-crew"),
    log: createLogger("silent", { tier: "app" }),
    launch: () => ({ pid: pid++, send: () => undefined, kill: () => undefined }),
    now: () => 0,
    listenFds: () => [],
    hooks: NO_HOOKS,
    takesOver: () => false,
    onMessage: () => undefined,
    onExit: () => undefined,
  });
  return { table, crew: new Crew(table, family, () => 0.5) };
}

test("a worker killed while it boots counts as a restart though its process has not ended yet", () => {
  const { table, crew } = crewOf();
  crew.proceed(GENERATION, 1, 0);
  const [stuck] = table.ofKind("web");
  assert.ok(stuck);
  crew.kill(stuck, "too late", 1000);
  crew.kill(stuck, "too late", 1001);
  const wait = crew.proceed(GENERATION, 1, 1000) ?? 0;
  assert.ok(wait > 0, "it is replaced with a backoff, as one that has died");
  crew.proceed(GENERATION, 1, 1000 + wait);
  assert.deepEqual(crew.restartsBy, { boot: 1 });
  assert.equal(table.ofKind("web").filter(({ state }) => state === "starting").length, 1);
});

test("a worker killed because it did not stop as told is no restart", () => {
  const { table, crew } = crewOf();
  crew.proceed(GENERATION, 2, 0);
  crew.proceed(GENERATION, 1, 0);
  const told = table.ofKind("web").find(({ state }) => state === "draining");
  assert.ok(told);
  crew.kill(told, "did not stop", 5000);
  assert.equal(crew.proceed(GENERATION, 1, 5000), undefined);
  assert.deepEqual(crew.restartsBy, {});
});
