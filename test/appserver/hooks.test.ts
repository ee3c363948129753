// Hooks with real processes: each is called at its moment, and none of them can take the server down.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { test } from "node:test";
import { HOOK_NAMES } from "@seatstack/appserver/hooks/names";
import { VERSION } from "@seatstack/shared/version";
import { until } from "../helpers/processes.ts";
import { PID_APP } from "./tier.ts";
import { launchWithHooks, recorder, type HookedTier, type RecordedCall } from "./hook-recorder.ts";

const record = (file: string): string => recorder(file);

/** Everything that makes hooks run: requests, a fourth worker, an INT, a KILL, a stuck worker, a reload. */
async function live(tier: HookedTier): Promise<{ interrupted: number; killed: number; stuck: number }> {
  const [first, second] = await tier.settled(2);
  assert.ok(first && second);
  await tier.get("/ok?1", { headers: { "x-request-id": "own-id-1" } });
  tier.process.child.kill("SIGTTIN");
  await tier.settled(3);
  process.kill(first.pid, "SIGINT");
  await gone(tier, first.pid);
  process.kill(second.pid, "SIGKILL");
  await gone(tier, second.pid);
  const blocked = tier.get("/block", { timeout: 40_000 }).catch(() => undefined);
  const stuck = await until("worker killed by its watchdog", 30_000, () => stuckPid(tier), tier.process.output);
  await blocked;
  await gone(tier, stuck);
  tier.process.child.kill("SIGHUP");
  await until("reload", 30_000, () => tier.process.output().includes("reload finished"), tier.process.output);
  return { interrupted: first.pid, killed: second.pid, stuck };
}

async function gone(tier: HookedTier, pid: number): Promise<void> {
  await until(`replacement of ${pid}`, 20_000, async () => !(await tier.settled(3)).some(worker => worker.pid === pid));
}

function stuckPid(tier: HookedTier): number | undefined {
  const lines = tier.process.output().split("\n");
  const line = lines.find(text => text.includes('"role":"watchdog"'));
  return line === undefined ? undefined : (JSON.parse(line) as { pid: number }).pid;
}

