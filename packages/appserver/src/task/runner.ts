// Keeps an app's tasks running: each is a loop of its own, started again with backoff when it fails.
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "@seatstack/shared/logger";
import type { Task } from "../application.ts";

/** Milliseconds. */
export interface RunnerOptions {
  readonly firstDelay: number;
  readonly longestDelay: number;
  /** A task that ran this long before it failed starts again with the first delay. */
  readonly healthyAfter: number;
  readonly random: () => number;
  readonly now: () => number;
}

const DEFAULTS: RunnerOptions = {
  firstDelay: 500,
  longestDelay: 60_000,
  healthyAfter: 60_000,
  random: Math.random,
  now: () => performance.now(),
};

/** Runs until `signal` is aborted and every task has returned. Never rejects. */
export async function runTasks(
  tasks: readonly Task[],
  signal: AbortSignal,
  log: Logger,
  options: Partial<RunnerOptions> = {},
): Promise<void> {
  const all = { ...DEFAULTS, ...options };
  await Promise.all(tasks.map(task => keepRunning(task, signal, log.child({ task: task.name }), all)));
}

async function keepRunning(task: Task, signal: AbortSignal, log: Logger, options: RunnerOptions): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const startedAt = options.now();
    const outcome = await runOnce(task, signal);
    if (signal.aborted) {
      if (outcome !== undefined && !isAbort(outcome)) log.error({ err: outcome }, "task failed while stopping");
      return;
    }
    failures = options.now() - startedAt >= options.healthyAfter ? 1 : failures + 1;
    const wait = backoff(failures, options);
    const fields = { ...(outcome === undefined ? {} : { err: outcome }), failures, wait };
    log.error(fields, outcome === undefined ? "task ended before it was told to" : "task failed");
    await delay(wait, undefined, { signal }).catch(() => undefined);
  }
}

/** What the task failed with; undefined where it returned. */
async function runOnce(task: Task, signal: AbortSignal): Promise<Error | undefined> {
  try {
    await task.run(signal);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function backoff(failures: number, options: RunnerOptions): number {
  const ceiling = Math.min(options.longestDelay, options.firstDelay * 2 ** Math.min(failures - 1, 20));
  return Math.round(ceiling / 2 + (ceiling / 2) * options.random());
}

function isAbort(error: Error): boolean {
  return error.name === "AbortError";
}
