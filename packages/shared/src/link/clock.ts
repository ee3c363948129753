// Time for the link and the router: one clock that all processes of a host share, passed in so that tests can turn it.

export interface Clock {
  /** CLOCK_MONOTONIC in milliseconds with fractions: comparable between processes of one host. */
  now(): number;
  /** Calls back once after `ms`; does not keep the process alive. Returns what `clear` takes. */
  set(callback: () => void, ms: number): unknown;
  clear(timer: unknown): void;
}

/** performance.now() and hrtime read the same clock; only their zeros differ, by a constant. */
const offset = Number(process.hrtime.bigint()) / 1e6 - performance.now();

export const systemClock: Clock = {
  now: () => performance.now() + offset,
  set: (callback, ms) => setTimeout(callback, ms).unref(),
  clear: timer => clearTimeout(timer as NodeJS.Timeout),
};
