// str.split and its siblings.
import { typeError, valueError } from "../errors.ts";
import { isSpace } from "../values/whitespace.ts";
import { textOf } from "../values/markup.ts";
import { type Tuple, tuple } from "../values/tuple.ts";
import { typeName } from "../values/typename.ts";
import { countOf } from "../values/ints.ts";
import { textArgument } from "./arguments.ts";

/** The separator, or null for runs of white space. Raises ValueError for an empty one. */
function separator(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  const text = textOf(value);
  if (text === undefined) throw typeError(`must be str or None, not ${typeName(value)}`);
  if (text === "") throw valueError("empty separator");
  return text;
}

/** How many splits; Infinity for a negative number. */
function limit(value: unknown): number {
  const most = value === undefined ? -1 : countOf(value);
  return most < 0 ? Infinity : most;
}

/** Words between white space, at most `most` splits. What is left over keeps its white space at the end. */
function words(text: string, most: number): string[] {
  const made: string[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && isSpace(text.charCodeAt(at))) at++;
    if (at === text.length) return made;
    if (made.length >= most) {
      made.push(text.slice(at));
      return made;
    }
    const start = at;
    while (at < text.length && !isSpace(text.charCodeAt(at))) at++;
    made.push(text.slice(start, at));
  }
}

function wordsFromEnd(text: string, most: number): string[] {
  const made: string[] = [];
  let end = text.length;
  for (;;) {
    while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--;
    if (end === 0) return made.toReversed();
    if (made.length >= most) {
      made.push(text.slice(0, end));
      return made.toReversed();
    }
    const stop = end;
    while (end > 0 && !isSpace(text.charCodeAt(end - 1))) end--;
    made.push(text.slice(end, stop));
  }
}

/** `str.split`. Raises TypeError, ValueError for an empty separator. */
export function split(self: string, sep?: unknown, maxsplit?: unknown): string[] {
  const most = limit(maxsplit);
  const between = separator(sep);
  if (between === null) return words(self, most);
  if (most === Infinity) return self.split(between);
  const made: string[] = [];
  let from = 0;
  for (let at = self.indexOf(between); at !== -1 && made.length < most; at = self.indexOf(between, from)) {
    made.push(self.slice(from, at));
    from = at + between.length;
  }
  made.push(self.slice(from));
  return made;
}

/** `str.rsplit`. Raises as `split`. */
export function rsplit(self: string, sep?: unknown, maxsplit?: unknown): string[] {
  const most = limit(maxsplit);
  const between = separator(sep);
  if (between === null) return wordsFromEnd(self, most);
  const made: string[] = [];
  let to = self.length;
  while (made.length < most && to >= between.length) {
    const at = self.lastIndexOf(between, to - between.length);
    if (at === -1) break;
    made.push(self.slice(at + between.length, to));
    to = at;
  }
  made.push(self.slice(0, to));
  return made.toReversed();
}

const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;

/** `str.splitlines`: Python knows more ends of lines than \n. */
export function splitlines(self: string, keepends?: unknown): string[] {
  const keep = keepends !== undefined && countOf(keepends) !== 0;
  const made: string[] = [];
  let from = 0;
  for (const found of self.matchAll(LINE_END)) {
    const end = found.index + found[0].length;
    made.push(self.slice(from, keep ? end : found.index));
    from = end;
  }
  if (from < self.length) made.push(self.slice(from));
  return made;
}

function nonEmpty(sep: unknown): string {
  const text = textArgument(sep, "must be str");
  if (text === "") throw valueError("empty separator");
  return text;
}

/** The separator in the result is the one given, be it a Markup. Raises TypeError, ValueError. */
export function partition(self: string, sep: unknown): Tuple {
  const between = nonEmpty(sep);
  const at = self.indexOf(between);
  return at === -1 ? tuple(self, "", "") : tuple(self.slice(0, at), sep, self.slice(at + between.length));
}

/** As `partition`, at the last separator. */
export function rpartition(self: string, sep: unknown): Tuple {
  const between = nonEmpty(sep);
  const at = self.lastIndexOf(between);
  return at === -1 ? tuple("", "", self) : tuple(self.slice(0, at), sep, self.slice(at + between.length));
}
