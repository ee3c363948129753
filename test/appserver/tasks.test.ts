// Task workers with real processes: schedules, failures, hangs, crashes, reloads and stops.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { TaskStatus, WorkerStatus } from "@seatstack/shared/control/protocol";
import { temporaryFolder, until } from "../helpers/processes.ts";
import { launchTier, type Tier } from "./tier.ts";

/** What the tasks of a test write down: "name event pid time". */
interface Note {
  readonly name: string;
  readonly event: string;
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly time: number;
}

interface TaskTier extends Tier {
  notes(): Promise<Note[]>;
  /** Waits for so many events of a task. */
  noted(name: string, event: string, times?: number): Promise<Note[]>;
  taskWorkers(): Promise<readonly WorkerStatus[]>;
  task(name: string): Promise<TaskStatus | undefined>;
  /** Writes the app anew with other tasks, for a reload. */
  renew(tasks: string): Promise<void>;
}

/** `tasks` is the JavaScript of an array; it has `note(name, event)` and `untilAborted(signal)`. */
const appWith = (file: string, tasks: string): string => `
import { appendFileSync } from "node:fs";
const note = (name, event) => appendFileSync(${JSON.stringify(file)}, [name, event, process.pid, Date.now()].join(" ") + "\\n");
const untilAborted = signal => new Promise(resolve => signal.addEventListener("abort", resolve));
export async function createApplication() {
  return { handle: () => ({ status: 200, headers: [], body: "ok" }) };
}
export async function createTasks(context) { return ${tasks}; }
`;

const appThatBlocks: typeof appWith = (file, tasks) => `${appWith(file, tasks)}
function blockTheLoop() { for (;;); }`;

const appWithClient: typeof appWith = (file, tasks) => `${appWith(file, tasks)}
export async function post_fork(server, worker) { if (worker.kind === "task") worker.state.client = "client-" + worker.worker; }
export async function worker_exit(server, worker) { if (worker.kind === "task") note(worker.state.client, "closed"); }`;

/** A (req, res) handler instead of an Application. */
const plainApp: typeof appWith = (file, tasks) =>
  `${appWith(file, tasks).replace(/export async function createApplication[^]*?\n}\n/, "")}
export default function (req, res) { res.end("plain"); }`;

async function startTasks(tasks: string, sets: readonly string[] = [], app = appWith, cwd?: string): Promise<TaskTier> {
  const folder = await temporaryFolder();
  const file = join(folder.dir, "notes");
  await writeFile(file, "");
  const tier = await launchTier(app(file, tasks), sets, cwd === undefined ? {} : { cwd });
  const read = async (): Promise<Note[]> =>
    (await readFile(file, "utf8"))
      .split("\n")
      .slice(0, -1)
      .map(line => line.split(" "))
      .map(([name = "", event = "", pid, time]) => ({ name, event, pid: Number(pid), time: Number(time) }));
  let last: Note[] | undefined;
  const notes = async (): Promise<Note[]> => last ?? read();
  const noted = (name: string, event: string, times = 1): Promise<Note[]> =>
    until(
      `${times} "${event}" of ${name}`,
      30_000,
      async () => {
        const found = (await notes()).filter(line => line.name === name && line.event === event);
        return found.length >= times && found;
      },
      tier.process.output,
    );
  const taskWorkers = async () => (await tier.status()).workers.filter(worker => worker.kind === "task");
  const task = async (name: string) => (await tier.status()).tasks.find(status => status.name === name);
  const stop: Tier["stop"] = async () => {
    try {
      return await tier.stop();
    } finally {
      last ??= await read();
      await folder.remove();
    }
  };
  const renew = (changed: string) => writeFile(tier.appFile, app(file, changed));
  return { ...tier, notes, noted, taskWorkers, task, renew, stop };
}

const LOOP = `{ name: "loop", run: async signal => { note("loop", "begins"); await untilAborted(signal); note("loop", "ends"); } }`;

test("a task that fails is tried again and counted, and the others do not notice", async () => {
  const failing = `{ name: "failing", every: 100, run: async () => { note("failing", "begins"); throw new Error("no network"); } }`;
  const tier = await startTasks(`[${failing}, ${LOOP}]`);
  try {
    await tier.noted("failing", "begins", 3);
    const status = await until("failures in the status", 20_000, async () => {
      const found = await tier.task("failing").catch(() => undefined);
      return found !== undefined && found.failures >= 3 && found;
    });
    assert.equal(status.lastError, "no network");
    assert.equal(status.schedule, "every 100ms");
    assert.ok(status.lastRun !== undefined && status.runs >= status.failures);
    assert.equal((await tier.noted("loop", "begins")).length, 1);
    const loop = await tier.task("loop");
    assert.deepEqual([loop?.state, loop?.schedule, loop?.runs, loop?.failures], ["running", "loop", 1, 0]);
    assert.match(tier.process.output(), /"msg":"task failed"/);
  } finally {
    assert.equal((await tier.stop()).code, 0);
  }
});

