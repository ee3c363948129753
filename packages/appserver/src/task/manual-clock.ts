// A TaskClock for tests: time passes only when a test says so.
import type { TaskClock } from "./clock.ts";

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

export class ManualTaskClock implements TaskClock {
  #now: number;
  #monotonic = 0;
  #sleepers: Sleeper[] = [];
  /** Longest sleep that anybody asked for, milliseconds. */
  longest = 0;

  /** `now` in milliseconds since 1970. */
  constructor(now = 0) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    this.longest = Math.max(this.longest, ms);
    return new Promise(resolve => {
      if (signal.aborted) return resolve();
      this.#sleepers.push({ at: this.#monotonic + ms, wake: resolve });
      signal.addEventListener("abort", () => resolve());
    });
  }

  /** Lets `ms` pass, stopping at everybody who wakes meanwhile. */
  async pass(ms: number): Promise<void> {
    await settled();
    const end = this.#monotonic + ms;
    for (;;) {
      const next = Math.min(end, ...this.#sleepers.map(({ at }) => at));
      this.#now += next - this.#monotonic;
      this.#monotonic = next;
      const due = this.#sleepers.filter(({ at }) => at <= next);
      this.#sleepers = this.#sleepers.filter(({ at }) => at > next);
      for (const { wake } of due) wake();
      await settled();
      if (next === end && due.length === 0) return;
    }
  }

  /** Sets the clock on the wall; nobody sleeps longer or shorter for that. */
  set(now: number): void {
    this.#now = now;
  }
}

/** Everything that can go on without time passing has gone on. */
function settled(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
