// Tests of what a value is: defined, none, string, number, sequence.
import { declare, type FilterTable } from "../filters/declare.ts";
import { isText } from "../filters/soft.ts";
import { Undefined } from "../undefined.ts";
import { hasHtml } from "../values/escape.ts";
import { isFloat, isInt, isNumber } from "../values/float.ts";
import { iterate, length } from "../values/iterate.ts";
import { isMapping } from "../values/mapping.ts";
import { CALL, ITEM, protocolOf } from "../values/protocol.ts";
import { Range } from "../values/range.ts";

function isUndefined(value: unknown): boolean {
  return value instanceof Undefined || value === undefined;
}

function isCallable(value: unknown): boolean {
  // Python's undefined value has a `__call__`, if only to raise.
  return typeof value === "function" || value instanceof Undefined || protocolOf(value, CALL) !== undefined;
}

/** Whether a value has items to loop over. */
function isIterable(value: unknown): boolean {
  try {
    iterate(value)[Symbol.iterator]();
    return true;
  } catch {
    return false;
  }
}

/** What has a length and items by key: texts, lists, dicts. */
function isSequence(value: unknown): boolean {
  if (isText(value) || Array.isArray(value) || isMapping(value) || value instanceof Range) return true;
  if (value instanceof Set || value === null || typeof value !== "object") return false;
  if (value instanceof Undefined) return hasLength(value);
  return ArrayBuffer.isView(value) || (protocolOf(value, ITEM) !== undefined && hasLength(value));
}

function hasLength(value: unknown): boolean {
  try {
    length(value);
    return true;
  } catch {
    return false;
  }
}

function kind(holds: (value: unknown) => boolean) {
  return declare("value", (value: unknown) => holds(value));
}

export const kindTests: FilterTable = {
  defined: kind(value => !isUndefined(value)),
  undefined: kind(isUndefined),
  none: kind(value => value === null),
  boolean: kind(value => typeof value === "boolean"),
  true: kind(value => value === true),
  false: kind(value => value === false),
  integer: kind(isInt),
  float: kind(isFloat),
  number: kind(value => isNumber(value) || typeof value === "boolean"),
  string: kind(isText),
  mapping: kind(isMapping),
  sequence: kind(isSequence),
  iterable: kind(isIterable),
  callable: kind(isCallable),
  escaped: kind(hasHtml),
};
