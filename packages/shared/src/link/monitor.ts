// One timer for all links of a router: PINGs those that owe a response, and finds the ones that do not answer.
import type { LinkClient } from "./client.ts";
import type { Clock } from "./clock.ts";
import type { HealthOptions } from "./health.ts";

export class Monitor {
  readonly #clock: Clock;
  readonly #options: HealthOptions;
  readonly #links: ReadonlySet<LinkClient>;
  readonly #onStalled: (link: LinkClient, readUntil: number) => void;
  readonly #tick = () => this.#ping();
  #timer: unknown = undefined;
  #stopped = false;

  /**
   * `onStalled` is called for each stalled link, again at every tick while it is. Everything that was readable at
   * `readUntil` (monotonic ms) has been read and handled by then.
   */
  constructor(
    clock: Clock,
    options: HealthOptions,
    links: ReadonlySet<LinkClient>,
    onStalled: (link: LinkClient, readUntil: number) => void,
  ) {
    this.#clock = clock;
    this.#options = options;
    this.#links = links;
    this.#onStalled = onStalled;
  }

  /** A request was sent: the timer runs from here until no response is owed. */
  wake(): void {
    if (this.#timer === undefined && !this.#stopped) this.#timer = this.#clock.set(this.#tick, this.#options.interval);
  }

  stop(): void {
    this.#stopped = true;
    this.#clock.clear(this.#timer);
  }

  #ping(): void {
    this.#timer = undefined;
    const now = this.#clock.now();
    let busy = false;
    for (const link of this.#links) {
      if (link.awaiting === 0) continue;
      busy = true;
      if (!link.pulse.waiting) link.ping(now);
    }
    // Our own loop may have been away: judge only after the poll phase that follows has read what had come meanwhile.
    setImmediate(() => this.#judge(now));
    if (busy) this.wake();
  }

  #judge(now: number): void {
    if (this.#stopped) return;
    for (const link of this.#links) {
      link.pulse.judge(now, this.#options);
      if (link.pulse.stalled) this.#onStalled(link, now);
    }
  }
}
