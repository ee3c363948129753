// What counts as a dict: Maps and plain objects.

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

/** Keys and values in their order. */
export function entriesOf(
  value: Map<unknown, unknown> | Readonly<Record<string, unknown>>,
): Iterable<[unknown, unknown]> {
  return value instanceof Map ? value : Object.entries(value);
}
