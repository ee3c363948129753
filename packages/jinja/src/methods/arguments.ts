// What methods ask of their arguments, with Python's TypeErrors.
import { typeError } from "../errors.ts";
import { textOf } from "../values/markup.ts";
import { typeName } from "../values/typename.ts";

/** A str or Markup. `what` begins the message: "replace() argument 1 must be str". */
export function textArgument(value: unknown, what: string): string {
  const text = textOf(value);
  if (text !== undefined) return text;
  // Python names None itself where it names the argument.
  const given = value === null && what.includes("argument") ? "None" : typeName(value);
  throw typeError(`${what}, not ${given}`);
}

/** A bound of a slice made to lie between 0 and `length`; negative ones count from the end. */
export function clampBound(bound: number, length: number): number {
  return Math.min(Math.max(bound < 0 ? bound + length : bound, 0), length);
}
