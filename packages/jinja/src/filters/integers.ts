// Whole numbers that filters take as arguments.
import { typeError } from "../errors.ts";
import { Undefined } from "../undefined.ts";
import { isInt } from "../values/float.ts";
import { typeName } from "../values/typename.ts";

/** An int that Jinja calculates with: `toIndex`, but an undefined value fails in its own way. */
export function toInteger(value: unknown): number {
  if (value instanceof Undefined) value.fail();
  return toIndex(value);
}

/** An int or bool as a JavaScript number. Raises TypeError for all else, as Python does where it wants an index. */
export function toIndex(value: unknown): number {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (isInt(value)) return Number(value);
  throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`);
}
