// str.strip and its siblings.
import { typeError } from "../errors.ts";
import { strip as stripSpace, stripEnd, stripStart } from "../values/whitespace.ts";
import { textOf } from "../values/markup.ts";
import { textArgument } from "./arguments.ts";

/** The characters to strip, or null for white space. */
function characters(value: unknown, method: string): ReadonlySet<string> | null {
  if (value === undefined || value === null) return null;
  const text = textOf(value);
  if (text === undefined) throw typeError(`${method} arg must be None or str`);
  return new Set(text);
}

function withoutStart(text: string, chars: ReadonlySet<string>): string {
  let start = 0;
  for (const char of text) {
    if (!chars.has(char)) break;
    start += char.length;
  }
  return text.slice(start);
}

function withoutEnd(text: string, chars: ReadonlySet<string>): string {
  let end = text.length;
  while (end > 0) {
    const char = lastCharacter(text, end);
    if (!chars.has(char)) break;
    end -= char.length;
  }
  return text.slice(0, end);
}

function lastCharacter(text: string, end: number): string {
  const pair = text.slice(Math.max(end - 2, 0), end);
  return (pair.codePointAt(0) as number) > 0xffff ? pair : text.charAt(end - 1);
}

/** `str.strip`: white space, or any of `chars`. Raises TypeError. */
export function strip(self: string, chars?: unknown): string {
  const set = characters(chars, "strip");
  return set === null ? stripSpace(self) : withoutEnd(withoutStart(self, set), set);
}

/** `str.lstrip`. Raises as `strip`. */
export function lstrip(self: string, chars?: unknown): string {
  const set = characters(chars, "lstrip");
  return set === null ? stripStart(self) : withoutStart(self, set);
}

/** `str.rstrip`. Raises as `strip`. */
export function rstrip(self: string, chars?: unknown): string {
  const set = characters(chars, "rstrip");
  return set === null ? stripEnd(self) : withoutEnd(self, set);
}

/** `str.removeprefix`. Raises TypeError. */
export function removeprefix(self: string, prefix: unknown): string {
  const text = textArgument(prefix, "removeprefix() argument must be str");
  return self.startsWith(text) ? self.slice(text.length) : self;
}

/** `str.removesuffix`. Raises TypeError. */
export function removesuffix(self: string, suffix: unknown): string {
  const text = textArgument(suffix, "removesuffix() argument must be str");
  return text !== "" && self.endsWith(text) ? self.slice(0, -text.length) : self;
}
