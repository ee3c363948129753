// Python's range: the numbers of an arithmetic series without the array.
import { valueError } from "../errors.ts";
import { REPR } from "./protocol.ts";

/** Immutable; takes the same room whatever its length. */
export class Range implements Iterable<number> {
  readonly #start: number;
  readonly #stop: number;
  readonly #step: number;

  /** Raises ValueError for a step of 0. */
  constructor(start: number, stop: number, step = 1) {
    if (step === 0) throw valueError("range() arg 3 must not be zero");
    this.#start = start;
    this.#stop = stop;
    this.#step = step;
  }

  get length(): number {
    return Math.max(0, Math.ceil((this.#stop - this.#start) / this.#step));
  }

  /** The number at a place from 0 on; the caller minds the length. */
  at(place: number): number {
    return this.#start + place * this.#step;
  }

  /** Where a number is in the series, or -1. */
  indexOf(value: number): number {
    const place = (value - this.#start) / this.#step;
    return Number.isInteger(value) && Number.isInteger(place) && place >= 0 && place < this.length ? place + 0 : -1;
  }

  start(): number {
    return this.#start;
  }

  stop(): number {
    return this.#stop;
  }

  step(): number {
    return this.#step;
  }

  *[Symbol.iterator](): Generator<number> {
    const length = this.length;
    for (let place = 0; place < length; place++) yield this.#start + place * this.#step;
  }

  [REPR](): string {
    const ends = `${this.#start}, ${this.#stop}`;
    return this.#step === 1 ? `range(${ends})` : `range(${ends}, ${this.#step})`;
  }
}
