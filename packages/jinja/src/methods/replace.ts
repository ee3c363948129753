// str.replace, join, translate and maketrans.
import { type PythonError, typeError, valueError } from "../errors.ts";
import { checkLength, checkOutput } from "../limits.ts";
import { character } from "../format/spec-numbers.ts";
import { Undefined } from "../undefined.ts";
import { codePointLength } from "../values/codepoints.ts";
import { Dict } from "../values/dict.ts";
import { isInt } from "../values/float.ts";
import { iterate } from "../values/iterate.ts";
import { entriesOf, isMapping } from "../values/mapping.ts";
import { textOf } from "../values/markup.ts";
import { getKey } from "../values/members.ts";
import { typeName } from "../values/typename.ts";
import { countOf } from "../values/ints.ts";
import { textArgument } from "./arguments.ts";

/** `str.replace`. Raises TypeError. */
export function replace(self: string, old: unknown, by: unknown, count?: unknown): string {
  const from = textArgument(old, "replace() argument 1 must be str");
  const to = textArgument(by, "replace() argument 2 must be str");
  const most = count === undefined ? -1 : countOf(count);
  if (most === 0) return self;
  const parts = from === "" ? betweenCharacters(self) : self.split(from);
  const times = most < 0 ? parts.length - 1 : Math.min(most, parts.length - 1);
  checkLength(self.length + times * (to.length - from.length));
  if (times === parts.length - 1) return parts.join(to);
  return parts.slice(0, times + 1).join(to) + from + parts.slice(times + 1).join(from);
}

/** The empty text is found before, between and after all characters. */
function betweenCharacters(text: string): string[] {
  return ["", ...Array.from(text), ""];
}

/** `convert` makes a text of an item (a Markup escapes). Raises TypeError for items that are no text. */
export function join(self: string, items: unknown, convert: (item: unknown) => string | undefined = textOf): string {
  const parts: string[] = [];
  let length = 0;
  for (const item of iterable(items)) {
    const text = convert(item);
    if (text === undefined) {
      throw typeError(`sequence item ${parts.length}: expected str instance, ${typeName(item)} found`);
    }
    length += text.length + self.length;
    checkOutput(length - self.length);
    parts.push(text);
  }
  checkLength(length);
  return parts.join(self);
}

function iterable(items: unknown): Iterable<unknown> {
  if (items instanceof Undefined) return iterate(items);
  try {
    return iterate(items);
  } catch {
    throw typeError("can only join an iterable");
  }
}

/** `table` maps code points to texts, code points or None. Raises TypeError. */
export function translate(self: string, table: unknown): string {
  if (self === "") return "";
  const look = translation(table);
  let made = "";
  for (const char of self) {
    made += translated(char, look(char.codePointAt(0) as number));
    checkOutput(made.length);
  }
  checkLength(made.length);
  return made;
}

function translation(table: unknown): (code: number) => unknown {
  if (isMapping(table)) return code => getKey(table, code);
  if (table instanceof Undefined) return code => table.item(code);
  if (Array.isArray(table)) return code => table[code] as unknown;
  const text = textOf(table);
  if (text === undefined) throw typeError(`'${typeName(table)}' object is not subscriptable`);
  const characters = Array.from(text);
  return code => characters[code];
}

function translated(char: string, found: unknown): string {
  if (found === undefined) return char;
  if (found === null) return "";
  const text = textOf(found);
  if (text !== undefined) return text;
  if (isInt(found)) return character(found);
  throw typeError("character mapping must return integer, None or str");
}

function codeOf(key: unknown): unknown {
  const text = textOf(key);
  if (text === undefined) {
    if (isInt(key)) return key;
    throw typeError("keys in translate table must be strings or integers");
  }
  if (codePointLength(text) !== 1) throw valueError("string keys in translate table must be of length 1");
  return text.codePointAt(0);
}

function tableFrom(mapping: unknown): Dict {
  if (!isMapping(mapping)) throw typeError("if you give only one argument to maketrans it must be a dict");
  const made = new Dict();
  for (const [key, value] of entriesOf(mapping)) made.set(codeOf(key), value);
  return made;
}

/** Python's static `str.maketrans(x, y, z)`. Raises TypeError, ValueError. */
export function maketrans(_self: string, x: unknown, y?: unknown, z?: unknown): Dict {
  if (y === undefined) return tableFrom(x);
  const text = textOf(x);
  if (text === undefined) throw firstMustBeText();
  const from = Array.from(text);
  const to = Array.from(textArgument(y, "maketrans() argument 2 must be str"));
  if (from.length !== to.length) throw valueError("the first two maketrans arguments must have equal length");
  const made = new Dict();
  from.forEach((char, place) => made.set(char.codePointAt(0), to[place]?.codePointAt(0)));
  const dropped = z === undefined ? "" : textArgument(z, "maketrans() argument 3 must be str");
  for (const char of dropped) made.set(char.codePointAt(0), null);
  return made;
}

function firstMustBeText(): PythonError {
  return typeError("first maketrans argument must be a string if there is a second argument");
}
