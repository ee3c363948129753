// Whether what createTasks returned can be run: every fault at once, before anything starts.
import { EXIT, messageOf, SeatstackError } from "@seatstack/shared/errors";
import type { Task } from "../application.ts";
import { MAX_TASK_TEXT, MOST_TASKS, TASKS_FAULT } from "../ipc.ts";
import { scheduleOf, type Schedule } from "./schedule.ts";

export interface ScheduledTask {
  readonly task: Task;
  readonly schedule: Schedule;
}

/** Throws TASKS (exit 4) with every fault. `tasks` comes from an app, whatever its type says. */
export function checkTasks(tasks: unknown): ScheduledTask[] {
  if (!Array.isArray(tasks)) throw tasksError(["createTasks must return an array"]);
  if (tasks.length > MOST_TASKS) throw tasksError([`createTasks returned more than ${MOST_TASKS} tasks`]);
  const faults: string[] = [];
  const names = new Set<string>();
  const checked: ScheduledTask[] = [];
  for (const [index, task] of (tasks as unknown[]).entries()) {
    try {
      checked.push(checkTask(task, names));
    } catch (error) {
      faults.push(`${nameOf(task, index)} ${messageOf(error)}`);
    }
  }
  if (faults.length > 0) throw tasksError(faults);
  return checked;
}

/** Those of the task worker `worker` (from 1) of `workers`: each task belongs to exactly one. */
export function shareOf<T>(tasks: readonly T[], worker: number, workers: number): T[] {
  return tasks.filter((_, index) => index % workers === worker - 1);
}

function checkTask(value: unknown, names: Set<string>): ScheduledTask {
  if (typeof value !== "object" || value === null) throw new Error("is no object with `name` and `run`");
  const task = value as Task;
  if (typeof task.name !== "string" || task.name.trim() === "") throw new Error("has no name");
  if (task.name.length > MAX_TASK_TEXT) throw new Error(`has a name of more than ${MAX_TASK_TEXT} characters`);
  if (names.has(task.name)) throw new Error("has the name of another task");
  names.add(task.name);
  if (typeof task.run !== "function") throw new Error("has no function `run`");
  return { task, schedule: scheduleOf(task) };
}

function nameOf(value: unknown, index: number): string {
  const name = typeof value === "object" && value !== null && "name" in value ? value.name : undefined;
  return typeof name === "string" && name.trim() !== "" ? `the task "${name}"` : `task ${index + 1}`;
}

function tasksError(faults: readonly string[]): SeatstackError {
  return new SeatstackError(TASKS_FAULT, faults.join("; "), {
    fix: "Correct what createTasks returns; docs/tasks.md explains the fields.",
    exitCode: EXIT.appLoad,
  });
}
