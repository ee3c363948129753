// By whose rules an object's attributes go, told from its prototype and remembered: lookups ask this first.
import { Undefined } from "../undefined.ts";
import { Dict } from "../values/dict.ts";
import { Float } from "../values/float.ts";
import { isPlainObject } from "../values/mapping.ts";
import { Markup } from "../values/markup.ts";
import { ATTRIBUTE } from "../values/protocol.ts";
import { Range } from "../values/range.ts";
import { isHiddenPrototype } from "../values/realm.ts";
import { Tuple } from "../values/tuple.ts";

/**
 * "plain": a dict that JavaScript's literals make. "builtin": of a built-in type and nothing more.
 * "instance": of classes of the application alone. "decides": answers for itself.
 * "mixed": all else, such as a class that extends Map.
 */
export type Kind = "plain" | "builtin" | "instance" | "decides" | "mixed";

const kinds = new WeakMap<object, Kind>();

for (const { prototype } of [Array, Date, Dict, Float, Map, Markup, Range, Set, Tuple]) kinds.set(prototype, "builtin");

/** Whether all prototypes up to Object.prototype are the application's. */
function isApplications(prototype: object): boolean {
  let at: unknown = prototype;
  for (let steps = 0; typeof at === "object" && at !== null && steps < 100; steps++) {
    if (at === Object.prototype) return true;
    if (isHiddenPrototype(at)) return false;
    at = Object.getPrototypeOf(at);
  }
  return false;
}

function kindBy(value: object, prototype: object): Kind {
  if (isPlainObject(value)) return "plain";
  if (value instanceof Undefined || ATTRIBUTE in prototype) return "decides";
  return isApplications(prototype) ? "instance" : "mixed";
}

/** Looked up by prototype, found out once for each. */
export function kindOf(value: object): Kind {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === Object.prototype || prototype === null) return "plain";
  let kind = kinds.get(prototype);
  if (kind === undefined) {
    kind = kindBy(value, prototype);
    kinds.set(prototype, kind);
  }
  return kind;
}
