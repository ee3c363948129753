// The conversions of Python's `%` formatting: %[(key)][flags][width][.precision][length]type.
import { valueError } from "../errors.ts";
import { remembered } from "./parse-cache.ts";

/** A number in the format, `*` (the next value), or -1 where there is none. */
export type Size = number | "*";

/** One conversion, taken apart. */
export interface Conversion {
  /** The name in parentheses; undefined where there is none. */
  readonly key: string | undefined;
  readonly flags: string;
  readonly width: Size;
  readonly precision: Size;
  /** One code point; none for "%%". */
  readonly type: string;
  /** Where the type stands, in UTF-16 units. */
  readonly at: number;
  readonly end: number;
}

/** Where the key that opens at `from` ends. */
function keyEnd(format: string, from: number): number {
  let depth = 1;
  for (let at = from; at < format.length; at++) {
    const char = format.charCodeAt(at);
    if (char === 40) depth++;
    else if (char === 41 && --depth === 0) return at;
  }
  throw valueError("incomplete format key");
}

const REST = /([-+ #0]*)(\*|\d*)(?:(\.)(\*|\d*))?[hlL]?/y;

/** `bound`: C's limit of such numbers. */
function sizeOf(text: string, what: string, bound: number): Size {
  if (text === "*") return "*";
  if (text === "") return -1;
  const size = Number(text);
  if (size > bound) throw valueError(`${what} too big`);
  return size;
}

function percentSign(at: number): Conversion {
  return { key: undefined, flags: "", width: -1, precision: -1, type: "", at, end: at + 1 };
}

/** A text, then the conversion after it, if any. */
export interface FormatPart {
  readonly literal: string;
  readonly conversion: Conversion | undefined;
}

/** The parts of a format, one after the other, so that errors come after the conversions before them. */
function* partsOf(format: string, needMapping: () => void): Generator<FormatPart> {
  let from = 0;
  for (let at = format.indexOf("%"); at !== -1; at = format.indexOf("%", from)) {
    const conversion = parseConversion(format, at + 1, needMapping);
    yield { literal: format.slice(from, at), conversion };
    from = conversion.end;
  }
  yield { literal: format.slice(from), conversion: undefined };
}

const knownParts = remembered(format => Array.from(partsOf(format, () => undefined)));

/** A format taken apart. Raises ValueError, and what `needMapping` raises, where the parts come to it. */
export function formatParts(format: string, needMapping: () => void): Iterable<FormatPart> {
  return knownParts(format) ?? partsOf(format, needMapping);
}

/** What begins after the percent sign at `from - 1`. `needMapping` raises where keys are not allowed. Raises ValueError. */
function parseConversion(format: string, from: number, needMapping: () => void): Conversion {
  let at = from;
  let key: string | undefined;
  if (format.charAt(at) === "%") return percentSign(at);
  if (format.charAt(at) === "(") {
    needMapping();
    const end = keyEnd(format, at + 1);
    key = format.slice(at + 1, end);
    at = end + 1;
  }
  REST.lastIndex = at;
  const [whole, flags = "", width = "", point, precision = ""] = REST.exec(format) as RegExpExecArray;
  at += whole.length;
  const code = format.codePointAt(at);
  if (code === undefined) throw valueError("incomplete format");
  const type = String.fromCodePoint(code);
  const digits = point === undefined ? -1 : precision === "" ? 0 : sizeOf(precision, "precision", 0x7fff_ffff);
  return { key, flags, width: sizeOf(width, "width", 2 ** 63), precision: digits, type, at, end: at + type.length };
}
