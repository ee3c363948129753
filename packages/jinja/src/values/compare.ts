// Python's order of numbers, texts, lists, tuples, sets and dates.
import { typeError } from "../errors.ts";
import { countText } from "../limits.ts";
import { Undefined } from "../undefined.ts";
import { compareTexts } from "./codepoints.ts";
import { equals } from "./equals.ts";
import { isFloat, toNumber } from "./float.ts";
import { intOf } from "./ints.ts";
import { length } from "./iterate.ts";
import { textOf } from "./markup.ts";
import { isSetLike, isWithin } from "./set-like.ts";
import { TimeDelta } from "./timedelta.ts";
import { Tuple } from "./tuple.ts";
import { typeName } from "./typename.ts";

type Sign = "<" | "<=" | ">" | ">=";

function holds<T extends number | bigint>(sign: Sign, a: T, b: T): boolean {
  switch (sign) {
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
    default:
      return sign satisfies never;
  }
}

/** What a number or bool is ordered by. */
function magnitude(value: unknown): number | bigint | undefined {
  return isFloat(value) ? toNumber(value) : intOf(value);
}

/** The first pair of items that differ decides, else the lengths. */
function orderItems(sign: Sign, a: readonly unknown[], b: readonly unknown[]): boolean {
  const shared = Math.min(a.length, b.length);
  for (let place = 0; place < shared; place++) {
    if (!Object.is(a[place], b[place]) && !equals(a[place], b[place])) return ordered(sign, a[place], b[place]);
  }
  return holds(sign, a.length, b.length);
}

function orderSets(sign: Sign, a: Iterable<unknown>, b: Iterable<unknown>): boolean {
  if (sign === ">" || sign === ">=") return orderSets(sign === ">" ? "<" : "<=", b, a);
  return isWithin(a, b) && (sign === "<=" || length(a) < length(b));
}

function ordered(sign: Sign, a: unknown, b: unknown): boolean {
  const left = magnitude(a);
  const right = magnitude(b);
  if (left !== undefined && right !== undefined) return holds<number | bigint>(sign, left, right);
  const leftText = textOf(a);
  const rightText = textOf(b);
  if (leftText !== undefined) countText(leftText);
  if (leftText !== undefined && rightText !== undefined) return holds(sign, compareTexts(leftText, rightText), 0);
  return orderObjects(sign, a, b);
}

/** Two dates, or two spans between dates. */
function isTime(a: unknown, b: unknown): boolean {
  return (a instanceof Date && b instanceof Date) || (a instanceof TimeDelta && b instanceof TimeDelta);
}

function orderObjects(sign: Sign, a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b) && a instanceof Tuple === b instanceof Tuple) return orderItems(sign, a, b);
  if (isTime(a, b)) return holds(sign, Number(a), Number(b));
  if (isSetLike(a) && isSetLike(b)) return orderSets(sign, a, b);
  if (a instanceof Undefined) return a.fail();
  if (b instanceof Undefined) return b.fail();
  throw typeError(`'${sign}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`);
}

/** `a < b`. Raises TypeError for what has no order. */
export function less(a: unknown, b: unknown): boolean {
  return typeof a === "number" && typeof b === "number" ? a < b : ordered("<", a, b);
}

/** `a <= b`. Raises TypeError for what has no order. */
export function lessEqual(a: unknown, b: unknown): boolean {
  return typeof a === "number" && typeof b === "number" ? a <= b : ordered("<=", a, b);
}

/** `a > b`. Raises TypeError for what has no order. */
export function greater(a: unknown, b: unknown): boolean {
  return typeof a === "number" && typeof b === "number" ? a > b : ordered(">", a, b);
}

/** `a >= b`. Raises TypeError for what has no order. */
export function greaterEqual(a: unknown, b: unknown): boolean {
  return typeof a === "number" && typeof b === "number" ? a >= b : ordered(">=", a, b);
}

/** For `Array.sort`, which is as stable as Python's: negative, 0 or positive. Asks only `<`, as Python's sort does. */
export function compare(a: unknown, b: unknown): number {
  if (typeof a === "string" && typeof b === "string") return compareTexts(a, b);
  if (less(a, b)) return -1;
  return less(b, a) ? 1 : 0;
}
