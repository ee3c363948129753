// How Python spells ints; floats are spelled in format/floats.ts.
import { valueError } from "../errors.ts";

/** The digits beyond which Python refuses to print an int. */
const MAX_DIGITS = 4300;
const TOO_LONG = 10n ** BigInt(MAX_DIGITS);

/** Raises ValueError beyond 4300 digits, as Python does. */
export function intText(n: bigint): string {
  if (n >= TOO_LONG || n <= -TOO_LONG) {
    throw valueError(
      `Exceeds the limit (${MAX_DIGITS} digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit`,
    );
  }
  return String(n);
}
