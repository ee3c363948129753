// Python's range(…) as templates call it.
import { PythonError, typeError } from "../errors.ts";
import { Range } from "../values/range.ts";
import { typeName } from "../values/typename.ts";

/** Longest range that a sandbox makes (jinja2.sandbox.MAX_RANGE). */
export const MAX_RANGE = 100_000;

/** An int as Python's `operator.index` takes it. Raises TypeError for all else, OverflowError for what no range here can count. */
export function indexOf(value: unknown): number {
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  if (typeof value === "bigint") throw new PythonError("OverflowError", "Python int too large for a range");
  throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`);
}

/** `range(stop)`, `range(start, stop, step)`. */
export function makeRange(args: readonly unknown[]): Range {
  if (args.length === 0) throw typeError("range expected at least 1 argument, got 0");
  if (args.length > 3) throw typeError(`range expected at most 3 arguments, got ${args.length}`);
  const [first = 0, second = 0, step = 1] = args.map(indexOf);
  return args.length === 1 ? new Range(0, first) : new Range(first, second, step);
}

/** A sandbox's range. Raises OverflowError for long ones, as Jinja's does. */
export function makeSafeRange(args: readonly unknown[]): Range {
  const range = makeRange(args);
  if (range.length <= MAX_RANGE) return range;
  const message = `Range too big. The sandbox blocks ranges larger than MAX_RANGE (${MAX_RANGE}).`;
  throw new PythonError("OverflowError", message);
}
