// Whether so many threads of a worker died one after the other that the process itself must be sick.

/** Deaths further apart than this have nothing to do with each other. Milliseconds. */
const GAP = 10_000;
/** A crash that a client can cause costs one thread; so many in a row also cost the worker. */
const LIMIT = 8;

export class DeathRow {
  #count = 0;
  #last = -Infinity;

  /** Records a death; returns whether it was one too many. `now` is monotonic milliseconds. */
  add(now: number): boolean {
    this.#count = now - this.#last <= GAP ? this.#count + 1 : 1;
    this.#last = now;
    return this.#count >= LIMIT;
  }
}
