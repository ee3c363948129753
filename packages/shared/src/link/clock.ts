// Time for the link and the router: one clock that all processes of a host share, passed in so that tests can turn it.

export interface Clock {
  /** CLOCK_MONOTONIC in milliseconds with fractions: comparable between processes of one host. */
  now(): number;
  /** Calls back once after `ms`; does not keep the process alive. Returns what `clear` takes. */
  set(callback: () => void, ms: number): unknown;
  clear(timer: unknown): void;
}

/**
 * performance.now() and hrtime read the same clock; only their zeros differ, by a constant. The closest of several pairs
 * is taken, because this thread may lose the CPU between two readings.
 */
const offset = (() => {
  let best = { gap: Infinity, offset: 0 };
  for (let tries = 0; tries < 8; tries++) {
    const before = performance.now();
    const monotonic = Number(process.hrtime.bigint()) / 1e6;
    const gap = performance.now() - before;
    if (gap < best.gap) best = { gap, offset: monotonic - before - gap / 2 };
  }
  return best.offset;
})();

export const systemClock: Clock = {
  now: () => performance.now() + offset,
  set: (callback, ms) => setTimeout(callback, ms).unref(),
  clear: timer => clearTimeout(timer as NodeJS.Timeout),
};
