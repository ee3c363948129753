// What each conversion of `%` formatting makes of a value.
import { PythonError, typeError, valueError } from "../errors.ts";
import { Undefined } from "../undefined.ts";
import { Float, isInt } from "../values/float.ts";
import { textOf } from "../values/markup.ts";
import { intText } from "../values/numbers.ts";
import { typeName } from "../values/typename.ts";
import { floatText } from "./floats.ts";
import { checkLength } from "../limits.ts";
import { padding } from "./pad.ts";
import { parseFloatText, parseIntText } from "./parse-number.ts";
import { character, floatOf } from "./spec-numbers.ts";

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

/** The whole part of a float. Raises OverflowError and ValueError for what has none. */
function truncated(n: number): bigint {
  if (Number.isNaN(n)) throw valueError("cannot convert float NaN to integer");
  if (!Number.isFinite(n)) throw new PythonError("OverflowError", "cannot convert float infinity to integer");
  return BigInt(Math.trunc(n));
}

function integerOf(value: unknown, type: string, lenient: boolean): number | bigint {
  if (isInt(value) && !lenient) return value;
  if (typeof value === "boolean" && !lenient) return value ? 1 : 0;
  const decimal = "diu".includes(type);
  if (decimal) {
    if (value instanceof Undefined) return value.fail();
    if (typeof value === "number") return truncated(value);
    if (value instanceof Float) return truncated(value.valueOf());
    if (isInt(value)) return value;
    if (typeof value === "boolean") return value ? 1 : 0;
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
  if (value instanceof Float) return value.valueOf();
  if (typeof value === "bigint") return floatOf(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Undefined) return value.fail();
  const text = lenient ? textOf(value) : undefined;
  if (text !== undefined) return parseFloatText(text, value);
  throw typeError(
    lenient
      ? `float() argument must be a string or a real number, not '${typeName(value)}'`
      : `must be real number, not ${typeName(value)}`,
  );
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
    if (isInt(value)) return character(value);
    if (typeof value === "boolean") return character(value ? 1 : 0);
    const text = textOf(value);
    if (text !== undefined && text !== "" && text === String.fromCodePoint(text.codePointAt(0) ?? 0)) return text;
  }
  throw typeError("%c requires int or char");
}
