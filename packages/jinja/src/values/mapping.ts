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

/** What a walk gives, as long as the size stays: one that adds while it walks would never end. Raises Python's RuntimeError. */
export function* steadily<T>(walked: { readonly size: number }, items: Iterable<T>, kind = "dictionary"): Generator<T> {
  const { size } = walked;
  for (const item of items) {
    yield item;
    if (walked.size !== size) throw new PythonError("RuntimeError", `${kind} changed size during iteration`);
  }
}

/** As `entriesOf`, for walks during which a template may change the dict. */
export function walkEntries(
  value: Map<unknown, unknown> | Readonly<Record<string, unknown>>,
): Iterable<[unknown, unknown]> {
  return value instanceof Map ? steadily(value, value) : Object.entries(value);
}

/** Keys and values in their order. */
export function entriesOf(
  value: Map<unknown, unknown> | Readonly<Record<string, unknown>>,
): Iterable<[unknown, unknown]> {
  return value instanceof Map ? value : Object.entries(value);
}
