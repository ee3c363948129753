// Python's range(…) as templates call it.
import { PythonError, typeError } from "../errors.ts";
import { countOf } from "../values/ints.ts";
import { Range } from "../values/range.ts";

/** Longest range that a sandbox makes (jinja2.sandbox.MAX_RANGE). */
export const MAX_RANGE = 100_000;

/** An end or step. Raises TypeError for what is no int, OverflowError for what no range here can count. */
export function rangeArgument(value: unknown): number {
  return countOf(value, "Python int too large for a range");
}

/** `range(stop)`, `range(start, stop, step)`. */
export function makeRange(args: readonly unknown[]): Range {
  if (args.length === 0) throw typeError("range expected at least 1 argument, got 0");
  if (args.length > 3) throw typeError(`range expected at most 3 arguments, got ${args.length}`);
  const [first = 0, second = 0, step = 1] = args.map(rangeArgument);
  return args.length === 1 ? new Range(0, first) : new Range(first, second, step);
}

/** A sandbox's range. Raises OverflowError for long ones, as Jinja's does. */
export function makeSafeRange(args: readonly unknown[]): Range {
  const range = makeRange(args);
  if (range.length <= MAX_RANGE) return range;
  const message = `Range too big. The sandbox blocks ranges larger than MAX_RANGE (${MAX_RANGE}).`;
  throw new PythonError("OverflowError", message);
}
