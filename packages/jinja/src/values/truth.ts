// Python's truth: zero and what is empty is false.
import { Undefined } from "../undefined.ts";
import { Float } from "./float.ts";
import { isPlainObject } from "./mapping.ts";
import { Markup } from "./markup.ts";
import { LENGTH, protocolOf } from "./protocol.ts";
import { Range } from "./range.ts";

function objectTruth(value: object): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Undefined) return value.truth();
  if (value instanceof Map || value instanceof Set) return value.size > 0;
  if (value instanceof Markup) return value.toString() !== "";
  if (value instanceof Float) return value.valueOf() !== 0;
  if (value instanceof Range) return value.length > 0;
  if (isPlainObject(value)) return isFilled(value);
  if (ArrayBuffer.isView(value)) return value.byteLength > 0;
  const length = protocolOf(value, LENGTH);
  return length === undefined || length.call(value) !== 0;
}

function isFilled(value: Record<string, unknown>): boolean {
  for (const key in value) if (Object.hasOwn(value, key)) return true;
  return false;
}

/** `bool(value)`. */
export function truth(value: unknown): boolean {
  switch (typeof value) {
    case "boolean":
      return value;
    case "string":
      return value !== "";
    case "number":
      return value !== 0;
    case "object":
      return value !== null && objectTruth(value);
    case "bigint":
      return value !== 0n;
    default:
      return value !== undefined;
  }
}
