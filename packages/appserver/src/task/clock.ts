// Time as the task runner sees it, so that a test can turn the hands.

export interface TaskClock {
  /** Milliseconds since 1970; may be set back or forth. */
  now(): number;
  /** Milliseconds that only ever go up. */
  monotonic(): number;
  /** Resolves after `ms` or when `signal` aborts, whichever is first; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/**
 * Longest sleep in one go, milliseconds: a clock that is set, or a machine that was suspended, is noticed within it, and
 * setTimeout, which runs at once for more than 2^31 - 1 ms (24.8 days), never gets that many.
 */
export const LONGEST_SLEEP = 60_000;

export const systemTaskClock: TaskClock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise(resolve => {
      if (signal.aborted) return resolve();
      const wake = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      signal.addEventListener("abort", wake);
    }),
};

/** Sleeps until `left()` is 0 or less, or `signal` aborts. */
export async function sleepWhile(clock: TaskClock, left: () => number, signal: AbortSignal): Promise<void> {
  for (let ms = left(); ms > 0 && !signal.aborted; ms = left()) await clock.sleep(Math.min(ms, LONGEST_SLEEP), signal);
}
