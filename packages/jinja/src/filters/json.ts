// Python's json.dumps.
import { typeError, valueError } from "../errors.ts";
import { floatRepr } from "../values/float-repr.ts";
import { countTurns, joined } from "../limits.ts";
import { compare } from "../values/compare.ts";
import { Float } from "../values/float.ts";
import { entriesOf, isMapping } from "../values/mapping.ts";
import { Markup, textOf } from "../values/markup.ts";
import { MAX_NESTING, recursionError } from "../values/nesting.ts";
import { str } from "../values/text.ts";
import { typeName } from "../values/typename.ts";

/** The keywords of json.dumps that the policy `json.dumps_kwargs` and `indent` may set. */
export interface DumpsOptions {
  readonly sortKeys: boolean;
  readonly ensureAscii: boolean;
  readonly allowNan: boolean;
  readonly skipKeys: boolean;
  /** What is in front of each level; null for all in one line. Asked only where there are lines. */
  readonly indent: (() => string) | null;
  readonly itemSeparator: string;
  readonly keySeparator: string;
  /** What to write in place of a value that JSON does not know. */
  readonly fallback: ((value: unknown) => unknown) | null;
  /** Sets as lists, where the environment is not held to Python. */
  readonly setsAsLists: boolean;
}

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\f": "\\f",
  "\b": "\\b",
};

function escapeUnit(unit: string): string {
  return SHORT[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

const PLAIN = /^[ !#-[\]-~]*$/;

/** A text in quotes; UTF-16 units that are not ASCII as `\u20ac`. */
function textJson(text: string, options: DumpsOptions): string {
  if (PLAIN.test(text)) return `"${text}"`;
  const escaped = options.ensureAscii
    ? text.replace(/[^ !#-[\]-~]/g, escapeUnit)
    : text.replace(/["\\\x00-\x1f]/g, escapeUnit);
  return `"${escaped}"`;
}

function floatJson(n: number, options: DumpsOptions): string {
  if (Number.isFinite(n)) return floatRepr(n);
  if (!options.allowNan) throw valueError(`Out of range float values are not JSON compliant`);
  return Number.isNaN(n) ? "NaN" : n > 0 ? "Infinity" : "-Infinity";
}

function boxJson(value: object, options: DumpsOptions): string | undefined {
  if (value instanceof Markup) return textJson(value.toString(), options);
  return value instanceof Float ? floatJson(value.valueOf(), options) : undefined;
}

/** The JSON of what holds no other values; undefined for all else. */
function scalarJson(value: unknown, options: DumpsOptions): string | undefined {
  switch (typeof value) {
    case "string":
      return textJson(value, options);
    case "number":
      return Number.isSafeInteger(value) ? String(value + 0) : floatJson(value, options);
    case "boolean":
      return value ? "true" : "false";
    case "bigint":
      return str(value);
    case "object":
      return value === null ? "null" : boxJson(value, options);
    default:
      return undefined;
  }
}

/** A dict's key as text, as Python coerces it; undefined for one that is left out. */
function keyText(key: unknown, options: DumpsOptions): string | undefined {
  const text = textOf(key) ?? (Array.isArray(key) ? undefined : scalarJson(key, options));
  if (text !== undefined) return text;
  if (options.skipKeys) return undefined;
  throw typeError(`keys must be str, int, float, bool or None, not ${typeName(key)}`);
}

/** What a JavaScript object says that it is in JSON: a Date its ISO time, others by `toJSON()`. */
function ownJson(value: object): unknown {
  const method: unknown = (value as { toJSON?: unknown }).toJSON;
  return typeof method === "function" ? (method.call(value, "") as unknown) : undefined;
}

class Writer {
  readonly #options: DumpsOptions;
  /** The containers being written, from the outermost in. */
  readonly #path = new Set<unknown>();

  constructor(options: DumpsOptions) {
    this.#options = options;
  }

  write(value: unknown): string {
    const scalar = scalarJson(value, this.#options);
    if (scalar !== undefined) return scalar;
    if (this.#path.has(value)) throw valueError("Circular reference detected");
    if (this.#path.size >= MAX_NESTING) throw recursionError("while encoding a JSON object");
    this.#path.add(value);
    const text = this.#container(value);
    this.#path.delete(value);
    return text;
  }

  #container(value: unknown): string {
    if (Array.isArray(value)) return this.#list(value);
    if (isMapping(value) && ownJson(value) === undefined) return this.#dict(value);
    return this.write(this.#replacement(value));
  }

  /** What stands for a value that is neither text nor number, list nor dict. */
  #replacement(value: unknown): unknown {
    if (ArrayBuffer.isView(value) && !(value instanceof Uint8Array)) return Array.from(value as unknown as unknown[]);
    if (value instanceof Set && this.#options.setsAsLists) return [...value];
    const own = typeof value === "object" && value !== null ? ownJson(value) : undefined;
    if (own !== undefined) return own;
    if (this.#options.fallback !== null) return this.#options.fallback(value);
    throw typeError(`Object of type ${typeName(value)} is not JSON serializable`);
  }

  #list(items: readonly unknown[]): string {
    countTurns(items.length);
    return this.#lines(
      "[",
      Array.from(items, item => this.write(item ?? null)),
      "]",
    );
  }

  #dict(value: Map<unknown, unknown> | Record<string, unknown>): string {
    const entries = Array.from(entriesOf(value)).filter(([, item]) => item !== undefined);
    if (this.#options.sortKeys) entries.sort(([a], [b]) => compare(a, b));
    const parts: string[] = [];
    countTurns(entries.length);
    for (const [key, item] of entries) {
      const name = keyText(key, this.#options);
      if (name === undefined) continue;
      parts.push(textJson(name, this.#options) + this.#options.keySeparator + this.write(item));
    }
    return this.#lines("{", parts, "}");
  }

  #lines(open: string, parts: readonly string[], close: string): string {
    const { indent, itemSeparator } = this.#options;
    if (indent === null || parts.length === 0) return open + joined(parts, itemSeparator) + close;
    const newline = `\n${indent().repeat(this.#path.size)}`;
    return `${open}${newline}${joined(parts, itemSeparator + newline)}\n${indent().repeat(this.#path.size - 1)}${close}`;
  }
}

/** JSON as Python writes it. Raises TypeError for what JSON does not know, ValueError for what holds itself. */
export function dumps(value: unknown, options: DumpsOptions): string {
  // Python makes the indent of anything but a text first.
  if (textOf(value) === undefined) options.indent?.();
  return new Writer(options).write(value);
}
