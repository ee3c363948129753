// Python's ints: what counts as one, and how one is spelled.
import { PythonError, typeError, valueError } from "../errors.ts";
import { integer } from "./float.ts";
import { typeName } from "./typename.ts";

/** A number where that is exact, else a bigint. */
export type Int = number | bigint;

/** An int or a bool, which is one, in its one form; undefined for all else. */
export function intOf(value: unknown): Int | undefined {
  switch (typeof value) {
    case "number":
      return Number.isSafeInteger(value) ? value + 0 : undefined;
    case "boolean":
      return value ? 1 : 0;
    case "bigint":
      return integer(value);
    default:
      return undefined;
  }
}

/** What Python's `operator.index` takes. Raises TypeError for all else. */
export function indexOf(value: unknown): Int {
  const found = intOf(value);
  if (found !== undefined) return found;
  throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`);
}

/** An index that counts something. Raises OverflowError with `tooLarge` beyond the safe integers. */
export function countOf(value: unknown, tooLarge = "Python int too large to convert to C ssize_t"): number {
  const found = indexOf(value);
  if (typeof found === "number") return found;
  throw new PythonError("OverflowError", tooLarge);
}

/** The digits beyond which Python neither prints nor reads an int (sys.int_info.default_max_str_digits). */
export const MAX_DIGITS = 4300;
const TOO_LONG = 10n ** BigInt(MAX_DIGITS);

/** Python's message for an int of too many digits; `digits` where a text has so many. */
export function tooManyDigits(digits?: number): string {
  const found = digits === undefined ? "" : `: value has ${digits} digits`;
  return `Exceeds the limit (${MAX_DIGITS} digits) for integer string conversion${found}; use sys.set_int_max_str_digits() to increase the limit`;
}

/** Raises ValueError beyond 4300 digits, as Python does. */
export function intText(n: bigint): string {
  if (n >= TOO_LONG || n <= -TOO_LONG) throw valueError(tooManyDigits());
  return String(n);
}
