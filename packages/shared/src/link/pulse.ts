// One link's heartbeat, as pure bookkeeping: the PING that is out, how long it has been, and whose clock the worker has.
import type { HealthOptions } from "./health.ts";

/** What a PONG's clock may be off, in ms, before the two processes are taken to have different clocks. */
const CLOCK_TOLERANCE = 1;

export class Pulse {
  suspect = false;
  stalled = false;
  /** Proven by a PONG: the worker's monotonic clock is ours (false in another time namespace), so a claim means something. */
  sharedClock = false;
  #sequence = 0;
  /** When the PING that is out was sent; 0 for none. */
  #sentAt = 0;

  get waiting(): boolean {
    return this.#sentAt !== 0;
  }

  /** Number for a PING that leaves now. */
  sent(now: number): number {
    this.#sequence = (this.#sequence + 1) >>> 0;
    this.#sentAt = now;
    return this.#sequence;
  }

  /** Returns whether the worker was overdue until now. An answer to an older PING is none. */
  answered(sequence: number, workerClock: number, now: number): boolean {
    if (sequence !== this.#sequence || this.#sentAt === 0) return false;
    const overdue = this.suspect;
    this.sharedClock = workerClock >= this.#sentAt - CLOCK_TOLERANCE && workerClock <= now + CLOCK_TOLERANCE;
    this.suspect = false;
    this.stalled = false;
    this.#sentAt = 0;
    return overdue;
  }

  /** Judges the PING that is out by a time before which everything that was readable has been read. */
  judge(now: number, options: HealthOptions): void {
    if (this.#sentAt === 0) return;
    const age = now - this.#sentAt;
    this.suspect = age > options.suspectAfter;
    this.stalled = age > options.stalledAfter;
  }

  /** A new connection knows nothing. */
  reset(): void {
    this.suspect = false;
    this.stalled = false;
    this.sharedClock = false;
    this.#sentAt = 0;
  }
}
