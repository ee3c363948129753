import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { TaskStatus } from "@seatstack/shared/control/protocol";
import { createLogger } from "@seatstack/shared/logger";
import type { Task } from "../application.ts";
import { checkTasks } from "./check.ts";
import { LONGEST_SLEEP, systemTaskClock } from "./clock.ts";
import { ManualTaskClock } from "./manual-clock.ts";
import { runTasks, type Runner } from "./runner.ts";

const DAY = 86_400_000;
const NEW_YEAR = Date.UTC(2030, 0, 1);
const log = createLogger("silent", { tier: "app" });

function stage(tasksOf: (clock: ManualTaskClock) => readonly Task[]) {
  const clock = new ManualTaskClock(NEW_YEAR);
  const stop = new AbortController();
  const runner = runTasks(checkTasks(tasksOf(clock)), stop.signal, log, { clock, random: () => 1 });
  return { clock, stop, runner };
}

function only(runner: Runner): TaskStatus {
  const [status] = runner.statuses();
  assert.ok(status);
  return status;
}

/** Day and time, UTC. */
const at = (clock: ManualTaskClock) => new Date(clock.now()).toISOString().slice(5, 19);

const untilAborted = (signal: AbortSignal) =>
  new Promise<void>(resolve => (signal.aborted ? resolve() : signal.addEventListener("abort", () => resolve())));

async function throwWhenAborted(signal: AbortSignal): Promise<void> {
  await untilAborted(signal);
  signal.throwIfAborted();
}

function throwAtOnce(): Promise<void> {
  throw new Error("at once");
}

describe("a loop", () => {
  test("that fails is started again with growing waits, and the others do not notice", async () => {
    const starts: number[] = [];
    let steady = 0;
    const { clock, stop, runner } = stage(clock => [
      {
        name: "flaky",
        run: async () => {
          starts.push(clock.monotonic());
          throw new Error("no network");
        },
      },
      {
        name: "steady",
        run: signal => {
          steady += 1;
          return untilAborted(signal);
        },
      },
    ]);
    await clock.pass(3500);
    assert.deepEqual(starts, [0, 500, 1500, 3500]);
    assert.equal(steady, 1);
    const status = runner.statuses()[0];
    assert.equal(status?.failures, 4);
    assert.equal(status.lastError, "no network");
    stop.abort();
    await runner.finished;
    assert.deepEqual(
      runner.statuses().map(({ name, state, failures }) => [name, state, failures]),
      [
        ["flaky", "stopped", 4],
        ["steady", "stopped", 0],
      ],
    );
  });

  test("that returns before it was told to has failed, too", async () => {
    const { clock, stop, runner } = stage(() => [{ name: "short", run: async () => undefined }]);
    await clock.pass(500);
    const status = only(runner);
    assert.deepEqual([status.runs, status.failures, status.schedule], [2, 2, "loop"]);
    assert.match(status.lastError ?? "", /returned before/);
    stop.abort();
    await runner.finished;
  });

  test("that throws before its first await is no different", async () => {
    const { clock, stop, runner } = stage(() => [{ name: "sync", run: throwAtOnce }]);
    await clock.pass(0);
    assert.equal(only(runner).lastError, "at once");
    stop.abort();
    await runner.finished;
  });
});

