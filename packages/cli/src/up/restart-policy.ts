// When a tier that died is started again: at once, then ever more slowly, and not for ever.

const FIRST_DELAY = 100;
const LONGEST_DELAY = 5000;
/** A tier that ran this long was well: the next death starts from the first delay. */
const WELL_AFTER = 10_000;
/** So many deaths within the window and `up` gives up: it would only hide the fault. */
const MOST_RESTARTS = 10;
const WINDOW = 60_000;

/** Pure bookkeeping; times are milliseconds of any one clock. */
export class RestartPolicy {
  private deaths: number[] = [];
  private failures = 0;
  private readonly random: () => number;

  /** `random` gives 0…1; it spreads the restarts of many machines. */
  constructor(random: () => number = Math.random) {
    this.random = random;
  }

  /** Milliseconds to wait before the next start, or undefined when it is time to give up. */
  onDeath(now: number, ran: number): number | undefined {
    this.deaths = [...this.deaths.filter(time => now - time < WINDOW), now];
    if (this.deaths.length > MOST_RESTARTS) return undefined;
    this.failures = ran >= WELL_AFTER ? 0 : this.failures;
    const delay = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.failures);
    this.failures += 1;
    return Math.round(delay * (0.8 + 0.4 * this.random()));
  }
}
