// Which task workers to start and which to drain, so that no task ever runs twice at the same time. Pure.
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
  readonly drain: readonly ChildRecord[];
  /** Numbers. */
  readonly start: readonly number[];
}

/**
 * Tasks are spread by their place in the app's list, so another number of workers or another list moves a task from one
 * number to another: all of the old generation must be gone before the first of the new one starts.
 */
export function taskPlan(tasks: readonly ChildRecord[], goal: TaskGoal): TaskPlan {
  const old = tasks.filter(record => record.generation !== goal.generation);
  if (old.length > 0) return { drain: goal.rolled ? old : [], start: [] };
  const taken = new Set(tasks.map(record => record.worker));
  const numbers = Array.from({ length: goal.workers }, (_, index) => index + 1);
  return { drain: [], start: numbers.filter(number => !taken.has(number) && !goal.idle.has(number)) };
}
