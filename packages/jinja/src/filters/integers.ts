// Whole numbers that filters take as arguments.
import { Undefined } from "../undefined.ts";
import { indexOf } from "../values/ints.ts";

/** An int that Jinja calculates with: `toIndex`, but an undefined value fails in its own way. */
export function toInteger(value: unknown): number {
  if (value instanceof Undefined) value.fail();
  return toIndex(value);
}

/** An int or bool as a JavaScript number. Raises TypeError for all else, as Python does where it wants an index. */
export function toIndex(value: unknown): number {
  return Number(indexOf(value));
}
