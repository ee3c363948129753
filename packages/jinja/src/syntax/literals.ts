// What the numbers and strings of a template's source stand for.
import { MAX_DIGITS, tooManyDigits } from "../values/ints.ts";
import { hexEscape } from "../values/quote.ts";

const DIGITS = "\\d+(?:_\\d+)*";

/** A float at a place (sticky). Not right after a dot: `l.0.1` indexes twice. */
export const FLOAT = new RegExp(`(?<!\\.)(?:${DIGITS}(?:\\.${DIGITS})?[eE][+-]?${DIGITS}|${DIGITS}\\.${DIGITS})`, "y");

/** An integer at a place (sticky): binary, octal, hexadecimal, decimal, or zeros. */
export const INTEGER = /0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|[1-9](?:_?\d)*|0(?:_?0)*/y;

/** An integer's value; a RangeError with Python's message where it has too many digits. */
export function integerValue(text: string): number | bigint {
  const digits = text.replaceAll("_", "");
  const value = Number(digits);
  if (Number.isSafeInteger(value)) return value;
  if (digits.length > MAX_DIGITS && !/^0[box]/i.test(digits)) {
    throw new RangeError(tooManyDigits(digits.length));
  }
  return BigInt(digits);
}

/** A float's value. */
export function floatValue(text: string): number {
  return Number(text.replaceAll("_", ""));
}

/** Where the string that begins at `start` ends (after its closing quote), or -1. */
export function stringEnd(source: string, start: number): number {
  const mark = source.charCodeAt(start);
  for (let i = start + 1; i < source.length; i += 1) {
    const code = source.charCodeAt(i);
    if (code === mark) return i + 1;
    if (code === 0x5c) i += 1;
  }
  return -1;
}

const SIMPLE: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const HEX_SHAPES: Readonly<Record<string, string>> = { x: "\\xXX", u: "\\uXXXX", U: "\\UXXXXXXXX" };

/** A string without its quotes as Python's unicode-escape codec reads it; a RangeError with its message. */
export function unescapeString(text: string): string {
  if (!text.includes("\\")) return text;
  let out = "";
  let from = 0;
  for (let at = text.indexOf("\\"); at !== -1; at = text.indexOf("\\", from)) {
    const escape = readEscape(text, at + 1);
    out += text.slice(from, at) + escape.text;
    from = escape.end;
  }
  return out + text.slice(from);
}

interface Escape {
  readonly text: string;
  readonly end: number;
}

function readEscape(text: string, at: number): Escape {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const simple = SIMPLE[character];
  if (simple !== undefined) return { text: simple, end: at + 1 };
  if (character in HEX_DIGITS) return readHex(text, at, character);
  if (character >= "0" && character <= "7") return readOctal(text, at);
  if (character === "N") throw new RangeError(namedEscapeError(text, at));
  // The codec sees ASCII only: what is not is escaped before it, so its backslash meets another one.
  if (character > "\x7f") return { text: hexEscape(character), end: at + character.length };
  return { text: `\\${character}`, end: at + 1 };
}

function readHex(text: string, at: number, kind: string): Escape {
  const length = HEX_DIGITS[kind] ?? 0;
  const digits = text.slice(at + 1, at + 1 + length);
  if (digits.length < length || /[^\da-fA-F]/.test(digits))
    throw new RangeError(`truncated ${HEX_SHAPES[kind]} escape`);
  const code = Number.parseInt(digits, 16);
  if (code > 0x10ffff) throw new RangeError("illegal Unicode character");
  return { text: String.fromCodePoint(code), end: at + 1 + length };
}

function readOctal(text: string, at: number): Escape {
  const digits = /[0-7]{1,3}/.exec(text.slice(at, at + 3))?.[0] ?? "";
  return { text: String.fromCodePoint(Number.parseInt(digits, 8)), end: at + digits.length };
}

/** `\N{name}`: JavaScript has no table of Unicode's names. */
function namedEscapeError(text: string, at: number): string {
  return /^N\{[^}]+\}/.test(text.slice(at, at + 100))
    ? "unknown Unicode character name"
    : "malformed \\N character escape";
}
