// What compiled code calls that depends on no environment.
import { PythonError, TemplateRuntimeError, typeError } from "../errors.ts";
import { Namespace } from "../globals/namespace.ts";
import { checkOutput, countTurns } from "../limits.ts";
import { pythonWords } from "./python-words.ts";
import { Undefined } from "../undefined.ts";
import { entriesOf, isMapping } from "../values/mapping.ts";
import { asSafe, escapeText, htmlOf } from "../values/escape.ts";
import { iterate, toList } from "../values/iterate.ts";
import { Markup, textOf } from "../values/markup.ts";
import { str } from "../values/text.ts";
import { typeName } from "../values/typename.ts";
import { SizedItems } from "./loop-context.ts";
import type { ContextCore, Kwargs } from "./types.ts";

/** A value's text under autoescape. */
export function html(value: unknown): string {
  if (typeof value === "string") return escapeText(value);
  if (value instanceof Markup) return value.toString();
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  return htmlOf(value);
}

/** A value's text. */
export function text(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  return str(value);
}

/** A value's text where only the running template knows whether to escape. */
export function printVolatile(context: ContextCore, value: unknown): string {
  return context.evalContext.autoescape ? html(value) : text(value);
}

/** `Markup(value)`. */
export function safe(_context: ContextCore, value: unknown): Markup {
  return asSafe(value);
}

/** `Markup(value)` where the template escapes, else the value. */
export function safeIfAutoescape(context: ContextCore, value: unknown): unknown {
  return context.evalContext.autoescape ? safe(context, value) : value;
}

/** The output of a call block or a filter block: text as it is. Raises TypeError for what is none. */
export function written(value: unknown): string {
  const found = textOf(value);
  if (found === undefined) throw typeError(`sequence item 0: expected str instance, ${typeName(value)} found`);
  return found;
}

/** Items whose number and end are known: a list as it is. */
export function sized(value: unknown): unknown[] | SizedItems {
  return Array.isArray(value) ? (value as unknown[]) : new SizedItems(iterate(value), value);
}

/** Whether the item that counts from 0 is the last one. */
export function isLast(items: unknown[] | SizedItems, index: number): boolean {
  return Array.isArray(items) ? index + 1 >= items.length : items.isLast();
}

/** The items that a loop's filter keeps, each asked for when its turn comes. */
export function* filtered(value: unknown, keeps: (item: unknown) => boolean): Generator<unknown, void, undefined> {
  for (const item of iterate(value)) if (keeps(item)) yield item;
}

/** `*args` of a call. */
export function spread(value: unknown): unknown[] {
  try {
    return toList(value);
  } catch (error) {
    const isNoIterable = error instanceof PythonError && error.name === "TypeError";
    if (value instanceof Undefined || !isNoIterable) throw error;
    throw typeError(`Value after * must be an iterable, not ${typeName(value)}`);
  }
}

/** Who complains of keywords in Jinja. */
const CALLER = "jinja2.runtime.Context.call()";

/** `a=1, **rest` of a call. Raises TypeError for a name given twice and for what is no mapping. */
export function kwargs(pairs: readonly (readonly [string, unknown])[], rest: unknown): Kwargs {
  if (rest instanceof Undefined) rest.fail();
  if (!isMapping(rest)) throw typeError(`${CALLER} argument after ** must be a mapping, not ${typeName(rest)}`);
  const all = new Map(pairs);
  for (const [key, value] of entriesOf(rest)) {
    const name = textOf(key);
    if (name === undefined) throw typeError("keywords must be strings");
    if (all.has(name)) throw typeError(`${CALLER} got multiple values for keyword argument '${name}'`);
    all.set(name, value);
  }
  return all;
}

/** An inline `if` without `else` that was false. */
export function noElse(hint: string): Undefined {
  return new Undefined({ hint }, pythonWords);
}

/** Raises TemplateRuntimeError for what is no namespace. */
export function checkNamespace(value: unknown): asserts value is Namespace {
  if (!(value instanceof Namespace)) {
    throw new TemplateRuntimeError("cannot assign attribute on non-namespace object");
  }
}

/** `{% set ns.name = value %}`. */
export function setNamespace(namespace: unknown, name: string, value: unknown): void {
  checkNamespace(namespace);
  namespace.set(name, value);
}

/** One turn of a loop in a sandbox, whose output so far has `length` units. */
export function turn(length: number): void {
  countTurns();
  checkOutput(length);
}
