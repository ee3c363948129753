// Python's `==`.
import { countText, countTurns } from "../limits.ts";
import { Undefined } from "../undefined.ts";
import { Float } from "./float.ts";
import { length } from "./iterate.ts";
import { entriesOf, isMapping } from "./mapping.ts";
import { Markup } from "./markup.ts";
import { getKey, hasKey, sizeOf } from "./members.ts";
import { MAX_NESTING, recursionError } from "./nesting.ts";
import { Range } from "./range.ts";
import { isSetLike, isWithin } from "./set-like.ts";
import { TimeDelta } from "./timedelta.ts";
import { Tuple } from "./tuple.ts";

/** A bool, Float or Markup as the JavaScript value that it equals; all else as it is. */
function plain(value: unknown): unknown {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Float) return value.valueOf();
  return value instanceof Markup ? value.toString() : value;
}

function equalItems(a: readonly unknown[], b: readonly unknown[], depth: number): boolean {
  if (a.length !== b.length || a instanceof Tuple !== b instanceof Tuple) return false;
  return a.every((item, place) => Object.is(item, b[place]) || equalAt(item, b[place], depth));
}

type Mapping = Map<unknown, unknown> | Record<string, unknown>;

function equalMappings(a: Mapping, b: Mapping, depth: number): boolean {
  if (sizeOf(a) !== sizeOf(b)) return false;
  for (const [key, value] of entriesOf(a)) {
    if (!hasKey(b, key)) return false;
    const other = getKey(b, key);
    if (!Object.is(value, other) && !equalAt(value, other, depth)) return false;
  }
  return true;
}

function equalRanges(a: Range, b: Range): boolean {
  if (a.length !== b.length || a.length === 0) return a.length === b.length;
  return a.start() === b.start() && (a.length === 1 || a.step() === b.step());
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, place) => byte === b[place]);
}

function equalObjects(a: object, b: object, depth: number): boolean {
  if (Array.isArray(a)) return Array.isArray(b) && equalItems(a, b, depth);
  if (isMapping(a)) return isMapping(b) && equalMappings(a, b, depth);
  if (isSetLike(a)) return isSetLike(b) && length(a) === length(b) && isWithin(a, b);
  if (a instanceof Date) return b instanceof Date && a.getTime() === b.getTime();
  if (a instanceof TimeDelta) return b instanceof TimeDelta && a.valueOf() === b.valueOf();
  if (a instanceof Range) return b instanceof Range && equalRanges(a, b);
  return a instanceof Uint8Array && b instanceof Uint8Array && equalBytes(a, b);
}

function equalAt(a: unknown, b: unknown, depth: number): boolean {
  if (typeof a === "string" && a.length >= 256) countText(a);
  if (a === b) return true;
  if (a instanceof Undefined) return a.equals(b);
  if (b instanceof Undefined) return b.equals(a);
  const left = plain(a);
  const right = plain(b);
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) {
    // oxlint-disable-next-line eqeqeq -- an int beyond 2^53 is a bigint, and equals the number of the same value
    return typeof left === "bigint" || typeof right === "bigint"
      ? isNumeric(left, right) && left == right
      : left === right;
  }
  if (left === right) return true;
  if (depth >= MAX_NESTING) throw recursionError("in comparison");
  // Lists that share parts take a step for each way to each part.
  countTurns(1 + (Array.isArray(left) ? left.length >>> 6 : 0));
  return equalObjects(left, right, depth + 1);
}

function isNumeric(...values: unknown[]): boolean {
  return values.every(value => typeof value === "number" || typeof value === "bigint");
}

/** `a == b`: numbers by value (`1 == 1.0 == True`), texts, lists, tuples, dicts and sets by what they hold, else identity. */
export function equals(a: unknown, b: unknown): boolean {
  if (typeof a === "string" && a.length >= 256) countText(a);
  if (a === b) return !(a instanceof Undefined) || a.equals(b);
  if (typeof a === "string" && typeof b === "string") return false;
  return equalAt(a, b, 0);
}

/** `a is b`; a NaN is itself. */
export function same(a: unknown, b: unknown): boolean {
  return a === b || Object.is(a, b);
}
