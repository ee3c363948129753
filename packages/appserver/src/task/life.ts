// One task from its first run to the stop: wait, run, count, wait again.
import type { Logger } from "@seatstack/shared/logger";
import type { ScheduledTask } from "./check.ts";
import { sleepWhile } from "./clock.ts";
import { TaskRecord } from "./record.ts";
import type { RunnerOptions } from "./runner.ts";
import { countTimes, type CronTimes } from "./schedule.ts";

export class TaskLife {
  readonly record: TaskRecord;
  readonly #scheduled: ScheduledTask;
  readonly #signal: AbortSignal;
  readonly #log: Logger;
  readonly #options: RunnerOptions;
  /** Failures of a loop in a row. */
  #inRow = 0;

  constructor(scheduled: ScheduledTask, signal: AbortSignal, log: Logger, options: RunnerOptions) {
    this.#scheduled = scheduled;
    this.#signal = signal;
    this.#log = log;
    this.#options = options;
    this.record = new TaskRecord(scheduled.task.name, scheduled.schedule.text);
  }

  /** Resolves after the stop, when a run that was under way has returned. Never rejects. */
  async live(): Promise<void> {
    const { schedule } = this.#scheduled;
    const since = await this.#begin();
    if (schedule.kind === "loop") await this.#loop();
    else if (schedule.kind === "every") await this.#every(schedule.ms);
    else await this.#cron(schedule.times, since);
    this.record.stopped();
  }

  /** Since when nobody has run it, once it may begin; whenever a stop comes. */
  #begin(): Promise<number> {
    const stopped = new Promise<number>(resolve => {
      if (this.#signal.aborted) resolve(0);
      this.#signal.addEventListener("abort", () => resolve(0), { once: true });
    });
    return Promise.race([this.#options.since, stopped]);
  }

  async #loop(): Promise<void> {
    while (!this.#signal.aborted) {
      const took = await this.#run();
      if (this.#signal.aborted) return;
      this.#inRow = took >= this.#options.healthyAfter ? 1 : this.#inRow + 1;
      await this.#pause(this.#backoff());
    }
  }

  async #every(ms: number): Promise<void> {
    while (!this.#signal.aborted) {
      await this.#run();
      await this.#pause(ms);
    }
  }

  async #cron(times: CronTimes, since: number): Promise<void> {
    const { clock } = this.#options;
    let last = clock.now();
    if (since > 0) this.#noteMissed(times, since, last, "while its task worker was replaced");
    while (!this.#signal.aborted) {
      const next = times.after(last);
      this.record.waiting(next);
      await sleepWhile(clock, () => (next === undefined ? Infinity : next - clock.now()), this.#signal);
      if (this.#signal.aborted || next === undefined) return;
      await this.#run();
      last = Math.max(next, clock.now());
      this.#noteMissed(times, next, last, "while its last run was under way");
    }
  }

  /** Runs never overlap, and what was missed is not made up. */
  #noteMissed(times: CronTimes, from: number, to: number, why: string): void {
    const missed = countTimes(times, from, to);
    if (missed > 0) this.#log.debug({ missed }, `cron times missed ${why}`);
  }

  async #pause(ms: number): Promise<void> {
    const { clock } = this.#options;
    if (this.#signal.aborted) return;
    const until = clock.monotonic() + ms;
    this.record.waiting(Math.round(clock.now() + ms));
    await sleepWhile(clock, () => until - clock.monotonic(), this.#signal);
  }

  /** One run, whatever comes of it; returns how long it took in milliseconds. */
  async #run(): Promise<number> {
    const { clock } = this.#options;
    const began = clock.monotonic();
    this.record.began(clock.now());
    const error = await this.#outcome();
    const took = clock.monotonic() - began;
    // A run that was told to stop, and says so, did not fail.
    const aborted = this.#signal.aborted && error?.name === "AbortError";
    this.record.ended(clock.now(), took, aborted ? undefined : error);
    if (error !== undefined && !aborted) this.#log.error({ err: error, took: Math.round(took) }, "task failed");
    else this.#log.debug({ took: Math.round(took) }, "task ran");
    return took;
  }

  /** What the run failed with; undefined where it did what it should. A signal of its own, so that nothing adds up on ours. */
  async #outcome(): Promise<Error | undefined> {
    const { task, schedule } = this.#scheduled;
    const controller = new AbortController();
    const stop = (): void => controller.abort(this.#signal.reason);
    this.#signal.addEventListener("abort", stop);
    try {
      await task.run(controller.signal);
      const early = schedule.kind === "loop" && !this.#signal.aborted;
      return early ? new Error("it returned before it was told to") : undefined;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    } finally {
      this.#signal.removeEventListener("abort", stop);
    }
  }

  #backoff(): number {
    const { firstDelay, longestDelay, random } = this.#options;
    const ceiling = Math.min(longestDelay, firstDelay * 2 ** Math.min(this.#inRow - 1, 20));
    return Math.round(ceiling / 2 + (ceiling / 2) * random());
  }
}
