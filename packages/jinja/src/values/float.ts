// Python's two kinds of numbers in JavaScript's one: which values are ints, which are floats.
import { PythonError, valueError } from "../errors.ts";

/** A float whose value is a safe integer (`2.0`, `-0.0`): as a plain number it would be an int. */
export class Float {
  readonly #value: number;

  constructor(value: number) {
    this.#value = value;
  }

  valueOf(): number {
    return this.#value;
  }

  toString(): string {
    return Object.is(this.#value, -0) ? "-0.0" : `${this.#value}.0`;
  }

  toJSON(): number {
    return this.#value;
  }
}

/** `n` as Python's float: boxed where the plain number would be an int. */
export function float(n: number): number | Float {
  return Number.isSafeInteger(n) ? new Float(n) : n;
}

/** An int; a bool is none here. */
export function isInt(value: unknown): value is number | bigint {
  return Number.isSafeInteger(value) || typeof value === "bigint";
}

/** A float, boxed or not. */
export function isFloat(value: unknown): value is number | Float {
  return typeof value === "number" ? !Number.isSafeInteger(value) : value instanceof Float;
}

/** An int or a float; a bool is none. */
export function isNumber(value: unknown): value is number | bigint | Float {
  return typeof value === "number" || typeof value === "bigint" || value instanceof Float;
}

/** The nearest JavaScript number of an int, float or bool; NaN for all else. */
export function toNumber(value: unknown): number {
  if (typeof value === "number") return value;
  if (value instanceof Float) return value.valueOf();
  return typeof value === "bigint" || typeof value === "boolean" ? Number(value) : Number.NaN;
}

/** Python's float(int). Raises OverflowError. */
export function intToFloat(n: number | bigint): number {
  const made = Number(n);
  if (!Number.isFinite(made)) throw new PythonError("OverflowError", "int too large to convert to float");
  return made;
}

/** A float as an int by one of Math's functions. Raises ValueError for NaN, OverflowError for infinities. */
export function floatToInt(n: number, by: (n: number) => number = Math.trunc): number | bigint {
  if (Number.isNaN(n)) throw valueError("cannot convert float NaN to integer");
  if (!Number.isFinite(n)) throw new PythonError("OverflowError", "cannot convert float infinity to integer");
  return integer(BigInt(by(n)));
}

const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);

/** An int in its one form: a number where that is exact, else a bigint. */
export function integer(n: bigint): number | bigint {
  return n <= LARGEST && n >= -LARGEST ? Number(n) : n;
}
