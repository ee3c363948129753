// truncate, indent, wordwrap: filters that fit text into a width.
import { PythonError, typeError, valueError } from "../errors.ts";
import { joined } from "../limits.ts";
import type { EnvironmentCore } from "../runtime/types.ts";
import { Undefined } from "../undefined.ts";
import { slice } from "../values/slice.ts";
import { greaterEqual, lessEqual } from "../values/compare.ts";
import { htmlOf } from "../values/escape.ts";
import { toNumber } from "../values/float.ts";
import { length } from "../values/iterate.ts";
import { Markup } from "../values/markup.ts";
import { add, multiply, subtract } from "../operators/arithmetic.ts";
import { repr, str } from "../values/text.ts";
import { truth } from "../values/truth.ts";
import { Tuple } from "../values/tuple.ts";
import { typeName } from "../values/typename.ts";
import { declare, ENVIRONMENT, type FilterTable } from "./declare.ts";
import { callTextMethod, isText, like, type Text } from "./soft.ts";
import { wrapLine } from "./wordwrap.ts";

function assertAtLeast(what: string, least: unknown, given: unknown): void {
  if (greaterEqual(given, least)) return;
  throw new PythonError("AssertionError", `expected ${what} >= ${str(least)}, got ${str(given)}`);
}

/** Text up to its last space; all of it where there is none. */
function upToSpace(text: unknown): unknown {
  if (!isText(text)) return callTextMethod(text, "rsplit");
  const all = text.toString();
  const space = all.lastIndexOf(" ");
  return space < 0 ? text : like(text, all.slice(0, space));
}

/** Leaves text alone that is no more than `leeway` too long; else cuts it at a word's end, or anywhere with `killwords`. */
function truncate(
  environment: EnvironmentCore,
  s: unknown,
  width: unknown = 255,
  killwords: unknown = false,
  end: unknown = "...",
  leeway: unknown = null,
): unknown {
  const spare = leeway ?? environment.policies.get("truncate.leeway");
  const endLength = length(end);
  assertAtLeast("length", endLength, width);
  assertAtLeast("leeway", 0, spare);
  if (lessEqual(length(s), add(width, spare))) return s;
  const cut = slice(s, null, subtract(width, endLength), null);
  return add(truth(killwords) ? cut : upToSpace(cut), end);
}

/** What comes before each line: so many spaces, or a text as it is. */
function indentation(s: unknown, width: unknown): Text {
  const text = isText(width) ? width : (multiply(" ", width) as string);
  return s instanceof Markup ? new Markup(text.toString()) : text;
}

/** The lines of what should be a text. Raises as Python does at `s += "\n"` and `s.splitlines()`. */
function linesOf(s: unknown): Text[] {
  // Python extends a list by the newline and goes on.
  if (Array.isArray(s) && !(s instanceof Tuple)) return callTextMethod(s, "splitlines") as Text[];
  if (!isText(s) && !Array.isArray(s) && !(s instanceof Undefined)) {
    throw typeError(`unsupported operand type(s) for +=: '${typeName(s)}' and 'str'`);
  }
  // The newline keeps a last empty line.
  return callTextMethod(add(s, "\n"), "splitlines") as Text[];
}

/** Lines but the first get `width` spaces, or the text `width`, in front; the first with `first`, empty ones with `blank`. */
function indent(s: unknown, width: unknown = 4, first: unknown = false, blank: unknown = false): Text {
  const before = indentation(s, width);
  const lines = linesOf(s);
  const newline = like(s as Text, "\n");
  const isBlankIndented = truth(blank);
  let made = isBlankIndented ? joinLines(add(newline, before) as Text, lines) : (lines[0] as Text);
  if (!isBlankIndented && lines.length > 1) {
    const rest = lines.slice(1).map(line => (truth(line) ? (add(before, line) as Text) : line));
    made = add(made, add(newline, joinLines(newline, rest))) as Text;
  }
  return truth(first) ? (add(before, made) as Text) : made;
}

/** Python's `separator.join(lines)`: safe where the separator is. */
function joinLines(separator: Text, lines: readonly Text[]): Text {
  const toText = separator instanceof Markup ? htmlOf : String;
  const texts = lines.map(line => toText(line));
  return like(separator, joined(texts, separator.toString()));
}

/** Raises ValueError for a width below 1. A fraction is a width as long as no word must be broken. */
function widthOf(width: unknown): number {
  if (lessEqual(width, 0)) throw valueError(`invalid width ${repr(width)} (must be > 0)`);
  return toNumber(width);
}

function wordwrap(
  environment: EnvironmentCore,
  s: unknown,
  width: unknown = 79,
  breakLongWords: unknown = true,
  wrapstring: unknown = null,
  breakOnHyphens: unknown = true,
): Text {
  const separator = wrapstring ?? environment.newlineSequence;
  if (!isText(separator)) return callTextMethod(separator, "join") as never;
  const options = {
    breakLongWords: truth(breakLongWords),
    breakOnHyphens: truth(breakOnHyphens),
    splitOnHyphens: breakOnHyphens === true,
  };
  const lines = callTextMethod(s, "splitlines") as Text[];
  const wrapped = lines.flatMap(line => {
    const parts = wrapLine(line.toString(), widthOf(width), options);
    return parts.length === 0 ? [""] : parts;
  });
  return joinLines(separator, wrapped);
}

export const wrapFilters: FilterTable = {
  truncate: declare("do_truncate(s, length?, killwords?, end?, leeway?)", truncate, ENVIRONMENT),
  indent: declare("do_indent(s, width?, first?, blank?)", indent),
  wordwrap: declare("do_wordwrap(s, width?, break_long_words?, wrapstring?, break_on_hyphens?)", wordwrap, ENVIRONMENT),
};
