// Requests that wait for a slot: first in, first out, and any of them may leave early at no cost.

/** What can wait. In one queue at a time. */
export interface Waiting {
  /** Monotonic ms since which it waits. */
  waitingSince: number;
  queuePrevious: Waiting | null;
  queueNext: Waiting | null;
  queued: boolean;
}

export class WaitQueue<T extends Waiting> {
  #first: T | null = null;
  #last: T | null = null;
  size = 0;

  /** The next to go. */
  get first(): T | null {
    return this.#first;
  }

  push(entry: T): void {
    entry.queuePrevious = this.#last;
    entry.queueNext = null;
    if (this.#last === null) this.#first = entry;
    else this.#last.queueNext = entry;
    this.#last = entry;
    this.#entered(entry);
  }

  /** For one that had its turn and was sent back through no fault of its own. */
  pushFront(entry: T): void {
    entry.queuePrevious = null;
    entry.queueNext = this.#first;
    if (this.#first === null) this.#last = entry;
    else this.#first.queuePrevious = entry;
    this.#first = entry;
    this.#entered(entry);
  }

  /** Harmless when it is not in the queue. */
  remove(entry: T): void {
    if (!entry.queued) return;
    const previous = entry.queuePrevious as T | null;
    const next = entry.queueNext as T | null;
    if (previous === null) this.#first = next;
    else previous.queueNext = next;
    if (next === null) this.#last = previous;
    else next.queuePrevious = previous;
    entry.queuePrevious = null;
    entry.queueNext = null;
    entry.queued = false;
    this.size--;
  }

  #entered(entry: T): void {
    entry.queued = true;
    this.size++;
  }
}
