// What is known of one task's runs, as `seatstack status` shows it.
import type { TaskStatus } from "@seatstack/shared/control/protocol";
import { MAX_TASK_TEXT } from "../ipc.ts";

/** Longest error text that status carries. */
const MAX_ERROR = 500;

export class TaskRecord {
  readonly #name: string;
  readonly #schedule: string;
  #state: TaskStatus["state"] = "waiting";
  #runs = 0;
  #failures = 0;
  #lastRun: number | undefined;
  #lastSuccess: number | undefined;
  #lastDuration: number | undefined;
  #nextRun: number | undefined;
  #lastError: string | undefined;

  constructor(name: string, schedule: string) {
    this.#name = name;
    this.#schedule = schedule.slice(0, MAX_TASK_TEXT);
  }

  get running(): boolean {
    return this.#state === "running";
  }

  get runs(): number {
    return this.#runs;
  }

  /** Times in milliseconds since 1970. */
  waiting(nextRun: number | undefined): void {
    this.#state = "waiting";
    this.#nextRun = nextRun;
  }

  began(now: number): void {
    this.#state = "running";
    this.#runs += 1;
    this.#lastRun = now;
    this.#nextRun = undefined;
  }

  /** `duration` in milliseconds; `error` where it failed. */
  ended(now: number, duration: number, error: Error | undefined): void {
    this.#state = "waiting";
    this.#lastDuration = Math.round(duration);
    if (error === undefined) {
      this.#lastSuccess = now;
      return;
    }
    this.#failures += 1;
    this.#lastError = error.message.slice(0, MAX_ERROR);
  }

  stopped(): void {
    this.#state = "stopped";
    this.#nextRun = undefined;
  }

  get status(): TaskStatus {
    return {
      name: this.#name,
      schedule: this.#schedule,
      state: this.#state,
      runs: this.#runs,
      failures: this.#failures,
      ...(this.#lastRun === undefined ? {} : { lastRun: this.#lastRun }),
      ...(this.#lastSuccess === undefined ? {} : { lastSuccess: this.#lastSuccess }),
      ...(this.#lastDuration === undefined ? {} : { lastDuration: this.#lastDuration }),
      ...(this.#nextRun === undefined ? {} : { nextRun: this.#nextRun }),
      ...(this.#lastError === undefined ? {} : { lastError: this.#lastError }),
    };
  }
}
