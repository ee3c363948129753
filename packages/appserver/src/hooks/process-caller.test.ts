import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loadConfig } from "@seatstack/shared/config/load";
import type { Config } from "@seatstack/shared/config/schema";
import { createLogger } from "@seatstack/shared/logger";
import type { ArbiterHook } from "./caller.ts";
import type { HooksChildEvents, LaunchHooks } from "./launch.ts";
import type { ToHooks } from "./messages.ts";
import { ARBITER_HOOKS } from "./names.ts";
import { ProcessHookCaller } from "./process-caller.ts";

const log = createLogger("silent", { tier: "app" });

function configOf(module: string, hooks = ""): Config {
  return loadConfig({ file: undefined, env: {}, sets: [`app.module=${module}`, `app.hooks=${hooks}`] });
}

/** Stands for a process that does what a test says. */
class FakeChild {
  readonly calls: ArbiterHook[] = [];
  ended = false;
  readonly #events: HooksChildEvents;

  constructor(events: HooksChildEvents) {
    this.#events = events;
  }

  send(message: ToHooks): void {
    if (message.type === "call") this.calls.push(message.name);
    else if (message.type === "end") this.die("exit 0");
  }

  kill(): void {
    this.die("SIGKILL");
  }

  loads(hooks: readonly ArbiterHook[] = ARBITER_HOOKS): void {
    this.#events.onMessage({ type: "loaded", hooks });
  }

  fails(): void {
    this.#events.onMessage({ type: "failed", message: "syntax error", app: false });
    this.die("exit 4");
  }

  done(): void {
    this.#events.onMessage({ type: "done" });
  }

  die(cause: string): void {
    if (this.ended) return;
    this.ended = true;
    this.#events.onExit(cause);
  }
}

function stage() {
  const children: FakeChild[] = [];
  const launch: LaunchHooks = (_config, events) => {
    const child = new FakeChild(events);
    children.push(child);
    return child;
  };
  const caller = new ProcessHookCaller({ log, launch });
  const child = (index: number): FakeChild => {
    const found = children[index];
    assert.ok(found, `process ${index}`);
    return found;
  };
  return { caller, children, child };
}

const settled = () => new Promise(resolve => setImmediate(resolve));

test("the seat tracker without app.hooks has no hooks' process at all", async () => {
  const { caller, children } = stage();
  caller.begin(1, configOf("seat-tracker"));
  assert.equal(caller.has("pre_fork"), false);
  caller.call("when_ready");
  await caller.callAndWait("on_starting", 60_000);
  assert.equal(children.length, 0);
  caller.begin(2, configOf("seat-tracker", "./hooks.js"));
  assert.equal(children.length, 1);
  await caller.close();
});

test("calls are made one at a time, in order, and only of hooks that exist", async () => {
  const { caller, child } = stage();
  caller.begin(1, configOf("./app.js"));
  caller.call("when_ready");
  caller.call("nworkers_changed", 3, 2);
  caller.call("on_reload");
  child(0).loads(["when_ready", "on_reload"]);
  assert.deepEqual(child(0).calls, ["when_ready"]);
  child(0).done();
  assert.deepEqual(child(0).calls, ["when_ready", "on_reload"]);
  assert.deepEqual([caller.has("on_reload"), caller.has("pre_fork")], [true, false]);
  await caller.callAndWait("on_exit", 60_000);
  await caller.close();
  assert.equal(child(0).ended, true);
});

test("a wait ends when the hook is done, and when the time is up", async () => {
  const { caller, child } = stage();
  caller.begin(1, configOf("./app.js"));
  child(0).loads();
  const done = caller.callAndWait("on_starting", 60_000);
  child(0).done();
  await done;
  await caller.callAndWait("on_exit", 5);
  await caller.close();
});

test("a close ends every wait: a hook that hangs stops no stop", async () => {
  const { caller, child } = stage();
  caller.begin(1, configOf("./app.js"));
  child(0).loads();
  const wait = caller.callAndWait("on_exit", 60_000);
  await caller.close();
  await wait;
});

test("the calls of a process that died go on in the next; the one that it died of is not repeated", async test => {
  test.mock.timers.enable({ apis: ["setTimeout"] });
  const { caller, children, child } = stage();
  caller.begin(1, configOf("./app.js"));
  child(0).loads();
  caller.call("when_ready");
  caller.call("on_reload");
  child(0).die("SIGSEGV");
  test.mock.timers.tick(10_000);
  assert.equal(children.length, 2);
  child(1).loads();
  assert.deepEqual(child(1).calls, ["on_reload"]);
  test.mock.timers.reset();
  await caller.close();
});