describe("every", () => {
  test("counts from the end of one run to the begin of the next, and the first begins at once", async () => {
    const begun: number[] = [];
    const { clock, stop, runner } = stage(clock => [
      {
        name: "tidy",
        every: 10_000,
        run: async signal => {
          begun.push(clock.monotonic());
          await clock.sleep(3000, signal);
        },
      },
    ]);
    await clock.pass(1000);
    assert.deepEqual([only(runner).state, runner.running], ["running", 1]);
    await clock.pass(29_000);
    assert.deepEqual(begun, [0, 13_000, 26_000]);
    const status = only(runner);
    assert.equal(status.schedule, "every 10s");
    assert.equal(status.state, "waiting");
    assert.deepEqual([status.runs, status.failures, status.lastDuration], [3, 0, 3000]);
    assert.deepEqual([status.lastRun, status.nextRun], [NEW_YEAR + 26_000, NEW_YEAR + 39_000]);
    stop.abort();
    await runner.finished;
    assert.equal(only(runner).nextRun, undefined);
  });

  test("a run that failed is counted, and the next comes at its time, not sooner", async () => {
    const begun: number[] = [];
    const run = async (clock: ManualTaskClock): Promise<void> => {
      begun.push(clock.monotonic());
      if (begun.length < 3) throw new Error("down");
    };
    const { clock, stop, runner } = stage(clock => [{ name: "sync", every: 60_000, run: () => run(clock) }]);
    await clock.pass(130_000);
    assert.deepEqual(begun, [0, 60_000, 120_000]);
    const { runs, failures, lastError, lastSuccess } = only(runner);
    assert.deepEqual([runs, failures, lastError, lastSuccess], [3, 2, "down", NEW_YEAR + 120_000]);
    stop.abort();
    await runner.finished;
  });

  test("a wait of 30 days is one that setTimeout can be asked for", async () => {
    let runs = 0;
    const run = async (): Promise<void> => void (runs += 1);
    const { clock, stop, runner } = stage(() => [{ name: "monthly", every: 30 * DAY, run }]);
    await clock.pass(DAY);
    assert.deepEqual([runs, clock.longest, only(runner).nextRun], [1, LONGEST_SLEEP, NEW_YEAR + 30 * DAY]);
    stop.abort();
    await runner.finished;
  });

  test("the clock on the wall does not matter to it", async () => {
    let runs = 0;
    const run = async (): Promise<void> => void (runs += 1);
    const { clock, stop, runner } = stage(() => [{ name: "steady", every: 60_000, run }]);
    await clock.pass(30_000);
    clock.set(NEW_YEAR + 10 * DAY);
    await clock.pass(29_999);
    assert.equal(runs, 1);
    await clock.pass(1);
    assert.equal(runs, 2);
    stop.abort();
    await runner.finished;
  });
});

describe("cron", () => {
  test("runs at the pattern's times in its time zone, and not before", async () => {
    const begun: string[] = [];
    const schedule = { name: "report", cron: "30 6 * * *", timezone: "Europe/Berlin" };
    const { clock, stop, runner } = stage(clock => [{ ...schedule, run: async () => void begun.push(at(clock)) }]);
    await clock.pass(0);
    const status = only(runner);
    assert.deepEqual([status.state, status.nextRun, status.runs], ["waiting", Date.UTC(2030, 0, 1, 5, 30), 0]);
    assert.equal(status.schedule, "cron 30 6 * * * (Europe/Berlin)");
    await clock.pass(2 * DAY);
    assert.deepEqual(begun, ["01-01T05:30:00", "01-02T05:30:00"]);
    stop.abort();
    await runner.finished;
  });

  test("a run that lasts longer than the gap does not overlap, and what it missed is not made up", async () => {
    const begun: string[] = [];
    let atOnce = 0;
    let most = 0;
    const run = async (signal: AbortSignal, clock: ManualTaskClock): Promise<void> => {
      begun.push(at(clock).slice(6));
      atOnce += 1;
      most = Math.max(most, atOnce);
      await clock.sleep(25_000, signal);
      atOnce -= 1;
    };
    const schedule = { name: "slow", cron: "*/10 * * * * *", timezone: "UTC" };
    const { clock, stop, runner } = stage(clock => [{ ...schedule, run: signal => run(signal, clock) }]);
    await clock.pass(70_000);
    assert.deepEqual(begun, ["00:00:10", "00:00:40", "00:01:10"]);
    assert.equal(most, 1);
    stop.abort();
    await runner.finished;
  });

  test("a clock that is set forth is noticed within a minute", async () => {
    const begun: string[] = [];
    const schedule = { name: "noon", cron: "0 12 * * *", timezone: "UTC" };
    const { clock, stop, runner } = stage(clock => [{ ...schedule, run: async () => void begun.push(at(clock)) }]);
    await clock.pass(1000);
    clock.set(Date.UTC(2030, 0, 1, 12, 0, 5));
    await clock.pass(LONGEST_SLEEP);
    assert.equal(begun.length, 1);
    stop.abort();
    await runner.finished;
  });

  test("times that passed while nobody was there are said in the log, and not made up", async () => {
    const lines: string[] = [];
    const debug = createLogger("debug", { tier: "app" });
    debug.child = () =>
      ({ debug: (fields: object, text: string) => lines.push(`${JSON.stringify(fields)} ${text}`) }) as never;
    const clock = new ManualTaskClock(NEW_YEAR + 5000);
    const stop = new AbortController();
    let runs = 0;
    const run = async (): Promise<void> => void (runs += 1);
    const tasks = checkTasks([{ name: "seconds", cron: "*/2 * * * * *", timezone: "UTC", run }]);
    const runner = runTasks(tasks, stop.signal, debug, { clock, since: NEW_YEAR });
    await clock.pass(0);
    assert.deepEqual(lines, ['{"missed":2} cron times missed while its task worker was replaced']);
    assert.equal(runs, 0);
    stop.abort();
    await runner.finished;
  });
});

