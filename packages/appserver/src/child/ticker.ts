// The sign of life of an event loop: a timer that counts in shared memory, for whoever watches from another thread.

/** Milliseconds between two ticks. */
const INTERVAL = 100;
const COUNT = 0;
const WORST = 1;
const BOOTED = 2;

/** Memory that a ticker needs; it starts as zeros. */
export const TICKER_BYTES = 3 * Int32Array.BYTES_PER_ELEMENT;

/** Ticks for the life of this thread, and does not keep it alive. */
export function startTicking(memory: SharedArrayBuffer): void {
  const cells = new Int32Array(memory);
  let due = performance.now() + INTERVAL;
  setInterval(() => {
    const now = performance.now();
    const lag = Math.round(now - due);
    due = now + INTERVAL;
    if (lag > Atomics.load(cells, WORST)) Atomics.store(cells, WORST, lag);
    Atomics.add(cells, COUNT, 1);
  }, INTERVAL).unref();
}

/** Loading the app is over. A sign of life as well: what was loaded may have kept the timer from ticking. */
export function tickBooted(memory: SharedArrayBuffer): void {
  const cells = new Int32Array(memory);
  Atomics.add(cells, COUNT, 1);
  Atomics.store(cells, BOOTED, 1);
}

/** The watcher's side. */
export class TickReader {
  readonly #cells: Int32Array;
  #last = 0;

  constructor(memory: SharedArrayBuffer) {
    this.#cells = new Int32Array(memory);
  }

  /** To be read before `heard`: the last tick of the boot is then never missed. */
  get booted(): boolean {
    return Atomics.load(this.#cells, BOOTED) !== 0;
  }

  /** Whether it has ticked since the last call. */
  heard(): boolean {
    const count = Atomics.load(this.#cells, COUNT);
    const heard = count !== this.#last;
    this.#last = count;
    return heard;
  }

  /** Worst delay of the event loop since the last call, milliseconds. */
  takeLag(): number {
    return Atomics.exchange(this.#cells, WORST, 0);
  }
}