test("each hook is called at its moment, with its arguments", async () => {
  const tier = await launchWithHooks(record, ["app.timeout=3s"]);
  let pids: Awaited<ReturnType<typeof live>>;
  try {
    pids = await live(tier);
    await tier.called("on_reload");
    // post_request of the last request, and the child_exit of the last old worker.
    await tier.called("child_exit", 5);
  } finally {
    assert.equal((await tier.stop()).code, 0);
  }
  const calls = await tier.calls();
  const of = (hook: string): RecordedCall[] => calls.filter(call => call.hook === hook);
  const server = (workers: number, generation: number) => ({
    pid: tier.process.pid,
    version: VERSION,
    generation,
    workers,
  });

  // Beside the arbiter, in order.
  const beside = calls.filter(({ hook }) =>
    ["on_starting", "when_ready", "nworkers_changed", "on_reload", "on_exit"].includes(hook),
  );
  assert.deepEqual(
    beside.map(({ hook, args }) => [hook, ...args]),
    [
      ["on_starting", server(2, 1)],
      ["when_ready", server(2, 1)],
      ["nworkers_changed", server(3, 1), 3, 2],
      ["on_reload", server(3, 2)],
      ["on_exit", server(3, 2)],
    ],
  );
  assert.equal(calls[0]?.hook, "on_starting");
  assert.equal(calls.at(-1)?.hook, "on_exit");
  assert.ok(
    beside.every(({ pid }) => pid !== tier.process.pid),
    "never in the arbiter",
  );

  // One pre_fork before each post_fork: 2 at the start, 1 scaled up, 3 replacements, 3 by the reload.
  assert.deepEqual([of("pre_fork").length, of("post_fork").length, of("post_worker_init").length], [9, 9, 9]);
  const [before] = of("pre_fork");
  assert.deepEqual(before?.args[1], { kind: "web", pid: 0, worker: 1, generation: 1, thread: 0, state: {} });
  for (const fork of of("post_fork")) {
    const worker = fork.args[1] as { pid: number; worker: number; generation: number };
    assert.equal(worker.pid, fork.pid);
    const own = calls.filter(call => call.pid === fork.pid).map(({ hook }) => hook);
    assert.deepEqual(own.slice(0, 2), ["post_fork", "post_worker_init"]);
    const asked = of("pre_fork").find(({ args }) => {
      const facts = args[1] as { worker: number; generation: number };
      return facts.worker === worker.worker && facts.generation === worker.generation;
    });
    assert.ok(asked && calls.indexOf(asked) < calls.indexOf(fork));
  }

  // The request, in the worker that served it, and not what a worker asks itself.
  const begun = of("pre_request").find(({ args }) => (args[1] as { target: string }).target === "/ok?1");
  const ended = of("post_request").find(({ args }) => (args[1] as { target: string }).target === "/ok?1");
  assert.ok(begun && ended);
  const { id, ...rest } = begun.args[1] as { id: string };
  assert.deepEqual(rest, {
    method: "GET",
    target: "/ok?1",
    remoteAddress: (rest as { remoteAddress?: string }).remoteAddress,
  });
  assert.notEqual(id, "");
  assert.deepEqual(ended.args[1], begun.args[1]);
  const { status, duration } = ended.args[2] as { status: number; duration: number };
  assert.equal(status, 200);
  assert.ok(duration >= 0);
  assert.equal(ended.pid, begun.pid);
  const targets = of("pre_request").map(({ args }) => (args[1] as { target: string }).target);
  assert.deepEqual([...new Set(targets)].toSorted(), ["/block", "/ok?1"]);

  // Ends.
  assert.deepEqual(
    of("worker_int").map(({ pid }) => pid),
    [pids.interrupted],
  );
  const exited = of("worker_exit").map(({ pid }) => pid);
  assert.equal(exited.length, 7, "all but the killed and the stuck one");
  assert.ok(exited.includes(pids.interrupted) && !exited.includes(pids.killed) && !exited.includes(pids.stuck));
  const aborts = of("worker_abort").map(({ args }) => args);
  assert.equal(aborts.length, 1);
  const [, aborted, abort] = aborts[0] as [unknown, { pid: number; worker: number }, { cause: string; signal: string }];
  assert.equal(aborted.pid, pids.stuck);
  assert.ok(aborted.worker >= 1);
  assert.equal(abort.signal, "SIGKILL");
  assert.match(abort.cause, /event loop/);
  const exits = new Map(of("child_exit").map(({ args }) => [(args[1] as { pid: number }).pid, args[2]]));
  assert.equal((exits.get(pids.interrupted) as { code: number }).code, 0);
  assert.equal((exits.get(pids.killed) as { signal: string }).signal, "SIGKILL");
});

test("a hook that throws, or rejects, is named in the log and takes nothing down: every one of them", async () => {
  for (const how of ['throw new Error("no " + name)', 'return Promise.reject(new Error("no " + name))']) {
    const tier = await launchWithHooks(file => recorder(file, how), ["app.timeout=3s"]);
    try {
      await live(tier);
      assert.equal((await tier.get("/ok")).status, 200);
    } finally {
      assert.equal((await tier.stop()).code, 0);
    }
    const output = tier.process.output();
    for (const name of HOOK_NAMES) assert.ok(output.includes(`the hook ${name} failed`), `${name}\n${output}`);
  }
});

test("on_exit and worker_exit that hang do not stop a stop", async () => {
  const hang =
    'if (name === "on_exit") for (;;); if (name === "worker_exit") return new Promise(() => setInterval(() => 0, 1000));';
  const tier = await launchWithHooks(file => recorder(file, hang), ["app.graceful_timeout=2s"]);
  await tier.settled(2);
  assert.equal((await tier.stop()).code, 0);
  assert.match(tier.process.output(), /the hook on_exit is not done after \d+ ms/);
  assert.deepEqual(await tier.process.family(), []);
});

