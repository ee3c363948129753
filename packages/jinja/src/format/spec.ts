// Python's format(value, spec).
import { typeError, valueError } from "../errors.ts";
import { codePointLength, firstCodePoints } from "../values/codepoints.ts";
import { Float } from "../values/float.ts";
import { intOf } from "../values/ints.ts";
import { textOf } from "../values/markup.ts";
import { str } from "../values/text.ts";
import { typeName } from "../values/typename.ts";
import { padding } from "./pad.ts";
import { formatFloat, formatInt } from "./spec-numbers.ts";
import { parseTextSpec, type Spec, unknownCode } from "./spec-syntax.ts";
import { strftime } from "./strftime.ts";

/** The text of `value` by a format specification ("{:>8.2f}"). Raises ValueError and TypeError with Python's texts. */
export function formatValue(value: unknown, spec: string): string {
  if (spec === "") return str(value);
  const int = intOf(value);
  if (int !== undefined) return formatInt(int, spec, typeName(value));
  if (typeof value === "number") return formatFloat(value, spec);
  if (value instanceof Float) return formatFloat(value.valueOf(), spec);
  const text = textOf(value);
  if (text !== undefined) return formatText(text, spec, typeName(value));
  if (value instanceof Date) return strftime(value, spec);
  throw typeError(`unsupported format string passed to ${typeName(value)}.__format__`);
}

function formatText(value: string, text: string, typeName: string): string {
  const spec = parseTextSpec(text, typeName);
  if (spec.type !== "" && spec.type !== "s") throw unknownCode(spec.type, typeName);
  refuse(spec);
  const kept = spec.precision === -1 ? value : firstCodePoints(value, spec.precision);
  const missing = spec.width - codePointLength(kept);
  if (missing <= 0) return kept;
  const left = spec.align === "<" ? 0 : spec.align === ">" ? missing : missing >> 1;
  return padding(spec.fill, left) + kept + padding(spec.fill, missing - left);
}

function refuse(spec: Spec): void {
  if (spec.sign === " ") throw valueError("Space not allowed in string format specifier");
  if (spec.sign !== "") throw valueError("Sign not allowed in string format specifier");
  if (spec.noNegativeZero) throw valueError("Negative zero coercion (z) not allowed in string format specifier");
  if (spec.alternate) throw valueError("Alternate form (#) not allowed in string format specifier");
  if (spec.align === "=") throw valueError("'=' alignment not allowed in string format specifier");
}
