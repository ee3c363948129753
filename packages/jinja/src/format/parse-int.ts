// Python's int(text, base).
import { valueError } from "../errors.ts";
import { numberText, parseIntText } from "./parse-number.ts";
import { integer } from "../values/float.ts";
import { MAX_DIGITS } from "../values/ints.ts";
import { repr } from "../values/text.ts";

/** A sign, a prefix, and digits with single underscores between them. */
const SPELLING = /^([+-]?)(?:0([xob])_?)?([0-9a-z]+(?:_[0-9a-z]+)*)$/i;

const PREFIX_BASE: Readonly<Record<string, number>> = { x: 16, o: 8, b: 2 };

interface Digits {
  readonly isNegative: boolean;
  readonly base: number;
  readonly text: string;
}

/** Base 0 takes the base from the prefix, and no zeros in front without one. */
function digitsOf(text: string, base: number): Digits | undefined {
  const found = SPELLING.exec(text);
  if (found === null) return undefined;
  const [, sign = "", prefix = "", body = ""] = found;
  const told = PREFIX_BASE[prefix.toLowerCase()];
  const isPrefixed = told !== undefined && (base === 0 || base === told);
  // In base 36 or 12 the letter of a prefix is a digit.
  const plain = (told === undefined || isPrefixed ? body : `0${prefix}${body}`).replaceAll("_", "");
  if (base === 0 && told === undefined && /^0+[^0]/.test(plain)) return undefined;
  return { isNegative: sign === "-", base: isPrefixed ? told : base === 0 ? 10 : base, text: plain.toLowerCase() };
}

/** By its bits: linear, so Python has no bound on the digits of these bases. */
function bitsValue(values: readonly number[], base: number): bigint {
  const width = Math.log2(base);
  return BigInt(`0b${values.map(value => value.toString(2).padStart(width, "0")).join("")}`);
}

function valueOf({ base, text, isNegative }: Digits): bigint | undefined {
  const values = Array.from(text, character => Number.parseInt(character, 36));
  if (values.some(value => value >= base)) return undefined;
  const isPower = Number.isInteger(Math.log2(base));
  if (!isPower && values.length > MAX_DIGITS) return undefined;
  const size = isPower
    ? bitsValue(values, base)
    : values.reduce((sum, value) => sum * BigInt(base) + BigInt(value), 0n);
  return isNegative ? -size : size;
}

/** Bases 2 to 36, and 0 for the one that the text's prefix tells. Raises ValueError for a text that is no int in this base. */
export function parseInteger(text: string, base: number, value: unknown = text): number | bigint {
  if (base === 10) return parseIntText(text, value);
  const isBase = base === 0 || (Number.isInteger(base) && base >= 2 && base <= 36);
  const digits = isBase ? digitsOf(numberText(text), base) : undefined;
  const found = digits === undefined ? undefined : valueOf(digits);
  if (found !== undefined) return integer(found);
  throw valueError(`invalid literal for int() with base ${base}: ${repr(value)}`);
}
