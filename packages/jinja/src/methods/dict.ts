// The methods of dict, on Maps and plain objects alike.
import { PythonError, typeError } from "../errors.ts";
import { checkLength, countItems } from "../limits.ts";
import { Dict, dictFrom } from "../values/dict.ts";
import { iterate } from "../values/iterate.ts";
import { entriesOf, isMapping, noteGrowth } from "../values/mapping.ts";
import { getKey, hasKey, heldKey, propertyFor, sizeOf } from "../values/members.ts";
import { pairsOf } from "../values/pairs.ts";
import { repr } from "../values/text.ts";
import { Tuple } from "../values/tuple.ts";
import { typeName } from "../values/typename.ts";
import { DictItems, DictKeys, DictValues } from "./dict-views.ts";
import { method, tableOf } from "./method.ts";

type Mapping = Map<unknown, unknown> | Record<string, unknown>;

/** The key as this mapping holds it: 1 where a Map of JavaScript's holds true. */
function keyIn(self: Map<unknown, unknown>, key: unknown): unknown {
  return self instanceof Dict ? key : (heldKey(self, key) ?? key);
}

/** A plain object's key. Raises TypeError for what JavaScript's objects cannot hold. */
function property(key: unknown): string {
  const name = propertyFor(key);
  if (name === undefined) throw typeError(`a JavaScript object takes no key of type '${typeName(key)}'`);
  return name;
}

function put(self: Mapping, key: unknown, value: unknown): void {
  checkLength(1);
  if (self instanceof Map) {
    self.set(keyIn(self, key), value);
  } else {
    const name = property(key);
    if (!Object.hasOwn(self, name)) noteGrowth(self, 1);
    // Not an assignment: `__proto__` is a key like any other.
    Object.defineProperty(self, name, { value, enumerable: true, writable: true, configurable: true });
  }
}

function take(self: Mapping, key: unknown): void {
  if (self instanceof Map) self.delete(keyIn(self, key));
  else if (Reflect.deleteProperty(self, property(key))) noteGrowth(self, -1);
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
  countItems(sizeOf(self));
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

function update(self: Mapping, source: unknown, kwargs: ReadonlyMap<string, unknown>): void {
  if (source !== undefined) {
    const before = sizeOf(self);
    for (const [key, value] of pairsOf(source)) put(self, key, value);
    countItems(isMapping(source) ? sizeOf(source) : sizeOf(self) - before);
  }
  for (const [key, value] of kwargs) put(self, key, value);
}

function clear(self: Mapping): void {
  if (self instanceof Map) self.clear();
  else for (const key of Object.keys(self)) take(self, key);
}

function fromkeys(_self: Mapping, keys: unknown, value: unknown = null): Dict {
  const made = new Dict();
  for (const key of iterate(keys)) put(made, key, value);
  return made;
}

function copy(self: Mapping): Dict {
  checkLength(sizeOf(self));
  return dictFrom(entriesOf(self));
}

export const dictMethods = tableOf({
  clear: method("", clear),
  copy: method("", copy),
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