test("a cron task runs at its seconds, and status says when it ran and runs next", async () => {
  const cron = `{ name: "cron", cron: "*/5 * * * * *", run: async () => note("cron", "begins") }`;
  const tier = await startTasks(`[${cron}]`);
  try {
    const runs = await tier.noted("cron", "begins", 2);
    // Never before its second; a laden machine is late.
    for (const { time } of runs) assert.ok(time % 5000 < 4000, `${time}`);
    const status = await until("runs in the status", 20_000, async () => {
      const found = await tier.task("cron");
      return found !== undefined && found.runs >= 2 && found.nextRun !== undefined && found;
    });
    assert.equal(status.schedule, "cron */5 * * * * *");
    assert.deepEqual([status.failures, status.state], [0, "waiting"]);
    assert.ok(status.lastDuration !== undefined && status.lastRun !== undefined);
    assert.equal((status.nextRun ?? 1) % 5000, 0);
    assert.ok((status.nextRun ?? 0) > status.lastRun);
  } finally {
    assert.equal((await tier.stop()).code, 0);
  }
});

test("a task that blocks is killed with its stack in the log, and replaced, while the web goes on", async () => {
  const blocking = `{ name: "blocking", run: async signal => {
    note("blocking", "begins");
    blockTheLoop();
    await untilAborted(signal);
  } }`;
  const tier = await startTasks(`[${blocking}]`, ["app.timeout=2s"], appThatBlocks);
  try {
    const [first] = await tier.noted("blocking", "begins");
    assert.ok(first);
    while ((await tier.notes()).length < 2) assert.equal((await tier.get("/")).status, 200);
    const [, second] = await tier.noted("blocking", "begins", 2);
    assert.notEqual(second?.pid, first.pid);
    const stack = await until("its stack", 60_000, () => {
      const lines = tier.process.output().split("\n");
      return lines.find(line => line.includes('"stack"') && line.includes(String(first.pid)));
    });
    assert.match(stack, /blockTheLoop/);
    assert.match(tier.process.output(), /task worker was killed by its watchdog/);
  } finally {
    await tier.stop();
  }
});

test("a run under way at TERM gets its signal, and the time to finish", async () => {
  const slow = `{ name: "slow", every: 1000, run: async signal => {
    note("slow", "begins");
    await untilAborted(signal);
    note("slow", "told");
    await new Promise(resolve => setTimeout(resolve, 500));
    note("slow", "ends");
  } }`;
  const tier = await startTasks(`[${slow}]`);
  await tier.noted("slow", "begins");
  assert.equal((await tier.stop()).code, 0);
  assert.deepEqual(
    (await tier.notes()).map(({ event }) => event),
    ["begins", "told", "ends"],
  );
});

test("a run that does not end is cut at graceful_timeout", async () => {
  const deaf = `{ name: "deaf", run: async () => { note("deaf", "begins"); await new Promise(() => undefined); } }`;
  const tier = await startTasks(`[${deaf}]`, ["app.graceful_timeout=1s"]);
  await tier.noted("deaf", "begins");
  assert.equal((await tier.stop()).code, 0);
  assert.match(tier.process.output(), /graceful_timeout is over/);
});

const SPLIT = `["a", "b", "c"].map(name => ({ name, run: async signal => {
  note(name, "begins");
  await untilAborted(signal);
  note(name, "ends");
} }))`;

test("two task workers split the tasks, and a third that has none leaves", async () => {
  const tier = await startTasks(SPLIT, ["app.task_workers=4"]);
  try {
    const begun = await Promise.all(["a", "b", "c"].map(async name => (await tier.noted(name, "begins"))[0]?.pid));
    assert.equal(new Set(begun).size, 3, "a task each");
    const workers = await until("three task workers", 20_000, async () => {
      const found = await tier.taskWorkers();
      return found.length === 3 && found.every(({ state, tasks }) => state === "ready" && tasks?.length === 1) && found;
    });
    const owners = new Map(workers.map(({ worker, pid, tasks }) => [tasks?.[0]?.name, [worker, pid]]));
    assert.deepEqual(
      [owners.get("a"), owners.get("b"), owners.get("c")],
      begun.map((pid, index) => [index + 1, pid]),
    );
    assert.deepEqual(
      (await tier.status()).tasks.map(({ name }) => name),
      ["a", "b", "c"],
    );
  } finally {
    assert.equal((await tier.stop()).code, 0);
  }
});

