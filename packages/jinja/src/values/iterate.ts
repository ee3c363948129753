// What `for`, `list()` and `length` do with a value.
import { PythonError, typeError, valueError } from "../errors.ts";
import { countItems } from "../limits.ts";
import { Undefined } from "../undefined.ts";
import { codePointLength } from "./codepoints.ts";
import { isPlainObject, walkItems, walkKeys } from "./mapping.ts";
import { Markup } from "./markup.ts";
import { ITERATE, LENGTH, protocolOf } from "./protocol.ts";
import { Range } from "./range.ts";
import { isGenerator, typeName } from "./typename.ts";

function hasIterator(value: object): value is Iterable<unknown> {
  return typeof (value as { [Symbol.iterator]?: unknown })[Symbol.iterator] === "function";
}

/** A loop that is left early leaves the rest of a generator to the next one, where JavaScript's would close it. */
function keptOpen(generator: IterableIterator<unknown>): Iterable<unknown> {
  return { [Symbol.iterator]: () => ({ next: () => generator.next() }) };
}

function objectItems(value: object): Iterable<unknown> | undefined {
  if (value instanceof Map) return walkKeys(value);
  if (value instanceof Set) return walkItems(value);
  if (value instanceof Undefined) return { [Symbol.iterator]: () => value.iterator() };
  if (value instanceof Markup) return value.toString();
  const own = protocolOf(value, ITERATE);
  if (own !== undefined) return own.call(value) as Iterable<unknown>;
  if (hasIterator(value)) return isGenerator(value) ? keptOpen(value as IterableIterator<unknown>) : value;
  return isPlainObject(value) ? walkKeys(value) : undefined;
}

/** The items as Python gives them: characters of texts, keys of dicts. Raises TypeError "'int' object is not iterable". */
export function iterate(value: unknown): Iterable<unknown> {
  if (Array.isArray(value)) return value;
  if (typeof value === "string") return value;
  const items = typeof value === "object" && value !== null ? objectItems(value) : undefined;
  if (items === undefined) throw typeError(`'${typeName(value)}' object is not iterable`);
  return items;
}

/** Whether a value has items. A strict undefined value raises. */
export function isIterable(value: unknown): boolean {
  try {
    iterate(value)[Symbol.iterator]();
    return true;
  } catch (error) {
    if (error instanceof PythonError && error.name === "TypeError") return false;
    throw error;
  }
}

/** Exactly `count` values for as many targets. Raises ValueError or TypeError. */
export function unpack(value: unknown, count: number): readonly unknown[] {
  const values = Array.isArray(value) ? (value as unknown[]) : unpackable(value);
  if (values.length === count) return values;
  if (values.length > count) throw valueError(`too many values to unpack (expected ${count})`);
  throw valueError(`not enough values to unpack (expected ${count}, got ${values.length})`);
}

function unpackable(value: unknown): unknown[] {
  if (value instanceof Undefined || isIterable(value)) return toList(value);
  throw typeError(`cannot unpack non-iterable ${typeName(value)} object`);
}

/** A new array of the items. */
export function toList(value: unknown): unknown[] {
  const items = Array.from(iterate(value));
  countItems(items.length);
  return items;
}

function objectLength(value: object): number | undefined {
  if (value instanceof Map || value instanceof Set) return value.size;
  if (value instanceof Undefined) return value.size();
  if (value instanceof Markup) return codePointLength(value.toString());
  if (value instanceof Range || value instanceof Uint8Array) return value.length;
  const own = protocolOf(value, LENGTH);
  if (own !== undefined) return Number(own.call(value));
  if (isPlainObject(value)) return Object.keys(value).length;
  if (ArrayBuffer.isView(value) && "length" in value) return Number(value.length);
  return undefined;
}

/** `len(value)`: code points of texts. Raises TypeError "object of type 'int' has no len()". */
export function length(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  if (typeof value === "string") return codePointLength(value);
  const found = typeof value === "object" && value !== null ? objectLength(value) : undefined;
  if (found === undefined) throw typeError(`object of type '${typeName(value)}' has no len()`);
  return found;
}