test("a second signal does not wait for an on_exit that hangs", async () => {
  const tier = await launchWithHooks(file =>
    recorder(file, 'if (name === "on_exit") return new Promise(() => undefined);'),
  );
  await tier.settled(2);
  tier.process.child.kill("SIGTERM");
  await tier.called("on_exit");
  tier.process.child.kill("SIGINT");
  assert.equal((await tier.process.exited).code, 0);
  assert.doesNotMatch(tier.process.output(), /on_exit is not done after 5000 ms/);
  await tier.stop();
});

test("a post_fork that hangs is given up, and the worker serves", async () => {
  const hang = 'if (name === "post_fork") return new Promise(() => undefined);';
  const tier = await launchWithHooks(file => recorder(file, hang), ["app.boot_timeout=8s"]);
  try {
    await tier.settled(2);
    assert.match(tier.process.output(), /the hook post_fork is not done after 4000 ms: going on without it/);
    assert.equal((await tier.get("/ok")).status, 200);
  } finally {
    await tier.stop();
  }
});

test("a hook that blocks the hooks' process is found, killed and replaced; workers do not notice", async () => {
  const block = 'if (name === "when_ready") for (;;);';
  const tier = await launchWithHooks(file => recorder(file, block), ["app.timeout=2s"]);
  try {
    const [blocked] = await tier.called("when_ready");
    assert.equal((await tier.get("/ok")).status, 200);
    tier.process.child.kill("SIGTTIN");
    const [changed] = await tier.called("nworkers_changed");
    assert.notEqual(changed?.pid, blocked?.pid);
    const stack = await until("its stack", 60_000, () => {
      const lines = tier.process.output().split("\n");
      return lines.find(line => line.includes(`"pid":${blocked?.pid}`) && line.includes('"stack"'));
    });
    assert.match(stack, /hooks\.mjs/);
  } finally {
    assert.equal((await tier.stop()).code, 0);
  }
});

