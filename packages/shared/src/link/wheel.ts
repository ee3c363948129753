// Many coarse timers for the price of one: adding and removing is a few assignments, nothing is allocated.
import type { Clock } from "./clock.ts";

/** What can be put on a wheel: a request extends it, so that its timer is itself. On one wheel at a time. */
export abstract class WheelEntry {
  /** Tick from which it is due; 0 when on no wheel. */
  wheelDue = 0;
  wheelPrevious: WheelEntry = this;
  wheelNext: WheelEntry = this;

  /** Called once, off the wheel already. */
  abstract onDue(): void;
}

class Head extends WheelEntry {
  override onDue(): void {}
}

const SPOKES = 512;

/** Fires an entry at its time or up to two ticks later, never earlier. Sleeps when it is empty. */
export class TimerWheel {
  readonly #clock: Clock;
  readonly #tick: number;
  readonly #spokes = Array.from({ length: SPOKES }, () => new Head());
  readonly #expired = new Head();
  readonly #run = () => this.#turn();
  #last = 0;
  #count = 0;
  #timer: unknown = undefined;

  /** `tick` in milliseconds. */
  constructor(clock: Clock, tick = 10) {
    this.#clock = clock;
    this.#tick = tick;
  }

  get count(): number {
    return this.#count;
  }

  /** Calls `entry.onDue` in `ms` from `now` (of the clock, passed in because the caller usually has it). */
  add(entry: WheelEntry, ms: number, now: number): void {
    if (entry.wheelDue !== 0) this.remove(entry);
    const sleeping = this.#timer === undefined;
    if (sleeping) this.#last = Math.floor(now / this.#tick);
    // The spoke of a tick that has passed already comes round only after a whole turn.
    entry.wheelDue = Math.max(Math.ceil((now + ms) / this.#tick), this.#last + 1);
    link(entry, this.#spokes[entry.wheelDue % SPOKES] ?? this.#expired);
    this.#count++;
    if (sleeping) this.#timer = this.#clock.set(this.#run, this.#tick);
  }

  /** Harmless when it is on no wheel. */
  remove(entry: WheelEntry): void {
    if (entry.wheelDue === 0) return;
    unlink(entry);
    this.#count--;
  }

  /** Drops every entry. */
  clear(): void {
    this.#clock.clear(this.#timer);
    this.#timer = undefined;
    for (const head of this.#spokes) while (head.wheelNext !== head) this.remove(head.wheelNext);
  }

  #turn(): void {
    this.#timer = undefined;
    const tick = Math.floor(this.#clock.now() / this.#tick);
    const from = Math.max(this.#last + 1, tick - SPOKES + 1);
    for (let at = from; at <= tick; at++) this.#collect(this.#spokes[at % SPOKES] ?? this.#expired, tick);
    this.#last = Math.max(this.#last, tick);
    this.#fire();
    if (this.#count > 0 && this.#timer === undefined) this.#timer = this.#clock.set(this.#run, this.#tick);
  }

  #collect(head: WheelEntry, tick: number): void {
    let entry = head.wheelNext;
    while (entry !== head) {
      const next = entry.wheelNext;
      if (entry.wheelDue <= tick) move(entry, this.#expired);
      entry = next;
    }
  }

  /** One by one off the list, because a callback may remove another that is due. */
  #fire(): void {
    while (this.#expired.wheelNext !== this.#expired) {
      const entry = this.#expired.wheelNext;
      this.remove(entry);
      entry.onDue();
    }
  }
}

function link(entry: WheelEntry, head: WheelEntry): void {
  entry.wheelPrevious = head.wheelPrevious;
  entry.wheelNext = head;
  head.wheelPrevious.wheelNext = entry;
  head.wheelPrevious = entry;
}

function unlink(entry: WheelEntry): void {
  entry.wheelPrevious.wheelNext = entry.wheelNext;
  entry.wheelNext.wheelPrevious = entry.wheelPrevious;
  entry.wheelPrevious = entry;
  entry.wheelNext = entry;
  entry.wheelDue = 0;
}

function move(entry: WheelEntry, head: WheelEntry): void {
  const due = entry.wheelDue;
  unlink(entry);
  entry.wheelDue = due;
  link(entry, head);
}
