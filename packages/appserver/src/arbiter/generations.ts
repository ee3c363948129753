// Generations of workers: one per config that was read, how far a reload is, and the way back from one that cannot boot.
import type { Config } from "@seatstack/shared/config/schema";
import { workerCount } from "./sizing.ts";
import { isLive, type ChildRecord } from "./worker-table.ts";

export interface Generation {
  readonly number: number;
  readonly config: Config;
  /** Whether one of its workers ever was ready. */
  proven: boolean;
}

export class Generations {
  #current: Generation;
  #lastProven: Generation | undefined;
  #lastNumber: number;

  /** Wanted number of web workers. */
  target: number;
  /** Workers to come back to, while there are none on purpose (WINCH). */
  #resting: number | undefined;
  /** Whether the reload that is under way fails again and again, although some of its workers serve. */
  stuck = false;
  /** Whether a reload is under way. */
  rolling = false;
  #lastError: string | undefined;
  #reloadFailed = false;

  /** `first` is the number of the first generation. */
  constructor(config: Config, first = 1) {
    this.#lastNumber = first;
    this.#current = { number: first, config, proven: false };
    this.target = workerCount(config.app);
  }

  get current(): Generation {
    return this.#current;
  }

  /** Why the last reload or boot failed, until one succeeds. */
  get lastError(): string | undefined {
    return this.#lastError;
  }

  /** A child could not boot; forgotten as soon as one can. */
  bootFailed(reason: string): void {
    this.#lastError = reason;
  }

  /** A reload did not come to its end; forgotten when one does. */
  reloadFailed(reason: string): void {
    this.#lastError = reason;
    this.#reloadFailed = true;
  }

  /** Number of the generation that the next reload makes. */
  get nextNumber(): number {
    return this.#lastNumber + 1;
  }

  /** Those before `number` are another program's (USR2). */
  skipTo(number: number): void {
    this.#lastNumber = Math.max(this.#lastNumber, number - 1);
  }

  /** No workers until a reload or a new target. */
  rest(): void {
    if (this.target === 0) return;
    this.#resting = this.target;
    this.target = 0;
    // What is wanted is there: a reload that was under way ends with the workers that come back.
    this.rolling = false;
  }

  /** The workers that rest() let go are wanted again. */
  resume(): void {
    if (this.target === 0) this.target = this.#resting ?? 1;
  }

  /** Whether there has never been a worker that was ready. */
  get firstBoot(): boolean {
    return this.#lastProven === undefined;
  }

  /** Begins a reload with a new config. A number of workers set by hand survives, unless the setting itself changed. */
  begin(config: Config): Generation {
    const before = workerCount(this.#current.config.app);
    const wanted = workerCount(config.app);
    if (this.target === 0) this.target = this.#resting ?? wanted;
    if (wanted !== before) this.target = wanted;
    this.#lastNumber += 1;
    this.#current = { number: this.#lastNumber, config, proven: false };
    this.rolling = true;
    this.stuck = false;
    return this.#current;
  }

  /** A worker of generation `number` is ready. Returns whether it is the first of the current one. */
  prove(number: number): boolean {
    if (!this.rolling && !this.#reloadFailed) this.#lastError = undefined;
    if (number !== this.#current.number || this.#current.proven) return false;
    this.#current.proven = true;
    this.#lastProven = this.#current;
    return true;
  }

  /**
   * A worker of generation `number` could not boot. Goes back from a generation that never had a ready worker to the last
   * that had one, and returns that; undefined where the generation goes on trying.
   */
  rollBack(number: number): Generation | undefined {
    const current = this.#current;
    if (number !== current.number || current.proven || this.#lastProven === undefined) return undefined;
    const wanted = workerCount(current.config.app);
    this.#current = this.#lastProven;
    const before = workerCount(this.#current.config.app);
    if (this.target === wanted && wanted !== before) this.target = before;
    this.rolling = false;
    this.#reloadFailed = true;
    return this.#current;
  }

  /** Whether the wanted workers are ready, and none of another generation is left; one more may boot for a recycled one. */
  isComplete(web: readonly ChildRecord[]): boolean {
    const live = web.filter(isLive);
    const ready = live.filter(record => record.state === "ready");
    return ready.length >= this.target && live.every(record => record.generation === this.#current.number);
  }

  /** The reload is done. */
  finish(): void {
    this.rolling = false;
    this.stuck = false;
    this.#reloadFailed = false;
    this.#lastError = undefined;
  }
}