test("a hooks' process that is killed is replaced, and later hooks are called", async () => {
  const tier = await launchWithHooks(record);
  try {
    const [ready] = await tier.called("when_ready");
    assert.ok(ready);
    process.kill(ready.pid, "SIGKILL");
    tier.process.child.kill("SIGTTIN");
    const [changed] = await tier.called("nworkers_changed");
    assert.notEqual(changed?.pid, ready.pid);
    await tier.settled(3);
    assert.match(tier.process.output(), /the hooks' process died/);
  } finally {
    assert.equal((await tier.stop()).code, 0);
  }
});

test("hooks that cannot be loaded: exit 4 on first boot", async () => {
  const tier = await launchWithHooks(() => "export const when_ready = (;");
  const { code } = await tier.process.exited;
  assert.equal(code, 4, tier.process.output());
  assert.match(tier.process.output(), /cannot load the hooks ".*hooks\.mjs": /);
  await tier.stop();
});

test("a reload takes over with the new hooks, and with broken ones the old stay", async () => {
  const tier = await launchWithHooks(record);
  try {
    const [ready] = await tier.called("when_ready");
    await writeFile(tier.hooksFile, "throw new Error('broken hooks');");
    tier.process.child.kill("SIGHUP");
    await until("failed reload", 30_000, () => tier.process.output().includes("the old generation keeps serving"));
    tier.process.child.kill("SIGTTIN");
    const [changed] = await tier.called("nworkers_changed");
    assert.equal(changed?.pid, ready?.pid, "the old process has the calls");
    assert.match((await tier.status()).lastError ?? "", /broken hooks/);

    await writeFile(tier.hooksFile, recorder(tier.callsFile, 'if (name === "on_reload") record("new_code", []);'));
    tier.process.child.kill("SIGHUP");
    const [fresh] = await tier.called("new_code");
    assert.notEqual(fresh?.pid, ready?.pid);
    await until("reload", 30_000, () => tier.process.output().includes("reload finished"));
    assert.equal((await tier.status()).lastError, undefined);
  } finally {
    assert.equal((await tier.stop()).code, 0);
  }
});

test("a misspelled hook is said in the log, once, with what was meant", async () => {
  const tier = await launchWithHooks(() => "export function post_forks() {}\nexport const when_ready = 'now';");
  try {
    await tier.settled(2);
    const output = tier.process.output();
    assert.equal(output.split('there is no hook \\"post_forks\\". Did you mean \\"post_fork\\"?').length, 2, output);
    assert.match(output, /the hook \\"when_ready\\" is not a function/);
  } finally {
    await tier.stop();
  }
});

const threads = (calls: readonly RecordedCall[]): Set<number> => new Set(calls.map(({ tid }) => tid));

test("in a threads worker each thread has its own hooks, client and number", async () => {
  const after = 'if (name === "post_fork") args[1].state.client = args[1].thread;';
  const app = `export async function createApplication({ state }) {
    return { handle: () => ({ status: 200, headers: [], body: "client " + state.client }) };
  }`;
  const sets = ["app.worker_class=threads", "app.threads=2", "app.workers=1"];
  const tier = await launchWithHooks(
    file => recorder(file, after),
    sets,
    () => app,
  );
  try {
    await tier.settled(1);
    const forks = await tier.called("post_fork", 2);
    assert.deepEqual(new Set(forks.map(({ args }) => (args[1] as { thread: number }).thread)), new Set([1, 2]));
    assert.equal(new Set(forks.map(({ tid }) => tid)).size, 2);
    assert.equal(new Set(forks.map(({ pid }) => pid)).size, 1);
    assert.match((await tier.get("/")).text(), /^client [12]$/);
    process.kill(forks[0]?.pid ?? 0, "SIGINT");
    assert.deepEqual(threads(await tier.called("worker_int", 2)), threads(forks));
    assert.deepEqual(threads(await tier.called("worker_exit", 2)), threads(forks));
    assert.equal((await tier.called("child_exit")).length, 1);
  } finally {
    assert.equal((await tier.stop()).code, 0);
  }
});

const appWithHook = (file: string): string => `${PID_APP}
import { appendFileSync } from "node:fs";
export const when_ready = () => appendFileSync(${JSON.stringify(file)}, JSON.stringify({ hook: "own", pid: process.pid }) + "\\n");`;

test("worker_abort tells which thread of a worker was stuck; the worker goes on", async () => {
  const tier = await launchWithHooks(record, [
    "app.worker_class=threads",
    "app.threads=2",
    "app.workers=1",
    "app.timeout=3s",
  ]);
  try {
    const [worker] = await tier.settled(1);
    const blocked = tier.get("/block", { timeout: 40_000 }).catch(() => undefined);
    const [abort] = await tier.called("worker_abort");
    assert.ok(abort);
    const [, facts, exit] = abort.args as [unknown, { pid: number; worker: number; thread: number }, { cause: string }];
    assert.deepEqual([facts.pid, facts.worker], [worker?.pid, 1]);
    assert.ok(facts.thread === 1 || facts.thread === 2);
    assert.match(exit.cause, /stuck/);
    await blocked;
    assert.equal((await tier.get("/ok")).status, 200);
    assert.equal((await tier.settled(1))[0]?.pid, worker?.pid);
  } finally {
    assert.equal((await tier.stop()).code, 0);
  }
});

test("the app's own module has hooks beside the operator's, and its run first", async () => {
  const tier = await launchWithHooks(record, [], appWithHook);
  try {
    await tier.called("when_ready");
  } finally {
    assert.equal((await tier.stop()).code, 0);
  }
  const names = (await tier.calls()).map(({ hook }) => hook).filter(hook => hook === "own" || hook === "when_ready");
  assert.deepEqual(names, ["own", "when_ready"]);
});