describe("a runner that is held", () => {
  test("begins nothing before it is released, and counts what was missed from then", async () => {
    const clock = new ManualTaskClock(NEW_YEAR);
    const stop = new AbortController();
    const go = Promise.withResolvers<number>();
    let runs = 0;
    const run = async (): Promise<void> => void (runs += 1);
    const tasks = checkTasks([{ name: "tidy", every: 1000, run }]);
    const runner = runTasks(tasks, stop.signal, log, { clock, since: go.promise });
    await clock.pass(5000);
    assert.deepEqual([runs, only(runner).state], [0, "waiting"]);
    go.resolve(NEW_YEAR);
    await clock.pass(1000);
    assert.equal(runs, 2);
    stop.abort();
    await runner.finished;
  });

  test("never begins where the stop comes first", async () => {
    const stop = new AbortController();
    const tasks = checkTasks([
      { name: "loop", run: throwAtOnce },
      { name: "every", every: 1, run: throwAtOnce },
      { name: "cron", cron: "* * * * * *", run: throwAtOnce },
    ]);
    const runner = runTasks(tasks, stop.signal, log, { since: new Promise<number>(() => undefined) });
    stop.abort();
    await runner.finished;
    assert.deepEqual(
      runner.statuses().map(({ state, runs }) => [state, runs]),
      [
        ["stopped", 0],
        ["stopped", 0],
        ["stopped", 0],
      ],
    );
  });
});

describe("the stop", () => {
  test("does not wait out a wait between two runs", async () => {
    const stop = new AbortController();
    const run = async (): Promise<void> => {
      setImmediate(() => stop.abort());
      throw new Error("down");
    };
    const runner = runTasks(checkTasks([{ name: "down", run }]), stop.signal, log, { firstDelay: 2 ** 30 });
    await runner.finished;
    assert.equal(only(runner).state, "stopped");
  });

  test("aborts the signal of a run under way, and waits for what it still has to finish", async () => {
    let finished = false;
    const run = async (signal: AbortSignal): Promise<void> => {
      await untilAborted(signal);
      await new Promise(resolve => setImmediate(resolve));
      finished = true;
    };
    const { clock, stop, runner } = stage(() => [{ name: "tidy", every: 1000, run }]);
    await clock.pass(0);
    stop.abort();
    await runner.finished;
    assert.equal(finished, true);
    assert.deepEqual([only(runner).failures, only(runner).runs], [0, 1]);
  });

  test("a run that ends with an AbortError because of it has not failed", async () => {
    const { clock, stop, runner } = stage(() => [{ name: "fetching", cron: "* * * * * *", run: throwWhenAborted }]);
    await clock.pass(1000);
    stop.abort();
    await runner.finished;
    assert.deepEqual([only(runner).failures, only(runner).runs], [0, 1]);
  });

  test("the real clock's sleep ends with it, and leaves no listener behind", async () => {
    const stop = new AbortController();
    const sleep = systemTaskClock.sleep(2 ** 31 - 1, stop.signal);
    stop.abort();
    await sleep;
    await systemTaskClock.sleep(2 ** 31 - 1, stop.signal);
  });
});
