// Ints and floats by a format specification.
import { PythonError, valueError } from "../errors.ts";
import { intToFloat } from "../values/float.ts";
import { intText } from "../values/ints.ts";
import { floatText } from "./floats.ts";
import { checkLength } from "../limits.ts";
import { padding } from "./pad.ts";
import { parseNumberSpec, type Spec, unknownCode } from "./spec-syntax.ts";

/** A number's text in the parts that padding and grouping tell apart. */
interface Parts {
  readonly negative: boolean;
  readonly prefix: string;
  /** Before the point. */
  readonly digits: string;
  /** From the point on. */
  readonly rest: string;
  /** Digits between two separators. */
  readonly group?: number;
}

/** `n` by `text`. Raises ValueError, and OverflowError for what does not fit a float or a character. */
export function formatInt(n: number | bigint, text: string, typeName: string): string {
  const spec = parseNumberSpec(text, typeName);
  const { type } = spec;
  if (type !== "" && "eEfFgG%".includes(type)) return formatFloatBy(intToFloat(n), spec, typeName);
  const base = BASES[type];
  if (base === undefined && type !== "c") throw unknownCode(type, typeName);
  if (spec.precision !== -1) throw valueError("Precision not allowed in integer format specifier");
  if (spec.noNegativeZero) throw valueError("Negative zero coercion (z) not allowed in integer format specifier");
  if (base === undefined) {
    return layout({ negative: false, prefix: "", digits: "", rest: characterOf(n, spec) }, spec);
  }
  return layout(intParts(n, base, spec), spec);
}

const BASES: Readonly<Record<string, number>> = { "": 10, d: 10, n: 10, b: 2, o: 8, x: 16, X: 16 };

function digitsOf(n: number | bigint): string {
  return typeof n === "bigint" ? intText(n) : String(n);
}

function intParts(n: number | bigint, base: number, spec: Spec): Parts {
  const negative = n < 0;
  const lower = base === 10 ? digitsOf(negative ? -n : n) : (negative ? -n : n).toString(base);
  const digits = spec.type === "X" ? lower.toUpperCase() : lower;
  const prefix = spec.alternate && base !== 10 ? `0${spec.type}` : "";
  return { negative, prefix, digits, rest: "", group: base === 10 ? 3 : 4 };
}

function characterOf(n: number | bigint, spec: Spec): string {
  if (spec.sign !== "") throw valueError("Sign not allowed with integer format specifier 'c'");
  if (spec.alternate) throw valueError("Alternate form (#) not allowed with integer format specifier 'c'");
  return character(n);
}

/** The character of a code point. Raises OverflowError. */
export function character(n: number | bigint): string {
  if (n < 0 || n > 0x10ffff) throw new PythonError("OverflowError", "%c arg not in range(0x110000)");
  return String.fromCodePoint(Number(n));
}

/** `n` by `text`. Raises ValueError. */
export function formatFloat(n: number, text: string, typeName = "float"): string {
  return formatFloatBy(n, parseNumberSpec(text, typeName), typeName);
}

function formatFloatBy(n: number, spec: Spec, typeName: string): string {
  const { type } = spec;
  if (type !== "" && !"eEfFgGn%".includes(type)) throw unknownCode(type, typeName);
  checkLength(Math.max(spec.precision, 0));
  let text = type === "%" ? `${plainText(n * 100, spec, "f")}%` : plainText(n, spec, styleOf(type, spec.precision));
  if ("EFG".includes(type) && type !== "") text = text.toUpperCase();
  const whole = /^\d*/.exec(text)?.[0] ?? "";
  const zero = spec.noNegativeZero && !/[1-9a-z]/i.test(text.replace(/e.*$|%$/i, ""));
  const negative = !zero && (n < 0 || Object.is(n, -0));
  return layout({ negative, prefix: "", digits: whole, rest: text.slice(whole.length), group: 3 }, spec);
}

function styleOf(type: string, precision: number): "e" | "f" | "g" | "r" {
  if (type === "") return precision === -1 ? "r" : "g";
  return type === "n" ? "g" : (type.toLowerCase() as "e" | "f" | "g");
}

function plainText(n: number, spec: Spec, type: "e" | "f" | "g" | "r"): string {
  const precision = spec.precision === -1 ? 6 : spec.precision;
  return floatText(n, { type, precision, alternate: spec.alternate, addPoint: spec.type === "" });
}

function layout(parts: Parts, spec: Spec): string {
  const sign = signOf(parts.negative, spec.sign);
  const head = sign + parts.prefix;
  const { fill, align, width } = spec;
  const zeros = fill === "0" && align === "=" ? width - head.length - parts.rest.length : 0;
  const body = grouped(parts, spec.grouping, zeros) + parts.rest;
  const missing = width - head.length - codeUnits(parts, body);
  if (missing <= 0) return head + body;
  switch (align) {
    case "<":
      return head + body + padding(fill, missing);
    case ">":
      return padding(fill, missing) + head + body;
    case "=":
      return head + padding(fill, missing) + body;
    case "^":
      return padding(fill, missing >> 1) + head + body + padding(fill, missing - (missing >> 1));
    default:
      return align satisfies never;
  }
}

/** "c" may make a character of two UTF-16 units. */
function codeUnits(parts: Parts, body: string): number {
  return parts.digits === "" && (body.codePointAt(0) ?? 0) > 0xffff ? 1 : body.length;
}

function signOf(negative: boolean, sign: Spec["sign"]): string {
  if (negative) return "-";
  return sign === "+" || sign === " " ? sign : "";
}

/** Digits with separators, and with zeros in front until they take `least` characters. */
function grouped({ digits, group = 3 }: Parts, separator: string, least: number): string {
  if (digits === "") return "";
  if (separator === "") return padding("0", least - digits.length) + digits;
  let text = digits;
  // Each separator takes the place of a zero, but none stands first.
  const needed = least - Math.floor(least / (group + 1)) + (least % (group + 1) === 0 ? 1 : 0);
  text = padding("0", needed - text.length) + text;
  const first = text.length % group || group;
  let made = text.slice(0, first);
  for (let at = first; at < text.length; at += group) made += separator + text.slice(at, at + group);
  return made;
}
