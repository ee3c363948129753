// Python's int(text) and float(text).
import { type PythonError, valueError } from "../errors.ts";
import { integer } from "../values/float.ts";
import { repr } from "../values/text.ts";
import { asciiDigits, strip } from "./whitespace.ts";

/** Without white space around it, and with the digits of ASCII. Unlike str.strip(), Python leaves the separators of ASCII. */
function plainText(text: string): string {
  return /[\x1c-\x1f]/.test(text) ? text : asciiDigits(strip(text));
}

/** Python's bound: reading more digits takes quadratic time. */
const MAX_DIGITS = 4300;

function tooManyDigits(digits: number): PythonError {
  return valueError(
    `Exceeds the limit (${MAX_DIGITS} digits) for integer string conversion: value has ${digits} digits; use sys.set_int_max_str_digits() to increase the limit`,
  );
}

/** Raises ValueError "invalid literal for int() with base 10: …"; `value` is what the message spells. */
export function parseIntText(text: string, value: unknown = text): number | bigint {
  const plain = plainText(text);
  if (!/^[+-]?\d+(?:_\d+)*$/.test(plain)) throw valueError(`invalid literal for int() with base 10: ${repr(value)}`);
  const digits = plain.replaceAll("_", "").replace(/^\+/, "");
  if (digits.length > MAX_DIGITS + (digits.startsWith("-") ? 1 : 0))
    throw tooManyDigits(digits.replace("-", "").length);
  if (digits.length <= 15) return Number(digits) + 0;
  const sign = digits.startsWith("-") ? -1n : 1n;
  return integer(sign * BigInt(digits.replace("-", "")));
}

const FLOAT = /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i;

/** The plain number, also where its value is whole. Raises ValueError "could not convert string to float: …". */
export function parseFloatText(text: string, value: unknown = text): number {
  const plain = plainText(text);
  if (FLOAT.test(plain)) return Number(plain.replaceAll("_", ""));
  const word = /^([+-]?)(?:(inf|infinity)|nan)$/i.exec(plain);
  if (word === null) throw valueError(`could not convert string to float: ${repr(value)}`);
  if (word[2] === undefined) return Number.NaN;
  return word[1] === "-" ? -Infinity : Infinity;
}
