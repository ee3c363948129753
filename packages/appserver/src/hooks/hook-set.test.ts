import assert from "node:assert/strict";
import { test } from "node:test";
import type { Logger } from "@seatstack/shared/logger";
import { HookSet, warnOfUnknown } from "./hook-set.ts";
import { hookComplaint } from "./names.ts";
import { fireHook, runHook } from "./run.ts";

/** A logger that keeps what it is told. */
function memoryLog() {
  const lines: { level: string; fields: Record<string, unknown>; text: string }[] = [];
  const write = (level: string) => (fields: Record<string, unknown>, text: string) =>
    lines.push({ level, fields, text });
  return { lines, log: { warn: write("warn"), error: write("error") } as unknown as Logger };
}

const never = (): Promise<never> => new Promise(() => undefined);

const shared = (): string => "shared";
const post_forks = (): void => undefined;
const set = (exported: object): HookSet => new HookSet([{ source: "x", exported }]);
const complaint = (name: string): string | undefined => hookComplaint(name)?.replace(/^.*\. Did/, "Did");

test("the app's hooks come before the operator's", async () => {
  const order: string[] = [];
  const hooks = new HookSet([
    { source: "app", exported: { when_ready: () => order.push("app") } },
    { source: "hooks", exported: { when_ready: async () => order.push("operator") } },
  ]);
  await runHook(hooks, "when_ready", [], memoryLog().log, 1000);
  assert.deepEqual(order, ["app", "operator"]);
});

test("a default object counts, a class's instance too, and a function is called once however it is exported", () => {
  class Hooks {
    readonly made = "made";
    post_fork(): string {
      return this.made;
    }
  }
  assert.equal(set({ default: new Hooks() }).of("post_fork")[0]?.invoke([]), "made");
  assert.equal(set({ default: { post_fork: shared }, post_fork: shared }).of("post_fork").length, 1);
  assert.equal(set({ default: Object.assign(() => undefined, { post_fork: shared }) }).has("post_fork"), true);
  for (const exported of [{}, { default: null }, { default: "x" }, { post_fork: 5 }]) {
    assert.equal(set(exported).has("post_fork"), false);
  }
});

test("what looks like a hook and is none is told with what was meant", () => {
  assert.equal(complaint("post_forks"), 'Did you mean "post_fork"?');
  assert.equal(complaint("postFork"), 'Did you mean "post_fork"?');
  assert.equal(complaint("on_start"), 'Did you mean "on_starting"?');
  assert.equal(complaint("worker_exited"), 'Did you mean "worker_exit"?');
  assert.equal(complaint("child_exits"), 'Did you mean "child_exit"?');
  assert.match(complaint("pre_exec") ?? "", /there is no hook "pre_exec"/);
  for (const name of ["post_fork", "default", "handler", "createApplication", "createTasks", "app", "setup_database"]) {
    assert.equal(complaint(name), undefined, name);
  }
});

test("each such export is told once, a CommonJS module's too", () => {
  const { lines, log } = memoryLog();
  warnOfUnknown({ source: "x", exported: { post_forks, when_ready: "now", default: { post_forks } } }, log);
  assert.deepEqual(
    lines.map(({ text }) => text),
    ['there is no hook "post_forks". Did you mean "post_fork"?', 'the hook "when_ready" is not a function'],
  );
});

test("what a hook throws or rejects with is logged with its name and module, and the next one runs", async () => {
  const { lines, log } = memoryLog();
  let ran = false;
  const hooks = new HookSet([
    {
      source: "a",
      exported: {
        on_exit: () => {
          throw new Error("sync");
        },
      },
    },
    { source: "b", exported: { on_exit: () => Promise.reject(new Error("async")) } },
    {
      source: "c",
      exported: {
        on_exit: () => {
          ran = true;
        },
      },
    },
  ]);
  await runHook(hooks, "on_exit", [], log, 1000);
  assert.equal(ran, true);
  assert.deepEqual(
    lines.map(({ level, text, fields }) => [level, text, fields["hook"], fields["module"], String(fields["err"])]),
    [
      ["error", "the hook on_exit failed", "on_exit", "a", "Error: sync"],
      ["error", "the hook on_exit failed", "on_exit", "b", "Error: async"],
    ],
  );
});

test("what hangs is given up after its share of the limit", async () => {
  const { lines, log } = memoryLog();
  const hooks = new HookSet([
    { source: "a", exported: { post_fork: never } },
    { source: "b", exported: { post_fork: never } },
  ]);
  await runHook(hooks, "post_fork", [], log, 20);
  assert.deepEqual(
    lines.map(({ text, fields }) => [text, fields["module"]]),
    [
      ["the hook post_fork is not done after 10 ms: going on without it", "a"],
      ["the hook post_fork is not done after 10 ms: going on without it", "b"],
    ],
  );
});

test("a request's hook is not waited for, and its rejection is logged", async () => {
  const { lines, log } = memoryLog();
  const hooks = new HookSet([
    { source: "a", exported: { pre_request: never } },
    { source: "b", exported: { pre_request: () => Promise.reject(new Error("later")) } },
  ]);
  fireHook(hooks, "pre_request", [], log);
  await new Promise(resolve => setImmediate(resolve));
  assert.deepEqual(
    lines.map(({ fields }) => String(fields["err"])),
    ["Error: later"],
  );
});
