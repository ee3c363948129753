// What Python compares and subtracts as sets: sets, and the keys and items of dicts.
import { dictFrom } from "./dict.ts";
import { iterate, length } from "./iterate.ts";
import { hasMember } from "./members.ts";
import { CONTAINS, protocolOf, SET_LIKE } from "./protocol.ts";

type SetLike = Iterable<unknown>;

/** What `keys()` and `items()` of a dict give. */
export function isKeyView(value: unknown): value is SetLike {
  return protocolOf(value, SET_LIKE) !== undefined;
}

export function isSetLike(value: unknown): value is SetLike {
  return value instanceof Set || isKeyView(value);
}

function has(set: SetLike, item: unknown): boolean {
  if (set instanceof Set) return hasMember(set, item);
  return protocolOf(set, CONTAINS)?.call(set, item) === true;
}

/** Whether all of `a` is in `b`: `a <= b`. */
export function isWithin(a: SetLike, b: SetLike): boolean {
  if (length(a) > length(b)) return false;
  for (const item of a) if (!has(b, item)) return false;
  return true;
}

/** `a - b`, where one is a set or a view and the other has items. Raises TypeError for items that do not hash. */
export function without(a: unknown, b: unknown): Set<unknown> {
  const kept = dictFrom(Array.from(iterate(a), item => [item, item]));
  for (const item of iterate(b)) kept.delete(item);
  return new Set(kept.values());
}
