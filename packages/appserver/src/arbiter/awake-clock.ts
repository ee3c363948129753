// A monotonic clock that stands still while the process was stopped, so that SIGSTOP makes nobody overdue.

/** Milliseconds. `tick` must be called about every `interval`; a gap counts for two intervals at most. */
export class AwakeClock {
  readonly #source: () => number;
  readonly #cap: number;
  #last: number;
  #awake = 0;

  constructor(interval: number, source: () => number = () => performance.now()) {
    this.#source = source;
    this.#cap = interval * 2;
    this.#last = source();
  }

  tick(): void {
    this.#awake = this.now();
    this.#last = this.#source();
  }

  now(): number {
    return this.#awake + Math.min(this.#source() - this.#last, this.#cap);
  }
}
