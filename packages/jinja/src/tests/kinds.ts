// Tests of what a value is: defined, none, string, number, sequence.
import { declare, type FilterTable } from "../filters/declare.ts";
import { isText } from "../filters/soft.ts";
import { Undefined } from "../undefined.ts";
import type { Callable } from "../values/callable.ts";
import { hasHtml } from "../values/escape.ts";
import { isFloat, isInt, isNumber } from "../values/float.ts";
import { isIterable, length } from "../values/iterate.ts";
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

function kind(name: string, holds: (value: unknown) => boolean): Callable {
  return declare(`test_${name}(value)`, (value: unknown) => holds(value));
}

export const kindTests: FilterTable = {
  defined: kind("defined", value => !isUndefined(value)),
  undefined: kind("undefined", isUndefined),
  none: kind("none", value => value === null),
  boolean: kind("boolean", value => typeof value === "boolean"),
  true: kind("true", value => value === true),
  false: kind("false", value => value === false),
  integer: kind("integer", isInt),
  float: kind("float", isFloat),
  number: kind("number", value => isNumber(value) || typeof value === "boolean"),
  string: kind("string", isText),
  mapping: kind("mapping", isMapping),
  sequence: kind("sequence", isSequence),
  iterable: kind("iterable", isIterable),
  callable: kind("callable", isCallable),
  escaped: kind("escaped", hasHtml),
};
