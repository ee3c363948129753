// The methods of dict, on Maps and plain objects alike.
import { PythonError, typeError, valueError } from "../errors.ts";
import { checkLength } from "../limits.ts";
import { Undefined } from "../undefined.ts";
import { Dict, dictFrom } from "../values/dict.ts";
import { iterate, toList } from "../values/iterate.ts";
import { entriesOf, isMapping } from "../values/mapping.ts";
import { getKey, hasKey } from "../values/members.ts";
import { textOf } from "../values/markup.ts";
import { repr } from "../values/text.ts";
import { Tuple } from "../values/tuple.ts";
import { typeName } from "../values/typename.ts";
import { DictItems, DictKeys, DictValues } from "./dict-views.ts";
import { method, tableOf } from "./method.ts";

type Mapping = Map<unknown, unknown> | Record<string, unknown>;

/** The key as this mapping holds it: 1 where a Map of JavaScript's holds true. */
function heldKey(self: Map<unknown, unknown>, key: unknown): unknown {
  if (self instanceof Dict || self.has(key)) return key;
  for (const held of [
    textOf(key),
    typeof key === "boolean" ? Number(key) : key === 1 ? true : key === 0 ? false : key,
  ]) {
    if (held !== undefined && self.has(held)) return held;
  }
  return key;
}

/** A plain object's key. Raises TypeError for what JavaScript's objects cannot hold. */
function property(key: unknown): string {
  const name = Number.isSafeInteger(key) ? String(key) : textOf(key);
  if (name === undefined) throw typeError(`a JavaScript object takes no key of type '${typeName(key)}'`);
  return name;
}

function put(self: Mapping, key: unknown, value: unknown): void {
  checkLength(1);
  if (self instanceof Map) {
    self.set(heldKey(self, key), value);
  } else {
    // Not an assignment: `__proto__` is a key like any other.
    Object.defineProperty(self, property(key), { value, enumerable: true, writable: true, configurable: true });
  }
}

function take(self: Mapping, key: unknown): void {
  if (self instanceof Map) self.delete(heldKey(self, key));
  else Reflect.deleteProperty(self, property(key));
}

function get(self: Mapping, key: unknown, fallback: unknown = null): unknown {
  const found = getKey(self, key);
  return found === undefined ? fallback : found;
}

function pop(self: Mapping, key: unknown, fallback?: unknown): unknown {
  if (!hasKey(self, key)) {
    if (fallback === undefined) throw new PythonError("KeyError", repr(key));
    return fallback;
  }
  const found = getKey(self, key);
  take(self, key);
  return found;
}

function popitem(self: Mapping): Tuple {
  const last = Array.from(entriesOf(self)).at(-1);
  if (last === undefined) throw new PythonError("KeyError", "'popitem(): dictionary is empty'");
  take(self, last[0]);
  return new Tuple(last[0], last[1]);
}

function setdefault(self: Mapping, key: unknown, fallback: unknown = null): unknown {
  const found = getKey(self, key);
  if (found !== undefined) return found;
  put(self, key, fallback);
  return fallback;
}

/** Pairs of a mapping or of an iterable of pairs. Raises TypeError, ValueError. */
export function* pairsOf(source: unknown): Generator<readonly [unknown, unknown]> {
  if (isMapping(source)) {
    yield* entriesOf(source);
    return;
  }
  if (source instanceof Undefined) source.fail();
  let place = 0;
  for (const item of iterate(source)) {
    yield pairOf(item, place);
    place++;
  }
}

function pairOf(item: unknown, place: number): readonly [unknown, unknown] {
  const pair = itemsOf(item);
  if (pair === undefined) {
    throw typeError(`cannot convert dictionary update sequence element #${place} to a sequence`);
  }
  if (pair.length === 2) return [pair[0], pair[1]];
  throw valueError(`dictionary update sequence element #${place} has length ${pair.length}; 2 is required`);
}

function itemsOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  try {
    return toList(value);
  } catch {
    return undefined;
  }
}

function update(self: Mapping, source: unknown, kwargs: ReadonlyMap<string, unknown>): void {
  if (source !== undefined) for (const [key, value] of pairsOf(source)) put(self, key, value);
  for (const [key, value] of kwargs) put(self, key, value);
}

function clear(self: Mapping): void {
  if (self instanceof Map) self.clear();
  else for (const key of Object.keys(self)) Reflect.deleteProperty(self, key);
}

function fromkeys(_self: Mapping, keys: unknown, value: unknown = null): Dict {
  const made = new Dict();
  for (const key of iterate(keys)) put(made, key, value);
  return made;
}

export const dictMethods = tableOf({
  clear: method("", clear),
  copy: method("", (self: Mapping) => dictFrom(entriesOf(self))),
  fromkeys: method("iterable value?", fromkeys),
  get: method("key default?", get),
  items: method("", (self: Mapping) => new DictItems(self)),
  keys: method("", (self: Mapping) => new DictKeys(self)),
  pop: method("key default?", pop),
  popitem: method("", popitem),
  setdefault: method("key default?", setdefault),
  update: method("source?", update, { kwargs: true }),
  values: method("", (self: Mapping) => new DictValues(self)),
});
