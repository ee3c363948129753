// How fast the dead are replaced: exponential backoff with jitter, and a limit on restarts per time.

export interface BackoffOptions {
  /** Delay after the first failure in a row, milliseconds; doubles with each further one. */
  readonly first: number;
  /** Longest delay, milliseconds. */
  readonly longest: number;
  /** The same where they do become ready: an app that serves in between is worth more than one that rests, milliseconds. */
  readonly longestOfReady: number;
  /** A child that crashes by itself sooner than this after it was ready counts as a failure, milliseconds. */
  readonly earlyCrash: number;
  /** At most `intensity` restarts per `period` milliseconds; then one per `cooled` milliseconds. */
  readonly intensity: number;
  readonly period: number;
  readonly cooled: number;
}

/** gunicorn respawned 58 times in 3 s when an app could not boot; ours tries 6 times in the first 3 s, then ever less. */
export const DEFAULT_BACKOFF: BackoffOptions = {
  first: 100,
  longest: 10_000,
  longestOfReady: 1000,
  earlyCrash: 1000,
  intensity: 60,
  period: 10_000,
  cooled: 1000,
};

export interface Death {
  /** Whether it ever was ready. */
  readonly ready: boolean;
  /** Milliseconds from ready to death; 0 where it never was. */
  readonly lived: number;
  /** It was killed by somebody else (SIGKILL, SIGTERM), not by its own fault. */
  readonly external: boolean;
}

/** One per kind of child. Pure: the clock (monotonic, milliseconds) and the randomness (in [0, 1)) are passed in. */
export class Backoff {
  readonly #options: BackoffOptions;
  readonly #random: () => number;
  #bootFailures = 0;
  #earlyCrashes = 0;
  #notBefore = 0;
  #restarts: number[] = [];

  constructor(random: () => number, options: BackoffOptions = DEFAULT_BACKOFF) {
    this.#random = random;
    this.#options = options;
  }

  /** Failures to become ready since the last success. */
  get bootFailures(): number {
    return this.#bootFailures;
  }

  /** A child became ready: booting works. */
  onReady(): void {
    this.#bootFailures = 0;
  }

  /** A child died that was not told to. */
  onDeath(death: Death, now: number): void {
    if (!death.ready) this.#bootFailures += 1;
    else if (!death.external && death.lived < this.#options.earlyCrash) this.#earlyCrashes += 1;
    else if (death.lived >= this.#options.earlyCrash) this.#earlyCrashes = 0;
    this.#notBefore = Math.max(this.#notBefore, now + this.#delay());
  }

  /** No replacement before `until`. */
  postpone(until: number): void {
    this.#notBefore = Math.max(this.#notBefore, until);
  }

  /** A replacement was started. */
  onRestart(now: number): void {
    this.#restarts = this.#restarts.filter(at => at > now - this.#options.period);
    this.#restarts.push(now);
  }

  /** Whether there were so many restarts lately that they are now slowed down. */
  isIntense(now: number): boolean {
    return this.#restarts.filter(at => at > now - this.#options.period).length >= this.#options.intensity;
  }

  /** Milliseconds until a replacement may be started; 0 is now. */
  wait(now: number): number {
    const last = this.#restarts.at(-1);
    const cooled = last !== undefined && this.isIntense(now) ? last + this.#options.cooled - now : 0;
    return Math.max(0, this.#notBefore - now, cooled);
  }

  /** A new generation deserves a first try at once. */
  forgive(): void {
    this.#bootFailures = 0;
    this.#earlyCrashes = 0;
    this.#notBefore = 0;
  }

  /** Half of the delay is jitter, so that several hosts or workers do not come back in step. */
  #delay(): number {
    const { first, longest, longestOfReady } = this.#options;
    const ceilingAfter = (failures: number, limit: number): number =>
      failures === 0 ? 0 : Math.min(limit, first * 2 ** Math.min(failures - 1, 20));
    const ceiling = Math.max(
      ceilingAfter(this.#bootFailures, longest),
      ceilingAfter(this.#earlyCrashes, Math.min(longest, longestOfReady)),
    );
    return ceiling / 2 + (ceiling / 2) * this.#random();
  }
}
