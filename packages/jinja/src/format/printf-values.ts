// What each conversion of `%` formatting makes of a value.
import { typeError } from "../errors.ts";
import { Undefined } from "../undefined.ts";
import { floatToInt, isFloat, isNumber, toNumber } from "../values/float.ts";
import { textOf } from "../values/markup.ts";
import { intOf, intText } from "../values/ints.ts";
import { typeName } from "../values/typename.ts";
import { floatText } from "./floats.ts";
import { checkLength } from "../limits.ts";
import { padding } from "./pad.ts";
import { toFloat } from "./convert.ts";
import { parseIntText } from "./parse-number.ts";
import { character } from "./spec-numbers.ts";

/** A number's text: what goes before zeros, and what goes after them. */
export interface NumberText {
  readonly head: string;
  readonly body: string;
}

function sign(negative: boolean, flags: string): string {
  if (negative) return "-";
  if (flags.includes("+")) return "+";
  return flags.includes(" ") ? " " : "";
}

function integerOf(value: unknown, type: string, lenient: boolean): number | bigint {
  const decimal = "diu".includes(type);
  const int = decimal || !lenient ? intOf(value) : undefined;
  if (int !== undefined) return int;
  if (decimal) {
    if (value instanceof Undefined) return value.fail();
    if (isFloat(value)) return floatToInt(toNumber(value));
    const text = lenient ? textOf(value) : undefined;
    if (text !== undefined) return parseIntText(text, value);
  }
  const wanted = decimal ? "a real number" : "an integer";
  const given = lenient ? "_MarkupEscapeHelper" : typeName(value);
  throw typeError(`%${type} format: ${wanted} is required, not ${given}`);
}

const BASES: Readonly<Record<string, number>> = { o: 8, x: 16, X: 16 };

/** %d and its siblings. `lenient`: texts are read as numbers (a Markup's values). Raises TypeError. */
export function intConversion(
  value: unknown,
  type: string,
  flags: string,
  precision: number,
  lenient: boolean,
): NumberText {
  const n = integerOf(value, type, lenient);
  const base = BASES[type] ?? 10;
  const size = n < 0 ? -n : n;
  const lower = typeof size === "bigint" && base === 10 ? intText(size) : size.toString(base);
  const digits = padding("0", precision - lower.length) + lower;
  const prefix = flags.includes("#") && base !== 10 ? `0${type}` : "";
  return { head: sign(n < 0, flags) + prefix, body: type === "X" ? digits.toUpperCase() : digits };
}

function realOf(value: unknown, lenient: boolean): number {
  if (typeof value === "number") return value;
  if (lenient || isNumber(value) || typeof value === "boolean") return toFloat(value);
  if (value instanceof Undefined) return value.fail();
  throw typeError(`must be real number, not ${typeName(value)}`);
}

/** %e, %f, %g. Raises TypeError. */
export function floatConversion(
  value: unknown,
  type: string,
  flags: string,
  precision: number,
  lenient: boolean,
): NumberText {
  const n = realOf(value, lenient);
  checkLength(Math.max(precision, 0));
  const style = type.toLowerCase() as "e" | "f" | "g";
  const text = floatText(n, {
    type: style,
    precision: precision === -1 ? 6 : precision,
    alternate: flags.includes("#"),
  });
  return { head: sign(n < 0 || Object.is(n, -0), flags), body: type === style ? text : text.toUpperCase() };
}

/** %c: a character, or the code point of one. Raises TypeError, OverflowError. */
export function characterConversion(value: unknown, lenient: boolean): string {
  if (!lenient) {
    const code = intOf(value);
    if (code !== undefined) return character(code);
    const text = textOf(value);
    if (text !== undefined && text !== "" && text === String.fromCodePoint(text.codePointAt(0) ?? 0)) return text;
  }
  throw typeError("%c requires int or char");
}
