// What `+`, `*` and `%` do with texts, lists and tuples.
import { PythonError, typeError } from "../errors.ts";
import { checkLength } from "../limits.ts";
import { percentFormat } from "../format/printf.ts";
import { Undefined } from "../undefined.ts";
import { hasHtml, htmlOf } from "../values/escape.ts";
import { intOf } from "../values/ints.ts";
import { Markup, textOf } from "../values/markup.ts";
import { Tuple, tupleFrom } from "../values/tuple.ts";
import { typeName } from "../values/typename.ts";

function isSequence(value: unknown): value is string | Markup | unknown[] {
  return typeof value === "string" || Array.isArray(value) || value instanceof Markup;
}

/** Whether `a + b` is decided by a text, list or tuple. */
export function hasSequenceSum(a: unknown, b: unknown): boolean {
  if (a instanceof Undefined || b instanceof Undefined) return false;
  if (a instanceof Markup || b instanceof Markup) return hasMarkupSum(a, b);
  return isSequence(a);
}

/** A Markup adds up with texts and with what escapes itself. */
function hasMarkupSum(a: unknown, b: unknown): boolean {
  const other = a instanceof Markup ? b : a;
  return textOf(other) !== undefined || hasHtml(other) || Array.isArray(a);
}

function sameKind(a: unknown, b: unknown): boolean {
  return Array.isArray(a) && Array.isArray(b) && a instanceof Tuple === b instanceof Tuple;
}

/** Raises TypeError 'can only concatenate str (not "int") to str'. */
export function joinSequences(a: unknown, b: unknown): unknown {
  if (!Array.isArray(a) && (a instanceof Markup || b instanceof Markup)) return new Markup(htmlOf(a) + htmlOf(b));
  if (!sameKind(a, b)) {
    throw typeError(`can only concatenate ${typeName(a)} (not "${typeName(b)}") to ${typeName(a)}`);
  }
  const [left, right] = [a as unknown[], b as unknown[]];
  checkLength(left.length + right.length);
  return a instanceof Tuple ? tupleFrom([...left, ...right]) : [...left, ...right];
}

function repeatCount(value: unknown): number | undefined {
  const count = intOf(value);
  if (typeof count !== "bigint") return count === undefined ? undefined : Math.max(0, count);
  if (count > 0x7fff_ffff_ffff_ffffn || count < -0x8000_0000_0000_0000n) {
    throw new PythonError("OverflowError", "cannot fit 'int' into an index-sized integer");
  }
  return Math.max(0, Number(count));
}

function repeatText(text: string, count: number): string {
  checkLength(text.length * count);
  return text.repeat(text === "" ? 0 : count);
}

function repeatItems(items: readonly unknown[], count: number): unknown[] {
  checkLength(items.length * count);
  const made: unknown[] = items instanceof Tuple ? new Tuple() : [];
  if (items.length > 0) for (let turn = 0; turn < count; turn++) made.push(...items);
  return made;
}

function refuseFactor(sequence: unknown, factor: unknown): PythonError {
  const type = typeName(factor);
  return typeError(
    sequence instanceof Markup
      ? `'${type}' object cannot be interpreted as an integer`
      : `can't multiply sequence by non-int of type '${type}'`,
  );
}

/** `"ab" * 3`, `3 * [1]`. Raises TypeError where neither is a sequence or the other no int. */
export function repeatSequence(a: unknown, b: unknown): unknown {
  const [sequence, factor] = b instanceof Markup || !isSequence(a) ? [b, a] : [a, b];
  if (!isSequence(sequence)) {
    throw typeError(`unsupported operand type(s) for *: '${typeName(a)}' and '${typeName(b)}'`);
  }
  const count = repeatCount(factor);
  if (count === undefined) throw refuseFactor(sequence, factor);
  if (typeof sequence === "string") return repeatText(sequence, count);
  return sequence instanceof Markup ? new Markup(repeatText(sequence.toString(), count)) : repeatItems(sequence, count);
}

/** `"%s" % value`; undefined where `a` is no text. */
export function sequenceRemainder(a: unknown, b: unknown): string | Markup | undefined {
  if (typeof a === "string") return percentFormat(a, b);
  return a instanceof Markup ? new Markup(percentFormat(a.toString(), b, htmlOf)) : undefined;
}
