// Generations of workers: one per config that was read, and the way back from one that cannot boot.
import type { Config } from "@seatstack/shared/config/schema";

export interface Generation {
  readonly number: number;
  readonly config: Config;
  /** Whether one of its workers ever was ready. */
  proven: boolean;
}

export class Generations {
  #current: Generation;
  #lastProven: Generation | undefined;
  #lastNumber = 1;

  constructor(config: Config) {
    this.#current = { number: 1, config, proven: false };
  }

  get current(): Generation {
    return this.#current;
  }

  /** Whether there has never been a worker that was ready. */
  get firstBoot(): boolean {
    return this.#lastProven === undefined;
  }

  next(config: Config): Generation {
    this.#lastNumber += 1;
    this.#current = { number: this.#lastNumber, config, proven: false };
    return this.#current;
  }

  /** A worker of generation `number` is ready. */
  prove(number: number): void {
    if (number !== this.#current.number) return;
    this.#current.proven = true;
    this.#lastProven = this.#current;
  }

  /** Goes back from a generation that never had a ready worker to the last that had; undefined where there is none. */
  rollBack(): Generation | undefined {
    if (this.#current.proven || this.#lastProven === undefined) return undefined;
    this.#current = this.#lastProven;
    return this.#current;
  }
}
