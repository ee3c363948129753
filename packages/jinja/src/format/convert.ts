// Python's int() and float() of any value.
import { typeError } from "../errors.ts";
import { Undefined } from "../undefined.ts";
import { floatToInt, intToFloat, isFloat, toNumber } from "../values/float.ts";
import { type Int, intOf } from "../values/ints.ts";
import { textOf } from "../values/markup.ts";
import { typeName } from "../values/typename.ts";
import { parseInteger } from "./parse-int.ts";
import { parseFloatText } from "./parse-number.ts";

/** `base` is of texts only. Raises ValueError for other texts, TypeError for other types, OverflowError for infinities. */
export function toInt(value: unknown, base = 10): Int {
  const text = textOf(value);
  if (text !== undefined) return parseInteger(text, base, value);
  if (isFloat(value)) return floatToInt(toNumber(value));
  const int = intOf(value);
  if (int !== undefined) return int;
  if (value instanceof Undefined) value.fail();
  throw typeError(`int() argument must be a string, a bytes-like object or a real number, not '${typeName(value)}'`);
}

/** The plain number. Raises ValueError for other texts, TypeError for other types, OverflowError for ints beyond the floats. */
export function toFloat(value: unknown): number {
  const text = textOf(value);
  if (text !== undefined) return parseFloatText(text, value);
  if (isFloat(value)) return toNumber(value);
  const int = intOf(value);
  if (int !== undefined) return intToFloat(int);
  if (value instanceof Undefined) value.fail();
  throw typeError(`float() argument must be a string or a real number, not '${typeName(value)}'`);
}
