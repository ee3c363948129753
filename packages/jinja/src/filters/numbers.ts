// abs, int, float, round, filesizeformat: filters of numbers.
import { PythonError, type PythonErrorName, typeError } from "../errors.ts";
import { less } from "../values/compare.ts";
import { float, isFloat, isNumber, toNumber, floatToInt } from "../values/float.ts";
import { negate } from "../operators/arithmetic.ts";
import { typeName } from "../values/typename.ts";
import { declare, type FilterTable } from "./declare.ts";
import { filesizeformat } from "./filesize.ts";
import { round } from "./round.ts";
import { toFloat, toInt } from "../format/convert.ts";

function abs(value: unknown): unknown {
  if (typeof value === "boolean") return Number(value);
  if (!isNumber(value)) throw typeError(`bad operand type for abs(): '${typeName(value)}'`);
  if (isFloat(value)) return float(Math.abs(toNumber(value)));
  return less(value, 0) ? negate(value) : value;
}

/** The value of `work`; `undefined` where it raises one of these errors. */
function unless<T>(names: readonly PythonErrorName[], work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof PythonError && names.includes(error.name)) return undefined;
    throw error;
  }
}

/** Reads "42.23" as 42, too; what is no number at all becomes `fallback`. */
function intFilter(value: unknown, fallback: unknown = 0, base: unknown = 10): unknown {
  const plainBase = typeof base === "number" ? base : Number.NaN;
  return (
    unless(["TypeError", "ValueError"], () => toInt(value, plainBase)) ??
    unless(["TypeError", "ValueError", "OverflowError"], () => floatToInt(toFloat(value))) ??
    fallback
  );
}

function floatFilter(value: unknown, fallback: unknown = float(0)): unknown {
  const number = unless(["TypeError", "ValueError"], () => toFloat(value));
  return number === undefined ? fallback : float(number);
}

export const numberFilters: FilterTable = {
  abs: declare("abs(x)", abs),
  int: declare("do_int(value, default?, base?)", intFilter),
  float: declare("do_float(value, default?)", floatFilter),
  round: declare("do_round(value, precision?, method?)", round),
  filesizeformat: declare("do_filesizeformat(value, binary?)", filesizeformat),
};
