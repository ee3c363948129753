import assert from "node:assert/strict";
import { test } from "node:test";
import { createLogger } from "@seatstack/shared/logger";
import type { Task } from "../application.ts";
import { runTasks, type RunnerOptions } from "./runner.ts";

const log = createLogger("silent", { tier: "app" });
const quick: Partial<RunnerOptions> = { firstDelay: 1, longestDelay: 4 };

/** Runs until the signal aborts. */
const untilAborted = (signal: AbortSignal) =>
  new Promise<void>(resolve => (signal.aborted ? resolve() : signal.addEventListener("abort", () => resolve())));

test("a task that fails is started again, and the others do not notice", async () => {
  const stop = new AbortController();
  let failures = 0;
  let steadyStarts = 0;
  const tasks: Task[] = [
    {
      name: "flaky",
      run: async () => {
        failures += 1;
        if (failures === 4) stop.abort();
        throw new Error("no network");
      },
    },
    {
      name: "steady",
      run: signal => {
        steadyStarts += 1;
        return untilAborted(signal);
      },
    },
  ];
  await runTasks(tasks, stop.signal, log, quick);
  assert.equal(failures, 4);
  assert.equal(steadyStarts, 1);
});

test("a task that returns before it was told to is started again, too", async () => {
  const stop = new AbortController();
  let runs = 0;
  const run = async (): Promise<void> => {
    runs += 1;
    if (runs === 3) stop.abort();
  };
  await runTasks([{ name: "short", run }], stop.signal, log, quick);
  assert.equal(runs, 3);
});

test("a stop during the wait between two tries is not waited out", async () => {
  const stop = new AbortController();
  const run = async (): Promise<void> => {
    setImmediate(() => stop.abort());
    throw new Error("down");
  };
  const began = performance.now();
  await runTasks([{ name: "down", run }], stop.signal, log, { firstDelay: 60_000 });
  assert.ok(performance.now() - began < 5000);
});

test("the stop waits for what a task still has to finish", async () => {
  const stop = new AbortController();
  let finished = false;
  const run = async (signal: AbortSignal): Promise<void> => {
    await untilAborted(signal);
    await new Promise(resolve => setImmediate(resolve));
    finished = true;
  };
  setImmediate(() => stop.abort());
  await runTasks([{ name: "tidy", run }], stop.signal, log, quick);
  assert.equal(finished, true);
});
