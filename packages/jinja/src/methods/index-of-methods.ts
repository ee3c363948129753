// Which methods and members a value has by Python's rules.
import type { Method } from "./method.ts";
import { strMethods } from "./str.ts";

export type { Method } from "./method.ts";

/** The method `name` of a value of a built-in type; undefined where it has none. Call it with the value first. */
export function methodOf(value: unknown, name: string): Method | undefined {
  if (typeof value === "string") return strMethods.get(name);
  return undefined;
}

/** A readable attribute that is no method: `date.year`, `range.start`. JavaScript's undefined where there is none. */
export function memberOf(value: unknown, name: string): unknown {
  if (value instanceof Date && name === "year") return value.getUTCFullYear();
  return undefined;
}
