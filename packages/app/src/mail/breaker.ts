// Keeps the sender away from a mail server that is down, so that it burns no message's tries.

const FIRST_MS = 1000;
const MAX_MS = 60_000;

export class Breaker {
  #failures = 0;
  #closedAt = 0;

  /** Milliseconds until the channel may be tried again; 0: now. */
  wait(now: number): number {
    return Math.max(0, this.#closedAt - now);
  }

  succeed(): void {
    this.#failures = 0;
    this.#closedAt = 0;
  }

  /** One failure of the channel itself: 1 s of rest, doubled each time, to a minute. */
  fail(now: number): void {
    this.#closedAt = now + Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(this.#failures, 16));
    this.#failures += 1;
  }
}
