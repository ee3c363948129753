// Which task workers to start, to drain and to release, so that no task ever runs twice at the same time. Pure.
import type { ChildRecord } from "./worker-table.ts";

export interface TaskGoal {
  /** Task workers wanted; they are numbered from 1. */
  readonly workers: number;
  readonly generation: number;
  /** Numbers that have no task in this generation. */
  readonly idle: ReadonlySet<number>;
  /** Whether every web worker is of this generation: only then do the tasks follow. */
  readonly rolled: boolean;
}

export interface TaskPlan {
  /** Numbers. They are held as long as there are older ones. */
  readonly start: readonly number[];
  readonly drain: readonly ChildRecord[];
  /** Held ones whose tasks may begin. */
  readonly release: readonly ChildRecord[];
}

const NOTHING: TaskPlan = { start: [], drain: [], release: [] };

/**
 * Tasks are spread by their place in the app's list, so another number of workers or another list moves a task from one
 * number to another: all of the old generation must be gone before the first task of the new one begins. The old ones are
 * drained only when all new ones could load their tasks: what is broken must not end what works.
 */
export function taskPlan(tasks: readonly ChildRecord[], goal: TaskGoal): TaskPlan {
  const old = tasks.filter(record => record.generation !== goal.generation);
  const fresh = tasks.filter(record => record.generation === goal.generation);
  if (old.length > 0 && !goal.rolled) return NOTHING;
  const start = missing(fresh, goal);
  if (old.length === 0) return { start, drain: [], release: fresh.filter(isHeld) };
  const loaded = start.length === 0 && fresh.every(record => record.state !== "starting");
  return { start, drain: loaded ? old : [], release: [] };
}

/** One that still loads would not hear it. */
function isHeld(record: ChildRecord): boolean {
  return record.held && record.state === "ready";
}

/** One that drains holds its number until it is gone. */
function missing(fresh: readonly ChildRecord[], { workers, idle }: TaskGoal): number[] {
  const taken = new Set(fresh.map(record => record.worker));
  const numbers = Array.from({ length: workers }, (_, index) => index + 1);
  return numbers.filter(number => !taken.has(number) && !idle.has(number));
}