test("a task worker that is killed is replaced; the other one's tasks go on", async () => {
  const tier = await startTasks(SPLIT, ["app.task_workers=2"]);
  try {
    const [b] = await tier.noted("b", "begins");
    await tier.noted("a", "begins");
    assert.ok(b);
    process.kill(b.pid, "SIGKILL");
    const again = await tier.noted("b", "begins", 2);
    assert.notEqual(again[1]?.pid, b.pid);
    const counts = (await tier.notes()).filter(({ event }) => event === "begins").map(({ name }) => name);
    assert.deepEqual(counts.toSorted(), ["a", "b", "b", "c"]);
    assert.ok((await tier.status()).restarts >= 1);
  } finally {
    assert.equal((await tier.stop()).code, 0);
  }
});

test("over a reload to another number of task workers no task runs twice at the same time", async () => {
  const config = await temporaryFolder();
  const file = join(config.dir, "seatstack.toml");
  await writeFile(file, "[app]\ntask_workers = 2\n");
  const tier = await startTasks(SPLIT, [], appWith, config.dir);
  try {
    for (const name of ["a", "b", "c"]) await tier.noted(name, "begins");
    await writeFile(file, "[app]\ntask_workers = 3\n");
    tier.process.child.kill("SIGHUP");
    for (const name of ["a", "b", "c"]) await tier.noted(name, "begins", 2);
  } finally {
    assert.equal((await tier.stop()).code, 0);
    await config.remove();
  }
  for (const name of ["a", "b", "c"]) {
    const events = (await tier.notes()).filter(note => note.name === name).map(({ event }) => event);
    assert.deepEqual(events, ["begins", "ends", "begins", "ends"], name);
  }
});

const reportAt = (pattern: string): string =>
  `[{ name: "report", cron: "${pattern}", run: async signal => { note("report", "begins"); await untilAborted(signal); note("report", "ends"); } }]`;

test("a bad cron pattern at first boot ends with exit 4, and is named with its task", async () => {
  const tier = await startTasks(reportAt("61 * * * *"));
  assert.equal((await tier.process.exited).code, 4, tier.process.output());
  assert.match(tier.process.output(), /\n.*the task "report" has a bad cron pattern "61 \* \* \* \*": .*minute: 61\n/);
  await tier.stop();
});

test("a bad cron pattern that a reload brings is told, the old tasks run on, and the next good reload recovers", async () => {
  const tier = await startTasks(reportAt("* * * * * *"));
  try {
    await tier.noted("report", "begins");
    await tier.renew(reportAt("61 * * * *"));
    tier.process.child.kill("SIGHUP");
    await until("the failure in the log", 30_000, () =>
      tier.process.output().includes("task worker could not load the app (exit 4)"),
    );
    assert.equal((await tier.get("/")).status, 200);
    assert.equal((await tier.notes()).length, 1, "it neither ended nor began anew");
    await until("its first run in the status", 30_000, async () => {
      const report = await tier.task("report");
      return report?.state === "running" && report.runs === 1;
    });
    assert.match((await tier.status()).lastError ?? "", /bad cron pattern "61 \* \* \* \*"/);
    await tier.renew(reportAt("* * * * * *"));
    tier.process.child.kill("SIGHUP");
    await tier.noted("report", "begins", 2);
  } finally {
    assert.equal((await tier.stop()).code, 0);
  }
});

test("an app that is a plain (req, res) handler can have tasks beside it", async () => {
  const tier = await startTasks(`[${LOOP}]`, [], plainApp);
  try {
    await tier.noted("loop", "begins");
    await tier.settled(2);
    assert.equal((await tier.get("/")).text(), "plain");
  } finally {
    assert.equal((await tier.stop()).code, 0);
  }
  assert.deepEqual(
    (await tier.notes()).map(({ event }) => event),
    ["begins", "ends"],
  );
});

test("what post_fork makes is there for the tasks, and worker_exit puts it away", async () => {
  const uses = `[{ name: "uses", run: async signal => { note(context.state.client, "used"); await untilAborted(signal); } }]`;
  const tier = await startTasks(uses, [], appWithClient);
  await tier.noted("client-1", "used");
  assert.equal((await tier.stop()).code, 0);
  assert.deepEqual(
    (await tier.notes()).map(({ event }) => event),
    ["used", "closed"],
  );
});
