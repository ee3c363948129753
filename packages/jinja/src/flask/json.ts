// What Flask's JSON provider adds to JSON: dates as in HTTP, and objects that say their own HTML.
import { isMapping } from "../values/dict.ts";
import { entriesOf } from "../values/mapping.ts";

/** The value with everything that JSON has no word for put as Flask puts it. Lists and dicts are copied. */
export function jsonable(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  if (value instanceof Date) return value.toUTCString();
  if (Array.isArray(value)) return value.map(jsonable);
  if (isMapping(value)) return new Map(Array.from(entriesOf(value), ([key, item]) => [key, jsonable(item)]));
  return value;
}
