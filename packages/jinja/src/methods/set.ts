// The methods of set.
import { PythonError } from "../errors.ts";
import { checkLength, countItems } from "../limits.ts";
import { iterate } from "../values/iterate.ts";
import { hashKey } from "../values/hash.ts";
import { heldItem } from "../values/members.ts";
import { repr } from "../values/text.ts";
import { method, tableOf } from "./method.ts";

type Items = Set<unknown>;

/** Items under their hashes: what Python finds equal is there once. Raises TypeError for what does not hash. */
type Hashed = Map<unknown, unknown>;

function hashed(items: unknown): Hashed {
  const made: Hashed = new Map();
  for (const item of iterate(items)) {
    const key = hashKey(item);
    if (!made.has(key)) made.set(key, item);
  }
  countItems(made.size);
  return made;
}

function add(self: Items, item: unknown): void {
  checkLength(1);
  hashKey(item);
  if (heldItem(self, item) === undefined) self.add(item);
}

function discard(self: Items, item: unknown): boolean {
  const held = heldItem(self, item);
  return held !== undefined && self.delete(held.item);
}

function remove(self: Items, item: unknown): void {
  if (!discard(self, item)) throw new PythonError("KeyError", repr(item));
}

function pop(self: Items): unknown {
  for (const item of self) {
    self.delete(item);
    return item;
  }
  throw new PythonError("KeyError", "'pop from an empty set'");
}

function union(self: Items, others: readonly unknown[]): Items {
  const made = hashed(self);
  for (const other of others) {
    for (const [key, item] of hashed(other)) if (!made.has(key)) made.set(key, item);
  }
  checkLength(made.size);
  return new Set(made.values());
}

/** Of items that are equal but not the same, those of the other stay, as in Python. */
function intersection(self: Items, others: readonly unknown[]): Items {
  let kept = hashed(self);
  for (const other of others.map(hashed)) kept = new Map(Array.from(other).filter(([key]) => kept.has(key)));
  return new Set(kept.values());
}

function difference(self: Items, others: readonly unknown[]): Items {
  const made = hashed(self);
  for (const other of others) for (const key of hashed(other).keys()) made.delete(key);
  return new Set(made.values());
}

function symmetricDifference(self: Items, other: unknown): Items {
  const others = new Set(hashed(other).values());
  return union(difference(self, [others]), [difference(others, [self])]);
}

/** Whether all of `self` is in `other`. */
function isSubset(self: Items, other: unknown): boolean {
  const others = hashed(other);
  return Array.from(hashed(self).keys()).every(key => others.has(key));
}

/** Whether all of `other` is in `self`; looks no further than the first that is not, as Python does. */
function isSuperset(self: Items, other: unknown): boolean {
  const keys = hashed(self);
  for (const item of iterate(other)) if (!keys.has(hashKey(item))) return false;
  return true;
}

function isDisjoint(self: Items, other: unknown): boolean {
  const keys = hashed(self);
  for (const item of iterate(other)) if (keys.has(hashKey(item))) return false;
  return true;
}

function copy(self: Items): Items {
  checkLength(self.size);
  return new Set(self);
}

/** Makes `self` hold what `items` holds. */
function assign(self: Items, items: Items): void {
  self.clear();
  for (const item of items) self.add(item);
}

const varargs = { varargs: true } as const;

export const setMethods = tableOf({
  add: method("item", add),
  clear: method("", (self: Items) => self.clear()),
  copy: method("", copy),
  difference: method("", (self: Items, ...others: unknown[]) => difference(self, others), varargs),
  difference_update: method("", (self: Items, ...others: unknown[]) => assign(self, difference(self, others)), varargs),
  discard: method("item", (self: Items, item: unknown) => void discard(self, item)),
  intersection: method("", (self: Items, ...others: unknown[]) => intersection(self, others), varargs),
  intersection_update: method(
    "",
    (self: Items, ...others: unknown[]) => assign(self, intersection(self, others)),
    varargs,
  ),
  isdisjoint: method("other", isDisjoint),
  issubset: method("other", isSubset),
  issuperset: method("other", isSuperset),
  pop: method("", pop),
  remove: method("item", remove),
  symmetric_difference: method("other", symmetricDifference),
  symmetric_difference_update: method("other", (self: Items, other: unknown) => {
    assign(self, symmetricDifference(self, other));
  }),
  union: method("", (self: Items, ...others: unknown[]) => union(self, others), varargs),
  update: method("", (self: Items, ...others: unknown[]) => assign(self, union(self, others)), varargs),
});
