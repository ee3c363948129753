// Python's float() of any value.
import { PythonError, typeError } from "../errors.ts";
import { parseFloatText } from "../format/parse-number.ts";
import { Undefined } from "../undefined.ts";
import { isNumber, toNumber } from "../values/float.ts";
import { textOf } from "../values/markup.ts";
import { typeName } from "../values/typename.ts";

/** The plain number. Raises ValueError for other texts, TypeError for other types, OverflowError for ints beyond the floats. */
export function toFloat(value: unknown): number {
  const text = textOf(value);
  if (text !== undefined) return parseFloatText(text, value);
  if (value instanceof Undefined) value.fail();
  if (!isNumber(value) && typeof value !== "boolean") {
    throw typeError(`float() argument must be a string or a real number, not '${typeName(value)}'`);
  }
  const number = toNumber(value);
  if (typeof value === "bigint" && !Number.isFinite(number)) {
    throw new PythonError("OverflowError", "int too large to convert to float");
  }
  return number;
}
