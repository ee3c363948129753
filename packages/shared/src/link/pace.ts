// How many requests a worker begins in one turn of its event loop, so that the loop still turns under a burst.

/** A turn shorter than this may take twice as many requests, a longer one than that half as many. Milliseconds. */
const SHORT_TURN = 2;
const LONG_TURN = 5;
const MOST = 4096;

/**
 * A burst that arrives in one chunk would otherwise run to its end before the next read: fifty pages of one millisecond
 * are fifty in which no PING is answered, no CANCEL read and no answer sent. What a turn takes is measured with its
 * microtasks, where most of a handler runs. Light handlers never notice: their turns are short.
 */
export class Pace<T> {
  readonly #run: (item: T) => void;
  readonly #now: () => number;
  readonly #next = () => this.#afterTurn();
  #waiting: T[] = [];
  #limit = 16;
  #turning = false;
  #began = 0;
  #count = 0;

  constructor(run: (item: T) => void, now: () => number) {
    this.#run = run;
    this.#now = now;
  }

  push(item: T): void {
    this.#waiting.push(item);
  }

  /** Begins what a turn may take, at once unless a turn is under way. Call it after the pushes of a chunk. */
  go(): void {
    if (!this.#turning && this.#waiting.length > 0) this.#turn();
  }

  #turn(): void {
    const batch = this.#waiting;
    this.#waiting = batch.length > this.#limit ? batch.splice(this.#limit) : [];
    this.#turning = true;
    this.#began = this.#now();
    this.#count = batch.length;
    setImmediate(this.#next);
    for (const item of batch) this.#run(item);
  }

  #afterTurn(): void {
    const took = this.#now() - this.#began;
    if (took > LONG_TURN) this.#limit = Math.max(1, Math.floor(this.#count / 2));
    else if (took < SHORT_TURN && this.#count === this.#limit) this.#limit = Math.min(MOST, this.#limit * 2);
    this.#turning = false;
    this.go();
  }
}
