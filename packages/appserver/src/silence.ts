// How long something has been silent, counted only while the observer itself was running, and how long it may be.

/** Of boot_timeout: what ends here says where it hangs, what is killed at boot_timeout does not. */
const BOOT_SHARE = 0.9;

/**
 * Longest silence of an event loop, milliseconds. To load an app may block it for as long as a boot may take (a large
 * model, a thousand modules): `timeout` is for what serves.
 */
export function longestSilence(
  app: { readonly timeout: number; readonly boot_timeout: number },
  booted: boolean,
): number {
  return booted ? app.timeout : Math.max(app.timeout, app.boot_timeout * BOOT_SHARE);
}

/**
 * Counts silence by the observer's own polls: each adds at most twice the poll interval, whatever the clock says. A
 * process that was stopped (SIGSTOP, a suspended machine) and goes on therefore finds nobody dead at once.
 */
export class Silence {
  readonly #cap: number;
  #lastPoll: number;
  #silent = 0;

  /** `interval` between polls and `now` (monotonic) in milliseconds. */
  constructor(interval: number, now: number) {
    this.#cap = interval * 2;
    this.#lastPoll = now;
  }

  /** The silence as of the last poll, milliseconds. */
  get value(): number {
    return this.#silent;
  }

  /** Records a poll; `heard` is whether there was a sign of life since the last. Returns the silence in milliseconds. */
  poll(heard: boolean, now: number): number {
    const elapsed = Math.min(Math.max(0, now - this.#lastPoll), this.#cap);
    this.#lastPoll = now;
    this.#silent = heard ? 0 : this.#silent + elapsed;
    return this.#silent;
  }
}
