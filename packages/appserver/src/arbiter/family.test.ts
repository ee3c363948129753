import assert from "node:assert/strict";
import { test } from "node:test";
import { configSchema } from "@seatstack/shared/config/schema";
import { createLogger } from "@seatstack/shared/logger";
import { resolvePaths } from "@seatstack/shared/paths";
import type { HookCaller } from "../hooks/caller.ts";
import type { BootMessage } from "../ipc.ts";
import { Family } from "./family.ts";
import type { LaunchChild } from "./launcher.ts";
import { NO_HOOKS } from "./no-hooks.ts";
import { WorkerTable, type ChildRecord } from "./worker-table.ts";

const generation = (number: number) => ({ number, config: configSchema.parse({}), proven: true });

/** A family whose children are never launched, but noted; and a pre_fork hook that is done when `release` is called. */
function familyOf(options: { readonly preFork?: boolean; readonly takesOver?: boolean } = {}) {
  const table = new WorkerTable();
  const boots: BootMessage[] = [];
  const signals: string[] = [];
  const exits: number[] = [];
  const hook = Promise.withResolvers<void>();
  const hooks: HookCaller = {
    ...NO_HOOKS,
    has: name => options.preFork === true && name === "pre_fork",
    callAndWait: () => hook.promise,
  };
  const launch: LaunchChild = () => ({
    pid: 100 + boots.length,
    send: message => void (message.type === "boot" && boots.push(message)),
    kill: signal => void signals.push(signal),
  });
  const family = new Family({
    table,
    paths: resolvePaths("/tmp/st-family"),
    log: createLogger("silent", { tier: "app" }),
    launch,
    now: () => 7000,
    listenFds: () => [],
    hooks,
    takesOver: () => options.takesOver === true,
    onMessage: () => undefined,
    onExit: id => exits.push(id),
  });
  const start = (number: number, state: ChildRecord["state"] = "ready"): ChildRecord =>
    Object.assign(family.start("web", generation(number)), { state });
  return { table, boots, signals, exits, family, start, release: hook.resolve };
}

test("a worker is gated where another serves that it is to replace, and only there", () => {
  const { boots, start } = familyOf();
  start(1);
  const second = start(1);
  start(2);
  second.recycle = "max_requests";
  start(1);
  assert.deepEqual(
    boots.map(({ gated }) => gated),
    [false, false, true, true],
  );
});

test("old workers that do not serve yet gate nobody; an older program does", () => {
  const { boots, start } = familyOf();
  start(1, "starting");
  start(2);
  assert.equal(boots[1]?.gated, false);
  const upgrade = familyOf({ takesOver: true });
  upgrade.start(1);
  upgrade.family.start("front", generation(1));
  assert.deepEqual(
    upgrade.boots.map(({ gated }) => gated),
    [true, false],
  );
});

test("a worker is launched when its pre_fork is done, and its boot_timeout begins then", async () => {
  const { boots, start, release } = familyOf({ preFork: true });
  const record = start(1, "starting");
  assert.equal(boots.length, 0);
  assert.equal(record.pid, 0);
  record.startedAt = 0;
  release();
  await new Promise(resolve => setImmediate(resolve));
  assert.equal(boots.length, 1);
  assert.equal(record.startedAt, 7000);
  assert.notEqual(record.pid, 0);
});

test("what is told to end while its pre_fork runs is gone at once, and never launched", async () => {
  for (const end of ["drain", "quit"] as const) {
    const { boots, exits, family, signals, start, release } = familyOf({ preFork: true });
    const record = start(1, "starting");
    family[end](record);
    assert.deepEqual(exits, [record.id]);
    release();
    await new Promise(resolve => setImmediate(resolve));
    assert.equal(boots.length, 0);
    assert.deepEqual(signals, []);
  }
});
