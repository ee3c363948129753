// Python's pprint.pformat: values over several lines of at most 80 characters, dicts sorted.
import { PythonError } from "../errors.ts";
import { joined } from "../limits.ts";
import { callTextMethod } from "./soft.ts";
import { less } from "../values/compare.ts";
import { codePointLength } from "../values/codepoints.ts";
import { entriesOf, isMapping } from "../values/mapping.ts";
import { recursionError } from "../values/nesting.ts";
import { protocolOf, REPR } from "../values/protocol.ts";
import { repr } from "../values/text.ts";
import { Tuple } from "../values/tuple.ts";
import { typeName } from "../values/typename.ts";
import { SPACES } from "../values/whitespace.ts";
import { declare, type FilterTable } from "./declare.ts";

const WIDTH = 80;
const MAX_DEPTH = 300;

/** Where a value is to be written. */
interface Place {
  /** Columns in front of it. */
  readonly indent: number;
  /** Columns that what follows on its last line takes. */
  readonly allowance: number;
}

/** Orders what has no order by its type's name. */
function safely(a: unknown, b: unknown): number {
  try {
    if (less(a, b)) return -1;
    return less(b, a) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    const [left, right] = [typeName(a), typeName(b)];
    return left < right ? -1 : Number(left > right);
  }
}

type Entries = [unknown, unknown][];

function sortedEntries(value: Map<unknown, unknown> | Record<string, unknown>): Entries {
  return Array.from(entriesOf(value)).toSorted(([a], [b]) => safely(a, b));
}

/** Containers being written, from the outermost in. */
type Path = object[];

function within(value: object, path: Path, write: () => string): string {
  if (path.includes(value)) return `<Recursion on ${typeName(value)}>`;
  if (path.length >= MAX_DEPTH) {
    throw recursionError("while getting the repr of an object");
  }
  path.push(value);
  const text = write();
  path.pop();
  return text;
}

/** Lists, tuples and dicts themselves; what brings its own spelling is none. */
function isContainer(value: unknown): value is unknown[] | Map<unknown, unknown> | Record<string, unknown> {
  if (value === null || typeof value !== "object" || protocolOf(value, REPR) !== undefined) return false;
  // The groups of `groupby` spell themselves, as all that is more than a tuple.
  if (value instanceof Tuple) return Object.getPrototypeOf(value) === Tuple.prototype;
  return Array.isArray(value) || isMapping(value);
}

function closing(value: readonly unknown[]): string {
  if (!(value instanceof Tuple)) return "]";
  return value.length === 1 ? ",)" : ")";
}

/** On one line: `repr` with sorted dicts. */
function flat(value: unknown, path: Path): string {
  if (!isContainer(value)) return repr(value);
  return within(value, path, () => {
    if (Array.isArray(value)) {
      const items = joined(
        Array.from(value, item => flat(item, path)),
        ", ",
      );
      return (value instanceof Tuple ? "(" : "[") + items + closing(value);
    }
    const entries = sortedEntries(value).map(([key, item]) => `${flat(key, path)}: ${flat(item, path)}`);
    return `{${joined(entries, ", ")}}`;
  });
}

/** Items one below the other, each written with what follows it in mind. */
function lines<T>(
  items: readonly T[],
  indent: number,
  allowance: number,
  write: (item: T, place: Place) => string,
): string {
  const last = items.length - 1;
  const texts = items.map((item, index) =>
    write(item, { indent: indent + 1, allowance: index === last ? allowance : 1 }),
  );
  return joined(texts, `,\n${" ".repeat(indent + 1)}`);
}

function manyLines(value: object, place: Place, path: Path): string | undefined {
  const { indent, allowance } = place;
  const writeItem = (item: unknown, at: Place): string => format(item, at, path);
  if (value instanceof Set && value.size > 0) {
    return `{${lines([...value].toSorted(safely), indent, allowance + 1, writeItem)}}`;
  }
  if (!isContainer(value)) return undefined;
  if (Array.isArray(value)) {
    const close = closing(value);
    return (value instanceof Tuple ? "(" : "[") + lines(value, indent, allowance + close.length, writeItem) + close;
  }
  const text = lines(sortedEntries(value), indent, allowance + 1, ([key, item], at) => {
    const name = `${flat(key, path)}: `;
    return name + format(item, { indent: at.indent + codePointLength(name), allowance: at.allowance }, path);
  });
  return `{${text}}`;
}

/** What is no space, with the spaces behind it. */
const WORD = new RegExp(`[^${SPACES}]*[${SPACES}]*`, "g");

/** A line of a long text broken behind its spaces. */
function lineParts(line: string, width: number, lastWidth: number): string[] {
  const words = line.match(WORD)?.filter(part => part !== "") ?? [];
  const parts: string[] = [];
  let current = "";
  words.forEach((word, index) => {
    const room = index === words.length - 1 ? lastWidth : width;
    if (codePointLength(repr(current + word)) <= room) {
      current += word;
      return;
    }
    if (current !== "") parts.push(repr(current));
    current = word;
  });
  return current === "" ? parts : [...parts, repr(current)];
}

/** A long text as several of them, one below the other, in parentheses where it stands alone. */
function textLines(text: string, place: Place, isAlone: boolean): string {
  const indent = place.indent + (isAlone ? 1 : 0);
  const allowance = place.allowance + (isAlone ? 1 : 0);
  const width = WIDTH - indent;
  const all = callTextMethod(text, "splitlines", true) as string[];
  const parts = all.flatMap((line, index) => {
    const lastWidth = width - (index === all.length - 1 ? allowance : 0);
    const whole = repr(line);
    return codePointLength(whole) <= lastWidth ? [whole] : lineParts(line, width, lastWidth);
  });
  if (parts.length === 1) return parts[0] as string;
  const broken = joined(parts, `\n${" ".repeat(indent)}`);
  return isAlone ? `(${broken})` : broken;
}

function format(value: unknown, place: Place, path: Path): string {
  const text = flat(value, path);
  if (codePointLength(text) <= WIDTH - place.indent - place.allowance) return text;
  if (typeof value === "string") return value === "" ? text : textLines(value, place, path.length === 0);
  if (typeof value !== "object" || value === null) return text;
  return within(value, path, () => manyLines(value, place, path) ?? text);
}

/** A value as Python's pprint writes it. */
export function pformat(value: unknown): string {
  return format(value, { indent: 0, allowance: 0 }, []);
}

export const pprintFilters: FilterTable = { pprint: declare("do_pprint(value)", pformat) };
