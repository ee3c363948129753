// abs, int, float, round, filesizeformat: filters of numbers.
import { PythonError, type PythonErrorName, typeError } from "../errors.ts";
import { Undefined } from "../undefined.ts";
import { less } from "../values/compare.ts";
import { float, isFloat, isInt, isNumber, toNumber } from "../values/float.ts";
import { textOf } from "../values/markup.ts";
import { negate } from "../operators/arithmetic.ts";
import { typeName } from "../values/typename.ts";
import { declare, type FilterTable } from "./declare.ts";
import { filesizeformat } from "./filesize.ts";
import { parseWithBase } from "./int-text.ts";
import { floatToInt, round } from "./round.ts";
import { toFloat } from "./to-float.ts";

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

/** Python's int(). */
function toInt(value: unknown, base: unknown): unknown {
  const text = textOf(value);
  if (text !== undefined) return parseWithBase(text, typeof base === "number" ? base : Number.NaN);
  if (typeof value === "boolean") return Number(value);
  if (isInt(value)) return value;
  if (isFloat(value)) return floatToInt(toNumber(value), Math.trunc);
  if (value instanceof Undefined) value.fail();
  throw typeError(`int() argument must be a string, a bytes-like object or a real number, not '${typeName(value)}'`);
}

/** Reads "42.23" as 42, too; what is no number at all becomes `fallback`. */
function intFilter(value: unknown, fallback: unknown = 0, base: unknown = 10): unknown {
  return (
    unless(["TypeError", "ValueError"], () => toInt(value, base)) ??
    unless(["TypeError", "ValueError", "OverflowError"], () => floatToInt(toFloat(value), Math.trunc)) ??
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
