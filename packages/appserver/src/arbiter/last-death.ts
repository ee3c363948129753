// The last death of a child that nobody told to, for the status: a crash loop of an app that boots has no other error.

/** So long without another death the children count as well, milliseconds. */
const FORGOTTEN_AFTER = 10_000;

export class LastDeath {
  #reason: string | undefined;
  #at = -Infinity;

  /** `now` is monotonic, milliseconds. */
  note(reason: string, now: number): void {
    this.#reason = reason;
    this.#at = now;
  }

  /** A reload: what died had other code or settings. */
  forget(): void {
    this.#reason = undefined;
  }

  /** Why it died, while that is news. */
  reason(now: number): string | undefined {
    return now - this.#at < FORGOTTEN_AFTER ? this.#reason : undefined;
  }
}
