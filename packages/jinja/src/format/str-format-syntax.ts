// The grammar of str.format: literal text and {field!conversion:spec}.
import { valueError } from "../errors.ts";
import { remembered } from "./parse-cache.ts";

/** What stands between braces. */
export interface Field {
  readonly name: string;
  /** "r", "s", "a"; empty where there is none. */
  readonly conversion: string;
  readonly spec: string;
}

/** A text, then the field after it, if any. */
export interface Part {
  readonly literal: string;
  readonly field: Field | undefined;
}

/** Where a field's name ends: at `}`, `:` or `!` outside of brackets. */
function nameEnd(format: string, from: number): number {
  let bracket = false;
  for (let at = from; at < format.length; at++) {
    switch (format.charAt(at)) {
      case "{":
        if (!bracket) throw valueError("unexpected '{' in field name");
        break;
      case "[":
        bracket = true;
        break;
      case "]":
        bracket = false;
        break;
      case "}":
      case ":":
      case "!":
        if (!bracket) return at;
        break;
      default:
    }
  }
  throw valueError("expected '}' before end of string");
}

function specEnd(format: string, from: number): number {
  let depth = 1;
  for (let at = from; at < format.length; at++) {
    const char = format.charAt(at);
    if (char === "{") depth++;
    else if (char === "}" && --depth === 0) return at;
  }
  throw valueError("unmatched '{' in format spec");
}

/** The field whose brace opens before `from`, and where it ends. */
function fieldAt(format: string, from: number): { field: Field; end: number } {
  if (from === format.length) throw valueError("Single '{' encountered in format string");
  const end = nameEnd(format, from);
  const name = format.slice(from, end);
  if (format.charAt(end) === "}") return { field: { name, conversion: "", spec: "" }, end: end + 1 };
  let at = end;
  let conversion = "";
  if (format.charAt(at) === "!") {
    const code = format.codePointAt(at + 1);
    if (code === undefined) throw valueError("end of string while looking for conversion specifier");
    conversion = String.fromCodePoint(code);
    at += 1 + conversion.length;
    if (at === format.length) throw valueError("unmatched '{' in format spec");
    if (format.charAt(at) === "}") return { field: { name, conversion, spec: "" }, end: at + 1 };
    if (format.charAt(at) !== ":") throw valueError("expected ':' after conversion specifier");
  }
  const close = specEnd(format, at + 1);
  return { field: { name, conversion, spec: format.slice(at + 1, close) }, end: close + 1 };
}

/** The parts of a format, one after the other, so that errors come after the fields before them. Raises ValueError. */
function* lazyParts(format: string): Generator<Part> {
  let literal = "";
  let from = 0;
  const brace = /[{}]/g;
  for (let found = brace.exec(format); found !== null; found = brace.exec(format)) {
    const at = found.index;
    const char = found[0];
    literal += format.slice(from, at);
    if (format.charAt(at + 1) === char) {
      literal += char;
      from = at + 2;
    } else if (char === "}") {
      throw valueError("Single '}' encountered in format string");
    } else {
      const { field, end } = fieldAt(format, at + 1);
      yield { literal, field };
      literal = "";
      from = end;
    }
    brace.lastIndex = from;
  }
  yield { literal: literal + format.slice(from), field: undefined };
}

const knownParts = remembered(format => Array.from(lazyParts(format)));

/** The parts of a format. Raises ValueError where the parts come to it. */
export function partsOf(format: string): Iterable<Part> {
  return knownParts(format) ?? lazyParts(format);
}

/** One step into a value: `.name` or `[key]`. */
export type Step = { readonly attribute: string } | { readonly key: string | number };

/** A field's first name and the steps from there. */
export interface FieldPath {
  readonly first: string | number;
  readonly steps: Iterable<Step>;
}

function integerOr(text: string): string | number {
  if (!/^\d+$/.test(text)) return text;
  if (text.length > 18) throw valueError("Too many decimal digits in format string");
  return Number(text);
}

/** One step after the other, so that errors come after the steps before them. */
function* stepsOf(name: string, from: number): Generator<Step> {
  let at = from;
  while (at < name.length) {
    const bracket = name.charAt(at) === "[";
    if (!bracket && name.charAt(at) !== ".") {
      throw valueError("Only '.' or '[' may follow ']' in format field specifier");
    }
    const close = bracket ? name.indexOf("]", at) : at + 1 + firstEnd(name.slice(at + 1));
    if (close === -1) throw valueError("Missing ']' in format string");
    const text = name.slice(at + 1, close);
    if (text === "") throw valueError("Empty attribute in format string");
    yield bracket ? { key: integerOr(text) } : { attribute: text };
    at = bracket ? close + 1 : close;
  }
}

function firstEnd(name: string): number {
  return /[.[]/.exec(name)?.index ?? name.length;
}

function lazyPath(name: string): FieldPath {
  const end = firstEnd(name);
  return { first: integerOr(name.slice(0, end)), steps: stepsOf(name, end) };
}

const knownPaths = remembered((name): FieldPath => {
  const { first, steps } = lazyPath(name);
  return { first, steps: Array.from(steps) };
});

/** `0.name[key]`, taken apart. Raises ValueError. */
export function parsePath(name: string): FieldPath {
  return knownPaths(name) ?? lazyPath(name);
}
