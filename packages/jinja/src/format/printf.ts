// Python's `format % values`.
import { PythonError, typeError, valueError } from "../errors.ts";
import { Undefined } from "../undefined.ts";
import { checkLength, checkOutput } from "../limits.ts";
import { codePointLength, firstCodePoints } from "../values/codepoints.ts";
import { isInt } from "../values/float.ts";
import { isMapping } from "../values/mapping.ts";
import { quote } from "../values/quote.ts";
import { Range } from "../values/range.ts";
import { repr, str } from "../values/text.ts";
import { Tuple } from "../values/tuple.ts";
import { typeName } from "../values/typename.ts";
import { ascii } from "./ascii.ts";
import { padding } from "./pad.ts";
import { type Conversion, formatParts, type Size } from "./printf-syntax.ts";
import { characterConversion, floatConversion, intConversion, type NumberText } from "./printf-values.ts";

/** Whether Python finds `value[key]` possible: such values may be left unused. */
function isSubscriptable(value: unknown): boolean {
  return Array.isArray(value) || isMapping(value) || value instanceof Range || value instanceof Undefined;
}

/** Hands out the values in their order, or by name. */
class Values {
  readonly #items: readonly unknown[];
  readonly #mapping: unknown;
  readonly #hasMapping: boolean;
  #next = 0;
  #byName: { value: unknown } | undefined;

  constructor(values: unknown) {
    this.#items = values instanceof Tuple ? values : [values];
    this.#hasMapping = !(values instanceof Tuple) && isSubscriptable(values);
    this.#mapping = values;
  }

  needMapping(): void {
    if (!this.#hasMapping) throw typeError("format requires a mapping");
  }

  /** The value under `name` is the only one from here on. */
  choose(name: string): void {
    this.needMapping();
    this.#byName = { value: itemOf(this.#mapping, name) };
  }

  take(): unknown {
    if (this.#byName !== undefined) {
      const { value } = this.#byName;
      this.#byName = undefined;
      this.#next = Number.POSITIVE_INFINITY;
      return value;
    }
    if (this.#next >= this.#items.length) throw typeError("not enough arguments for format string");
    return this.#items[this.#next++];
  }

  finish(): void {
    if (this.#next < this.#items.length && !this.#hasMapping) {
      throw typeError("not all arguments converted during string formatting");
    }
  }
}

function itemOf(mapping: unknown, name: string): unknown {
  if (mapping instanceof Undefined) return mapping.item(name);
  if (!isMapping(mapping)) throw typeError(`${typeName(mapping)} indices must be integers or slices, not str`);
  if (mapping instanceof Map ? !mapping.has(name) : !Object.hasOwn(mapping, name)) {
    throw new PythonError("KeyError", quote(name));
  }
  return mapping instanceof Map ? mapping.get(name) : mapping[name];
}

type Escape = ((value: unknown) => string) | undefined;

function sizeFrom(size: Size, values: Values, escapeWith: Escape): number {
  if (size !== "*") return size;
  const value = values.take();
  if (typeof value === "boolean" && escapeWith === undefined) return value ? 1 : 0;
  if (!isInt(value) || escapeWith !== undefined) throw typeError("* wants int");
  if (typeof value === "bigint") throw new PythonError("OverflowError", "Python int too large to convert to C ssize_t");
  return value;
}

function textConversion(value: unknown, type: string, escapeWith: Escape): string {
  if (type === "s") return (escapeWith ?? str)(value);
  const text = escapeWith === undefined ? repr(value) : escapeWith(repr(value));
  return type === "a" ? ascii(text) : text;
}

function pad({ head, body }: NumberText, flags: string, width: number, zeros: boolean): string {
  const missing = width - codePointLength(head) - codePointLength(body);
  if (missing <= 0) return head + body;
  if (flags.includes("-")) return head + body + padding(" ", missing);
  return zeros ? head + padding("0", missing) + body : padding(" ", missing) + head + body;
}

function convert(conversion: Conversion, values: Values, escapeWith: Escape, format: string): string {
  if (conversion.type === "") return "%";
  if (conversion.key !== undefined) values.choose(conversion.key);
  let { flags } = conversion;
  let width = sizeFrom(conversion.width, values, escapeWith);
  if (width < 0 && conversion.width === "*") {
    flags += "-";
    width = -width;
  }
  let precision = sizeFrom(conversion.precision, values, escapeWith);
  if (conversion.precision === "*") precision = Math.max(precision, 0);
  const { type } = conversion;
  const value = values.take();
  const lenient = escapeWith !== undefined;
  const zeros = flags.includes("0");
  if ("sra".includes(type)) {
    const text = textConversion(value, type, escapeWith);
    const body = precision === -1 ? text : firstCodePoints(text, precision);
    return pad({ head: "", body }, flags, width, false);
  }
  if ("diuoxX".includes(type)) return pad(intConversion(value, type, flags, precision, lenient), flags, width, zeros);
  if ("eEfFgG".includes(type)) return pad(floatConversion(value, type, flags, precision, lenient), flags, width, zeros);
  if (type === "c") return pad({ head: "", body: characterConversion(value, lenient) }, flags, width, false);
  const code = type.codePointAt(0) as number;
  const shown = code >= 32 && code < 127 ? type : "?";
  const at = codePointLength(format.slice(0, conversion.at));
  throw valueError(`unsupported format character '${shown}' (0x${code.toString(16)}) at index ${at}`);
}

/**
 * `values`: a tuple, a mapping for `%(name)s`, or one value. `escapeWith` makes the text of an object for a Markup.
 * Raises TypeError, ValueError, KeyError and OverflowError with Python's texts.
 */
export function percentFormat(format: string, values: unknown, escapeWith?: (value: unknown) => string): string {
  const source = new Values(values);
  let made = "";
  for (const { literal, conversion } of formatParts(format, () => source.needMapping())) {
    made += literal;
    if (conversion !== undefined) made += convert(conversion, source, escapeWith, format);
    checkOutput(made.length);
  }
  source.finish();
  checkLength(made.length);
  return made;
}
