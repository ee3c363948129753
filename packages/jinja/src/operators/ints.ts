// Arithmetic of Python's ints: exact, in numbers as long as they are safe and in bigints beyond.
import { PythonError } from "../errors.ts";
import { checkBits } from "../limits.ts";
import { integer } from "../values/float.ts";
import type { Int } from "../values/ints.ts";

/** Python's ZeroDivisionError. */
export function zeroDivision(message: string): PythonError {
  return new PythonError("ZeroDivisionError", message);
}

/** Bits of |n|, at most four too few. */
function bitsOf(n: Int): number {
  const size = Math.abs(Number(n));
  if (size < Infinity) return Math.floor(Math.log2(Math.max(size, 1)));
  return BigInt(n).toString(16).length * 4 - 4;
}

/** Raises OverflowError for results beyond the bound. */
export function multiplyInts(a: Int, b: Int): Int {
  checkBits(bitsOf(a) + bitsOf(b));
  return integer(BigInt(a) * BigInt(b));
}

/** Floor division. Raises ZeroDivisionError. */
export function floorDivideInts(a: Int, b: Int): Int {
  checkBits(bitsOf(a));
  const [left, right] = [BigInt(a), BigInt(b)];
  if (right === 0n) throw zeroDivision("integer division or modulo by zero");
  const quotient = left / right;
  return integer(left % right !== 0n && left < 0n !== right < 0n ? quotient - 1n : quotient);
}

/** The rest with the divisor's sign. Raises ZeroDivisionError. */
export function moduloInts(a: Int, b: Int): Int {
  checkBits(bitsOf(a));
  const [left, right] = [BigInt(a), BigInt(b)];
  if (right === 0n) throw zeroDivision("integer modulo by zero");
  const rest = left % right;
  return integer(rest !== 0n && rest < 0n !== right < 0n ? rest + right : rest);
}

/** `exponent` is not negative. Raises OverflowError for results beyond the bound. */
export function powerInts(base: Int, exponent: Int): Int {
  if (base === 0 || base === 1 || base === -1) return smallPower(base, exponent);
  checkBits(bitsOf(base) * Number(exponent));
  return integer(BigInt(base) ** BigInt(exponent));
}

function smallPower(base: 0 | 1 | -1, exponent: Int): number {
  if (exponent === 0 || base === 1) return 1;
  if (base === 0) return 0;
  return BigInt(exponent) % 2n === 0n ? 1 : -1;
}

/** `a / b` rounded once, as Python does for ints that no float holds. Raises ZeroDivisionError, OverflowError. */
export function trueDivideInts(a: Int, b: Int): number {
  const [left, right] = [BigInt(a), BigInt(b)];
  if (right === 0n) throw zeroDivision("division by zero");
  const quotient = ratio(left < 0n ? -left : left, right < 0n ? -right : right);
  if (quotient === Infinity) throw new PythonError("OverflowError", "integer division result too large for a float");
  return left < 0n === right < 0n ? quotient : -quotient;
}

/** The float nearest to a quotient of positive ints, ties to even. */
function ratio(a: bigint, b: bigint): number {
  if (a === 0n) return 0;
  // The quotient keeps at least 64 bits, or ends at the last bit that a subnormal float has.
  const shift = Math.min(a.toString(2).length - b.toString(2).length - 65, 0x7fff_ffff);
  const places = Math.max(shift, -1076);
  const [numerator, denominator] = places < 0 ? [a << BigInt(-places), b] : [a, b << BigInt(places)];
  const quotient = numerator / denominator;
  // A last bit that says "there was more" keeps the only rounding honest.
  const sticky = numerator % denominator === 0n ? quotient << 1n : (quotient << 1n) | 1n;
  return scale(sticky, places - 1);
}

/** n × 2^exponent as a float: Number() rounds to even, once; so what a subnormal cannot hold is rounded off before. */
function scale(n: bigint, exponent: number): number {
  const bits = n.toString(2).length;
  const lost = Math.max(bits - 53, -1074 - exponent);
  const kept = lost > 0 ? roundOff(n, BigInt(lost)) : n;
  const power = exponent + Math.max(lost, 0);
  if (bits + exponent > 1030) return Infinity;
  // Two steps: 2 ** power alone may be below the smallest float or above the largest.
  const half = Math.trunc(power / 2);
  return Number(kept) * 2 ** half * 2 ** (power - half);
}

/** n / 2^bits to the nearest int, ties to even. */
function roundOff(n: bigint, bits: bigint): bigint {
  const quotient = n >> bits;
  const rest = n - (quotient << bits);
  const half = 1n << (bits - 1n);
  return rest > half || (rest === half && (quotient & 1n) === 1n) ? quotient + 1n : quotient;
}
