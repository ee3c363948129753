// Runs an app's tasks by their schedules; none overlaps itself, none notices another's failure.
import type { TaskStatus } from "@seatstack/shared/control/protocol";
import type { Logger } from "@seatstack/shared/logger";
import type { ScheduledTask } from "./check.ts";
import { systemTaskClock, type TaskClock } from "./clock.ts";
import { TaskLife } from "./life.ts";

/** Milliseconds. */
export interface RunnerOptions {
  /** Wait before a loop that failed starts again; doubles up to `longestDelay`, half of it is jitter. */
  readonly firstDelay: number;
  readonly longestDelay: number;
  /** A loop that ran this long before it failed starts again with the first delay. */
  readonly healthyAfter: number;
  /** In [0, 1). */
  readonly random: () => number;
  readonly clock: TaskClock;
  /**
   * Milliseconds since 1970: cron times since then that nobody ran are said in the log. 0: nobody was there before. No task
   * begins before it is known.
   */
  readonly since: number | Promise<number>;
}

const DEFAULTS: RunnerOptions = {
  firstDelay: 500,
  longestDelay: 60_000,
  healthyAfter: 60_000,
  random: Math.random,
  clock: systemTaskClock,
  since: 0,
};

export interface Runner {
  /** When `signal` was aborted and every run under way has returned. Never rejects. */
  readonly finished: Promise<void>;
  /** Tasks that run right now. */
  readonly running: number;
  /** Runs begun so far, of all tasks. */
  readonly runs: number;
  statuses(): TaskStatus[];
}

/** Runs until `signal` is aborted. */
export function runTasks(
  tasks: readonly ScheduledTask[],
  signal: AbortSignal,
  log: Logger,
  options: Partial<RunnerOptions> = {},
): Runner {
  const all = { ...DEFAULTS, ...options };
  const lives = tasks.map(task => new TaskLife(task, signal, log.child({ task: task.task.name }), all));
  return {
    finished: Promise.all(lives.map(life => life.live())).then(() => undefined),
    get running() {
      return lives.filter(life => life.record.running).length;
    },
    get runs() {
      return lives.reduce((sum, life) => sum + life.record.runs, 0);
    },
    statuses: () => lives.map(life => life.record.status),
  };
}
