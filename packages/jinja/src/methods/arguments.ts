// What methods ask of their arguments, with Python's TypeErrors.
import { PythonError, typeError } from "../errors.ts";
import { isInt } from "../values/float.ts";
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

/** An int or bool; beyond the safe integers an infinity would do, so the nearest number does. */
export function intArgument(value: unknown): number {
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "bigint") throw new PythonError("OverflowError", "Python int too large to convert to C ssize_t");
  throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`);
}

/** A bound of a slice: an int of any size or, where it may be, None, which is JavaScript's undefined here. */
export function boundArgument(value: unknown, none: "None or " | "" = "None or "): number | undefined {
  if (value === undefined || (value === null && none !== "")) return undefined;
  if (isInt(value)) return Number(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  throw typeError(`slice indices must be integers or ${none}have an __index__ method`);
}

/** A bound of a slice made to lie between 0 and `length`; negative ones count from the end. */
export function clampBound(bound: number, length: number): number {
  return Math.min(Math.max(bound < 0 ? bound + length : bound, 0), length);
}
