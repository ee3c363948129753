// The methods of set.
import { PythonError } from "../errors.ts";
import { checkLength } from "../format/limit.ts";
import { iterate } from "../values/iterate.ts";
import { hasMember, isSubset } from "../values/members.ts";
import { equals } from "../values/compare.ts";
import { hashKey } from "../values/hash.ts";
import { repr } from "../values/text.ts";
import { method, tableOf } from "./method.ts";

type Items = Set<unknown>;

function add(self: Items, item: unknown): void {
  hashKey(item);
  checkLength(self.size + 1);
  if (!holds(self, item)) self.add(item);
}

/** Tuples are equal by their items, which JavaScript's Set does not know. */
function holds(self: ReadonlySet<unknown>, item: unknown): boolean {
  return hasMember(self, item) || (typeof item === "object" && item !== null && heldItem(self, item) !== undefined);
}

function heldItem(self: ReadonlySet<unknown>, item: unknown): unknown {
  for (const held of self) if (equals(held, item)) return held;
  return undefined;
}

function setOf(items: unknown): Items {
  if (items instanceof Set) return items;
  const made: Items = new Set();
  for (const item of iterate(items)) add(made, item);
  return made;
}

function discard(self: Items, item: unknown): boolean {
  hashKey(item);
  if (self.delete(item)) return true;
  for (const held of self) if (equals(held, item)) return self.delete(held);
  return false;
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

function updateWith(self: Items, others: readonly unknown[]): void {
  for (const other of others) for (const item of iterate(other)) add(self, item);
}

function union(self: Items, others: readonly unknown[]): Items {
  const made = new Set(self);
  updateWith(made, others);
  return made;
}

function intersection(self: Items, others: readonly unknown[]): Items {
  const sets = others.map(setOf);
  return new Set(Array.from(self).filter(item => sets.every(other => holds(other, item))));
}

function difference(self: Items, others: readonly unknown[]): Items {
  const sets = others.map(setOf);
  return new Set(Array.from(self).filter(item => !sets.some(other => holds(other, item))));
}

function symmetricDifference(self: Items, other: unknown): Items {
  const others = setOf(other);
  return union(difference(self, [others]), [difference(others, [self])]);
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
  copy: method("", (self: Items) => new Set(self)),
  difference: method("", (self: Items, ...others: unknown[]) => difference(self, others), varargs),
  difference_update: method("", (self: Items, ...others: unknown[]) => assign(self, difference(self, others)), varargs),
  discard: method("item", (self: Items, item: unknown) => void discard(self, item)),
  intersection: method("", (self: Items, ...others: unknown[]) => intersection(self, others), varargs),
  intersection_update: method(
    "",
    (self: Items, ...others: unknown[]) => assign(self, intersection(self, others)),
    varargs,
  ),
  isdisjoint: method("other", (self: Items, other: unknown) => intersection(self, [other]).size === 0),
  issubset: method("other", (self: Items, other: unknown) => isSubset(self, setOf(other))),
  issuperset: method("other", (self: Items, other: unknown) => isSubset(setOf(other), self)),
  pop: method("", pop),
  remove: method("item", remove),
  symmetric_difference: method("other", symmetricDifference),
  symmetric_difference_update: method("other", (self: Items, other: unknown) => {
    assign(self, symmetricDifference(self, other));
  }),
  union: method("", (self: Items, ...others: unknown[]) => union(self, others), varargs),
  update: method("", (self: Items, ...others: unknown[]) => updateWith(self, others), varargs),
});