test("workers wait only for hooks that the module's text names, until it is loaded and known", async () => {
  const folder = await mkdtemp(join(tmpdir(), "st-"));
  const { caller, child } = stage();
  const likely = async (text: string, hooks = ""): Promise<boolean[]> => {
    await writeFile(join(folder, "app.mjs"), text);
    caller.begin(1, configOf(join(folder, "app.mjs"), hooks));
    return [caller.has("on_starting"), caller.has("pre_fork")];
  };
  try {
    assert.deepEqual(await likely("export default app;"), [false, false]);
    assert.deepEqual(await likely("export function pre_fork() {}"), [false, true]);
    assert.deepEqual(await likely("export * from './hooks.js';"), [true, true]);
    assert.deepEqual(await likely("export default app;", "./hooks.js"), [true, true]);
    assert.deepEqual(await likely("const hooks = load(); export default { ...hooks };"), [false, false]);
    await caller.callAndWait("on_starting", 60_000);
    child(4).loads();
    assert.deepEqual([child(4).calls, caller.has("pre_fork")], [["on_starting"], true]);
  } finally {
    await caller.close();
    await rm(folder, { recursive: true });
  }
});

test("a crash loop is slowed down", test => {
  test.mock.timers.enable({ apis: ["setTimeout"] });
  const { caller, children, child } = stage();
  caller.begin(1, configOf("./app.js"));
  for (let ms = 0; ms < 3000; ms += 10) {
    if (!child(children.length - 1).ended) child(children.length - 1).die("exit 1");
    test.mock.timers.tick(10);
  }
  assert.ok(children.length >= 4 && children.length <= 10, `${children.length} starts in 3 s`);
  void caller.close();
});

test("a new generation has the calls; the old process ends when that is proven, and what waits there is done first", async () => {
  const { caller, child } = stage();
  caller.begin(1, configOf("./app.js"));
  child(0).loads();
  caller.keep();
  caller.call(
    "child_exit",
    { kind: "web", pid: 1, worker: 1, generation: 1, thread: 0 },
    { code: 0, signal: null, cause: "" },
  );
  caller.call("when_ready");
  caller.begin(2, configOf("./app.js"));
  caller.call("on_reload");
  child(1).loads();
  assert.deepEqual(child(1).calls, ["on_reload"]);
  caller.keep();
  await settled();
  assert.equal(child(0).ended, false);
  child(0).done();
  child(0).done();
  await settled();
  assert.deepEqual(child(0).calls, ["child_exit", "when_ready"]);
  assert.equal(child(0).ended, true);
  await caller.close();
});

test("a generation that fails gives the calls back; one that overtakes another goes back to the last that was proven", async () => {
  const { caller, child } = stage();
  caller.begin(1, configOf("./app.js"));
  child(0).loads();
  caller.keep();
  caller.begin(2, configOf("./app.js"));
  child(1).loads();
  caller.begin(3, configOf("./app.js"));
  child(2).loads();
  await settled();
  assert.equal(child(1).ended, true);
  caller.rollBack();
  caller.call("when_ready");
  assert.deepEqual([child(0).calls, child(2).calls], [["when_ready"], []]);
  await caller.close();
  assert.equal(child(2).ended, true);
});

test("new hooks that cannot be loaded give their calls to the old ones", async () => {
  const { caller, child } = stage();
  caller.begin(1, configOf("./app.js"));
  child(0).loads();
  caller.keep();
  caller.begin(2, configOf("./app.js"));
  caller.call("on_reload");
  child(1).fails();
  assert.deepEqual(child(0).calls, ["on_reload"]);
  caller.rollBack();
  assert.equal(child(0).ended, false);
  await caller.close();
});

test("the first hooks that cannot be loaded leave none, and nobody waits", async () => {
  const { caller, child } = stage();
  caller.begin(1, configOf("./app.js"));
  const wait = caller.callAndWait("on_starting", 60_000);
  child(0).fails();
  await wait;
  assert.equal(caller.has("pre_fork"), false);
  await caller.close();
});

test("a thousand calls wait for a hook that hangs; more are dropped", async () => {
  const { caller, child } = stage();
  caller.begin(1, configOf("./app.js"));
  child(0).loads();
  for (let index = 0; index < 1500; index++) caller.call("on_reload");
  for (let index = 0; index < 1500; index++) child(0).done();
  assert.equal(child(0).calls.length, 1001);
  await caller.close();
});
