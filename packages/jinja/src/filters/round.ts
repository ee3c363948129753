// The filter `round`: Python's round(), and ceil and floor to so many digits.
import { FilterArgumentError, PythonError, typeError } from "../errors.ts";
import { fixed } from "../format/decimal.ts";
import { float, floatToInt, integer, isInt, isNumber, toNumber } from "../values/float.ts";
import { divide, multiply, power } from "../operators/arithmetic.ts";
import { typeName } from "../values/typename.ts";
import { toIndex } from "./integers.ts";

/** Digits after the point that no float reaches, and places before it beyond the largest. */
const MOST_DIGITS = 323;
const MOST_PLACES = 308;

/** The multiple of 10^places that is next to n + fraction, ties to even. */
function toMultiple(n: bigint, hasFraction: boolean, places: number): bigint {
  const unit = 10n ** BigInt(places);
  const size = n < 0n ? -n : n;
  const quotient = size / unit;
  const twice = 2n * (size % unit);
  const isAbove = twice > unit || (twice === unit && (hasFraction || (quotient & 1n) === 1n));
  const rounded = (isAbove ? quotient + 1n : quotient) * unit;
  return n < 0n ? -rounded : rounded;
}

function roundInt(n: number | bigint, digits: number): number | bigint {
  if (digits >= 0) return n;
  const exact = BigInt(n);
  // All is below half of such a unit.
  if (-digits > exact.toString().length) return 0;
  return integer(toMultiple(exact, false, -digits));
}

function roundFloat(n: number, digits: number): number {
  if (!Number.isFinite(n) || digits > MOST_DIGITS) return n;
  if (digits < -MOST_PLACES) return n * 0;
  const size = Math.abs(n);
  const rounded =
    digits >= 0
      ? Number(fixed(size, digits))
      : Number(toMultiple(BigInt(Math.trunc(size)), !Number.isInteger(size), -digits));
  if (!Number.isFinite(rounded)) throw new PythonError("OverflowError", "rounded value too large to represent");
  return n < 0 || Object.is(n, -0) ? -rounded : rounded;
}

/** Without digits (None) the result is an int; else an int stays one. */
function roundCommon(value: unknown, precision: unknown): unknown {
  const number = typeof value === "boolean" ? Number(value) : value;
  if (!isNumber(number)) throw typeError(`type ${typeName(value)} doesn't define __round__ method`);
  if (isInt(number)) return precision === null ? number : roundInt(number, toIndex(precision));
  const plain = toNumber(number);
  return precision === null ? floatToInt(plain, n => roundFloat(n, 0)) : float(roundFloat(plain, toIndex(precision)));
}

function roundBy(by: (n: number) => number, value: unknown, precision: unknown): unknown {
  const factor = power(10, precision);
  const scaled = multiply(value, factor);
  if (!isNumber(scaled)) throw typeError(`must be real number, not ${typeName(scaled)}`);
  return divide(isInt(scaled) ? scaled : floatToInt(toNumber(scaled), by), factor);
}

/** `method` is "common", "ceil" or "floor". Raises FilterArgumentError for another one. */
export function round(value: unknown, precision: unknown = 0, method: unknown = "common"): unknown {
  switch (method) {
    case "common":
      return roundCommon(value, precision);
    case "ceil":
      return roundBy(Math.ceil, value, precision);
    case "floor":
      return roundBy(Math.floor, value, precision);
    default:
      throw new FilterArgumentError("method must be common, ceil or floor");
  }
}
