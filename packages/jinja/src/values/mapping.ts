// What counts as a dict: Maps and plain objects.
import { PythonError } from "../errors.ts";

/** An object that literals and JSON make: its prototype is Object.prototype (of any realm) or null. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (value === null || typeof value !== "object") return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  // Another realm's Object.prototype.
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "isPrototypeOf");
}

/** A dict: a Map (literals' Dict, too) or a plain object. */
export function isMapping(value: unknown): value is Map<unknown, unknown> | Record<string, unknown> {
  return value instanceof Map || isPlainObject(value);
}

/** By how many keys templates have made plain objects larger: what a walk would only find by counting all keys. */
const growth = new WeakMap<object, number>();

/** A template has added (1) or removed (-1) a key of a plain object. */
export function noteGrowth(object: object, keys: 1 | -1): void {
  growth.set(object, (growth.get(object) ?? 0) + keys);
}

/** What a walk of `count` items gives, as long as `size()` stays and no key goes and comes again: it would never end. */
function* steadily<T>(items: Iterable<T>, count: number, size: () => number, kind = "dictionary"): Generator<T> {
  const before = size();
  let left = count;
  for (const item of items) {
    if (left === 0) throw new PythonError("RuntimeError", `${kind} keys changed during iteration`);
    left--;
    yield item;
    if (size() !== before) throw new PythonError("RuntimeError", `${kind} changed size during iteration`);
  }
}

/** A dict's keys, for walks during which a template may change it. Raises Python's RuntimeError. */
export function walkKeys(value: Map<unknown, unknown> | Readonly<Record<string, unknown>>): Iterable<unknown> {
  if (value instanceof Map) return steadily(value.keys(), value.size, () => value.size);
  const keys = Object.keys(value);
  return steadily(keys, keys.length, () => growth.get(value) ?? 0);
}

/** A set's items, likewise. */
export function walkItems(set: ReadonlySet<unknown>): Iterable<unknown> {
  return steadily(set, set.size, () => set.size, "Set");
}

/** As `entriesOf`, likewise. */
export function walkEntries(
  value: Map<unknown, unknown> | Readonly<Record<string, unknown>>,
): Iterable<[unknown, unknown]> {
  if (value instanceof Map) return steadily(value, value.size, () => value.size);
  const entries = Object.entries(value);
  return steadily(entries, entries.length, () => growth.get(value) ?? 0);
}

/** Keys and values in their order. */
export function entriesOf(
  value: Map<unknown, unknown> | Readonly<Record<string, unknown>>,
): Iterable<[unknown, unknown]> {
  return value instanceof Map ? value : Object.entries(value);
}
