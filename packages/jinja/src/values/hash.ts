// Keys of dicts by Python's rules: what is equal hashes alike (1 == 1.0 == True, tuples by value), lists and dicts do not.
import { typeError } from "../errors.ts";
import { checkGrowth } from "../limits.ts";
import { Undefined } from "../undefined.ts";
import { Float, integer } from "./float.ts";
import { Markup } from "./markup.ts";
import { isMapping } from "./mapping.ts";
import { MAX_NESTING, recursionError } from "./nesting.ts";
import { Range } from "./range.ts";
import { TimeDelta } from "./timedelta.ts";
import { Tuple } from "./tuple.ts";
import { typeName } from "./typename.ts";

/** Before the key of a value that is no string; strings that begin so get one more of them. */
const MARK = "\0";

const identities = new WeakMap<object, number>();
let lastIdentity = 0;

function identityOf(value: object): number {
  let identity = identities.get(value);
  if (identity === undefined) {
    identity = ++lastIdentity;
    identities.set(value, identity);
  }
  return identity;
}

function numberKey(n: number): unknown {
  return Number.isInteger(n) && !Number.isSafeInteger(n) ? BigInt(n) : n + 0;
}

function textKey(text: string): string {
  return text.startsWith(MARK) ? `${MARK}s${text}` : text;
}

/** Whether a hash stands for a value in the language of this file, and is no key itself. */
export function isCoded(hash: unknown): boolean {
  return typeof hash === "string" && hash.charCodeAt(0) === 0;
}

function tupleKey(items: Tuple, depth: number): string {
  if (depth > MAX_NESTING) throw recursionError("");
  const key = `${MARK}t${Array.from(items, item => partKey(item, depth)).join("")}`;
  // Tuples that share parts double at each level.
  checkGrowth(key.length);
  return key;
}

/** The key of a part of a tuple, with its kind and length, so that no two tuples share a key. */
function partKey(value: unknown, depth: number): string {
  const key = value instanceof Tuple ? tupleKey(value, depth + 1) : hashKey(value);
  if (typeof key === "object" && key !== null) return `o${identityOf(key)};`;
  if (typeof key === "function") return `o${identityOf(key)};`;
  const text = String(key);
  return `${typeof key === "string" ? "s" : "n"}${text.length}:${text}`;
}

function isHashable(value: object): boolean {
  return !(Array.isArray(value) || isMapping(value) || value instanceof Set);
}

/** All of one class are equal. A strict one raises: it has no hash. */
function undefinedKey(value: Undefined): unknown {
  value.equals(value);
  return value.constructor;
}

function objectKey(value: object): unknown {
  if (value instanceof Float) return numberKey(value.valueOf());
  if (value instanceof Markup) return textKey(value.toString());
  if (value instanceof Tuple) return tupleKey(value, 0);
  if (value instanceof Date) return `${MARK}d${value.getTime()}`;
  if (value instanceof TimeDelta) return `${MARK}p${value.valueOf()}`;
  if (value instanceof Range) return `${MARK}r${[...rangeParts(value)].join()}`;
  if (value instanceof Undefined) return undefinedKey(value);
  if (isHashable(value)) return value;
  throw typeError(`unhashable type: '${typeName(value)}'`);
}

function rangeParts(range: Range): number[] {
  const length = range.length;
  if (length === 0) return [0];
  return length === 1 ? [1, range.start()] : [length, range.start(), range.step()];
}

/**
 * A value that a JavaScript Map holds alike for all that Python finds equal: a primitive, or the object itself.
 * Raises TypeError "unhashable type: 'list'".
 */
export function hashKey(value: unknown): unknown {
  switch (typeof value) {
    case "string":
      return textKey(value);
    case "number":
      return numberKey(value);
    case "bigint":
      return integer(value);
    case "boolean":
      return value ? 1 : 0;
    case "object":
      return value === null ? value : objectKey(value);
    default:
      return value;
  }
}
