// Arithmetic of Python's floats where it is not JavaScript's.
import { PythonError, valueError } from "../errors.ts";
import { zeroDivision } from "./ints.ts";

/** Raises ZeroDivisionError. */
export function divideFloats(a: number, b: number): number {
  if (b === 0) throw zeroDivision("float division by zero");
  return a / b;
}

/** The rest with the divisor's sign; a rest of zero has it, too. */
function rest(a: number, b: number): number {
  const remainder = a % b;
  if (remainder === 0) return b < 0 || Object.is(b, -0) ? -0 : 0;
  return remainder < 0 !== b < 0 ? remainder + b : remainder;
}

/** Raises ZeroDivisionError. */
export function moduloFloats(a: number, b: number): number {
  if (b === 0) throw zeroDivision("float modulo");
  return rest(a, b);
}

/** Raises ZeroDivisionError. */
export function floorDivideFloats(a: number, b: number): number {
  if (b === 0) throw zeroDivision("float floor division by zero");
  const remainder = a % b;
  let quotient = (a - remainder) / b;
  if (remainder !== 0 && remainder < 0 !== b < 0) quotient -= 1;
  if (quotient === 0) return a / b < 0 || Object.is(a / b, -0) ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

/** Raises ZeroDivisionError, OverflowError; ValueError where Python's result is a complex number. */
export function powerFloats(base: number, exponent: number): number {
  if (exponent === 0 || base === 1) return 1;
  if (base === 0 && exponent < 0 && Number.isFinite(exponent))
    throw zeroDivision("0.0 cannot be raised to a negative power");
  if (base < 0 && Number.isFinite(base) && Number.isFinite(exponent) && !Number.isInteger(exponent)) {
    throw valueError("the result is a complex number");
  }
  // C's pow(-1, ±inf) is 1, JavaScript's NaN.
  if (base === -1 && !Number.isFinite(exponent) && !Number.isNaN(exponent)) return 1;
  const result = base ** exponent;
  if (!Number.isFinite(result) && Number.isFinite(base) && Number.isFinite(exponent)) {
    throw new PythonError("OverflowError", "(34, 'Numerical result out of range')");
  }
  return result;
}
