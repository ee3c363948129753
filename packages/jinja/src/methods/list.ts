// The methods of list and tuple.
import { PythonError, typeError, valueError } from "../errors.ts";
import { checkLength, checkOutput } from "../limits.ts";
import { Undefined } from "../undefined.ts";
import { signatureOf } from "../values/callable.ts";
import { compare } from "../values/compare.ts";
import { equals } from "../values/equals.ts";
import { iterate } from "../values/iterate.ts";
import { CALL, protocolOf } from "../values/protocol.ts";
import { repr } from "../values/text.ts";
import type { Tuple } from "../values/tuple.ts";
import { typeName } from "../values/typename.ts";
import { countOf } from "../values/ints.ts";
import { sliceBound } from "../values/slice.ts";
import { clampBound } from "./arguments.ts";
import { method, tableOf } from "./method.ts";

type List = unknown[];

/** Asks whether a list may have one item more. */
function grow(self: List): void {
  checkOutput(self.length + 1);
  checkLength(1);
}

function extend(self: List, items: unknown): void {
  const more = items === self ? self.slice() : Array.isArray(items) ? items : iterate(items);
  for (const item of more) {
    grow(self);
    self.push(item);
  }
}

function placeOf(self: readonly unknown[], value: unknown, start?: unknown, stop?: unknown): number {
  const from = clampBound(sliceBound(start, "") ?? 0, self.length);
  const to = clampBound(sliceBound(stop, "") ?? self.length, self.length);
  for (let at = from; at < to && at < self.length; at++) if (equals(self[at], value)) return at;
  return -1;
}

function listIndex(self: List, value: unknown, start?: unknown, stop?: unknown): number {
  const at = placeOf(self, value, start, stop);
  if (at === -1) throw valueError(`${repr(value)} is not in list`);
  return at;
}

function tupleIndex(self: Tuple, value: unknown, start?: unknown, stop?: unknown): number {
  const at = placeOf(self, value, start, stop);
  if (at === -1) throw valueError("tuple.index(x): x not in tuple");
  return at;
}

function count(self: readonly unknown[], value: unknown): number {
  let times = 0;
  for (const item of self) if (equals(item, value)) times++;
  return times;
}

function insert(self: List, place: unknown, item: unknown): void {
  grow(self);
  self.splice(clampBound(countOf(place), self.length), 0, item);
}

function pop(self: List, place?: unknown): unknown {
  const at = place === undefined ? -1 : countOf(place);
  if (self.length === 0) throw new PythonError("IndexError", "pop from empty list");
  const from = at < 0 ? at + self.length : at;
  if (from < 0 || from >= self.length) throw new PythonError("IndexError", "pop index out of range");
  return self.splice(from, 1)[0];
}

function remove(self: List, value: unknown): void {
  const at = placeOf(self, value);
  if (at === -1) throw valueError("list.remove(x): x not in list");
  self.splice(at, 1);
}

/** A template's value as a function of one argument. Raises TypeError for what is not callable. */
function callableOf(value: unknown): (item: unknown) => unknown {
  if (value instanceof Undefined) value.fail();
  const call = protocolOf(value, CALL);
  if (call !== undefined) return item => call.call(value, [item], null, null);
  if (typeof value !== "function") throw typeError(`'${typeName(value)}' object is not callable`);
  const first = signatureOf(value)?.kwargs === true ? [new Map()] : [];
  return item => Reflect.apply(value, undefined, [...first, item]) as unknown;
}

/** `sort(key=None, reverse=False)`: keywords only; stable, also in reverse. */
function sort(self: List, kwargs: ReadonlyMap<string, unknown>): void {
  for (const name of kwargs.keys()) {
    if (name !== "key" && name !== "reverse") throw typeError(`'${name}' is an invalid keyword argument for sort()`);
  }
  const key = kwargs.get("key") ?? null;
  const keyOf = key === null ? undefined : callableOf(key);
  const sign = countOf(kwargs.get("reverse") ?? false) === 0 ? 1 : -1;
  const keyed = self.map(item => ({ item, key: keyOf === undefined ? item : keyOf(item) }));
  keyed.sort((a, b) => sign * compare(a.key, b.key));
  keyed.forEach(({ item }, place) => (self[place] = item));
}

export const listMethods = tableOf({
  append: method("object", (self: List, item: unknown) => {
    grow(self);
    self.push(item);
  }),
  clear: method("", (self: List) => void (self.length = 0)),
  copy: method("", (self: List) => Array.from(self)),
  count: method("value", count),
  extend: method("iterable", extend),
  index: method("value start? stop?", listIndex),
  insert: method("index object", insert),
  pop: method("index?", pop),
  remove: method("value", remove),
  reverse: method("", (self: List) => {
    // oxlint-disable-next-line unicorn/no-array-reverse -- in place is what Python does
    self.reverse();
  }),
  sort: method("", sort, { kwargs: true }),
});

export const tupleMethods = tableOf({
  count: method("value", count),
  index: method("value start? stop?", tupleIndex),
});
