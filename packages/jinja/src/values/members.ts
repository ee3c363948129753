// Keys of dicts and members of sets by Python's equality, whatever kind of Map, object or Set holds them.
import { Dict } from "./dict.ts";
import { hashKey, isCoded } from "./hash.ts";
import { isMapping } from "./mapping.ts";
import { textOf } from "./markup.ts";
import { Tuple } from "./tuple.ts";

/** The key as a Map holds it, or `undefined`: as it is, by its hash, or the bool that equals 0 or 1. Raises TypeError for keys that do not hash. */
export function heldKey(keys: ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>, key: unknown): unknown {
  if (keys.has(key)) return key;
  const hash = hashKey(key);
  if (isCoded(hash)) return undefined;
  if (keys.has(hash)) return hash;
  if (hash === 1 && keys.has(true)) return true;
  return hash === 0 && keys.has(false) ? false : undefined;
}

/** A plain object's property for a key: texts, and ints by their digits, for JavaScript has no other keys. */
export function propertyFor(key: unknown): string | undefined {
  return Number.isSafeInteger(key) ? String(key) : textOf(key);
}

/** Own data only; a function by such a name is no data but a road to what made the object. */
function isSafeProperty(object: object, name: string): boolean {
  if (!Object.hasOwn(object, name)) return false;
  if (name !== "constructor" && name !== "__proto__") return true;
  const property = Object.getOwnPropertyDescriptor(object, name);
  return property?.get === undefined && typeof property?.value !== "function";
}

/** `mapping[key]`; JavaScript's `undefined` where there is none. Raises TypeError for keys that do not hash. */
export function getKey(mapping: Map<unknown, unknown> | Record<string, unknown>, key: unknown): unknown {
  if (mapping instanceof Dict) return mapping.get(key);
  if (mapping instanceof Map) {
    const found = mapping.get(key);
    if (found !== undefined) return found;
    const other = heldKey(mapping, key);
    return other === undefined ? undefined : mapping.get(other);
  }
  const name = propertyFor(key);
  if (name === undefined) return void hashKey(key);
  return isSafeProperty(mapping, name) ? mapping[name] : undefined;
}

/** `key in mapping`. Raises TypeError for keys that do not hash. */
export function hasKey(mapping: Map<unknown, unknown> | Record<string, unknown>, key: unknown): boolean {
  if (mapping instanceof Dict) return mapping.has(key);
  if (mapping instanceof Map) return mapping.has(key) || heldKey(mapping, key) !== undefined;
  const name = propertyFor(key);
  if (name === undefined) hashKey(key);
  return name !== undefined && isSafeProperty(mapping, name);
}

/** A set in a set is found by what it holds, as Python's frozenset is. */
function hasSet(set: ReadonlySet<unknown>, item: ReadonlySet<unknown>): boolean {
  for (const other of set) if (other instanceof Set && other.size === item.size && isSubset(item, other)) return true;
  return false;
}

/** The item of `set` that equals `item`; `undefined` where there is none. Raises TypeError for items that do not hash. */
export function heldItem(set: ReadonlySet<unknown>, item: unknown): { readonly item: unknown } | undefined {
  if (set.has(item)) return { item };
  const held = heldKey(set, item);
  if (held !== undefined) return { item: held };
  // Tuples and dates are equal by what they say; of all other objects only the very one would have been found.
  const key = isCoded(hashKey(item)) ? hashKey(item) : undefined;
  if (key !== undefined) for (const other of set) if (isHashed(other) && hashKey(other) === key) return { item: other };
  return undefined;
}

/** Lists within sets of the host have no hash. */
function isHashed(value: unknown): boolean {
  return !(value instanceof Set || isMapping(value)) && (!Array.isArray(value) || value instanceof Tuple);
}

/** `item in set`. Raises TypeError for items that do not hash. */
export function hasMember(set: ReadonlySet<unknown>, item: unknown): boolean {
  return item instanceof Set ? set.has(item) || hasSet(set, item) : heldItem(set, item) !== undefined;
}

/** How many keys a mapping has. */
export function sizeOf(mapping: Map<unknown, unknown> | Record<string, unknown>): number {
  return mapping instanceof Map ? mapping.size : Object.keys(mapping).length;
}

/** Whether all of `a` is in `b`. */
function isSubset(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): boolean {
  if (a.size > b.size) return false;
  for (const item of a) if (!hasMember(b, item)) return false;
  return true;
}
