// Python's int(text) and float(text).
import { valueError } from "../errors.ts";
import { integer } from "../values/float.ts";
import { MAX_DIGITS, tooManyDigits } from "../values/ints.ts";
import { repr } from "../values/text.ts";
import { asciiDigits, strip } from "../values/whitespace.ts";

/** Without white space around it, and with the digits of ASCII. Unlike str.strip(), Python leaves the separators of ASCII. */
export function numberText(text: string): string {
  return /[\x1c-\x1f]/.test(text) ? text : asciiDigits(strip(text));
}

/** Raises ValueError "invalid literal for int() with base 10: …"; `value` is what the message spells. */
export function parseIntText(text: string, value: unknown = text): number | bigint {
  const plain = numberText(text);
  if (!/^[+-]?\d+(?:_\d+)*$/.test(plain)) throw valueError(`invalid literal for int() with base 10: ${repr(value)}`);
  const digits = plain.replaceAll("_", "").replace(/^\+/, "");
  if (digits.length > MAX_DIGITS + (digits.startsWith("-") ? 1 : 0))
    throw valueError(tooManyDigits(digits.replace("-", "").length));
  if (digits.length <= 15) return Number(digits) + 0;
  const sign = digits.startsWith("-") ? -1n : 1n;
  return integer(sign * BigInt(digits.replace("-", "")));
}

const FLOAT = /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i;

/** The plain number, also where its value is whole. Raises ValueError "could not convert string to float: …". */
export function parseFloatText(text: string, value: unknown = text): number {
  const plain = numberText(text);
  if (FLOAT.test(plain)) return Number(plain.replaceAll("_", ""));
  const word = /^([+-]?)(?:(inf|infinity)|nan)$/i.exec(plain);
  if (word === null) throw valueError(`could not convert string to float: ${repr(value)}`);
  if (word[2] === undefined) return Number.NaN;
  return word[1] === "-" ? -Infinity : Infinity;
}
