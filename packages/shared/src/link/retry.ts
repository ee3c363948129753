// When to connect again: soon at first, then more rarely, never in step with other threads.
import type { Clock } from "./clock.ts";

const FIRST_MS = 5;
const LONGEST_MS = 500;

export class Retry {
  readonly #clock: Clock;
  readonly #attempt: () => void;
  #delay = FIRST_MS;
  #timer: unknown = undefined;
  #stopped = false;

  constructor(clock: Clock, attempt: () => void) {
    this.#clock = clock;
    this.#attempt = attempt;
  }

  /** Calls `attempt` after a random part of the delay, which doubles. A full backlog (EAGAIN) clears in milliseconds. */
  later(least = 0): void {
    if (this.#stopped || this.#timer !== undefined) return;
    const wait = least + this.#delay * (0.5 + Math.random() / 2);
    this.#delay = Math.min(this.#delay * 2, LONGEST_MS);
    this.#timer = this.#clock.set(() => {
      this.#timer = undefined;
      if (!this.#stopped) this.#attempt();
    }, wait);
  }

  /** It worked. */
  reset(): void {
    this.#delay = FIRST_MS;
  }

  stop(): void {
    this.#stopped = true;
    this.#clock.clear(this.#timer);
  }
}
