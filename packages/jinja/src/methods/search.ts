// str.find and its siblings. Places are code points, bounds as of a slice.
import { typeError, valueError } from "../errors.ts";
import { codePointLength, hasSurrogates } from "../values/codepoints.ts";
import { textOf } from "../values/markup.ts";
import { Tuple } from "../values/tuple.ts";
import { typeName } from "../values/typename.ts";
import { sliceBound } from "../values/slice.ts";
import { clampBound, textArgument } from "./arguments.ts";

/** A part of a text that is searched, and where it begins (in code points). */
interface Window {
  readonly text: string;
  readonly offset: number;
  /** The bounds leave less than nothing: not even the empty text is found. */
  readonly crossed: boolean;
}

function windowOf(text: string, start: unknown, end: unknown): Window {
  const from = sliceBound(start);
  const to = sliceBound(end);
  if (from === undefined && to === undefined) return { text, offset: 0, crossed: false };
  const length = codePointLength(text);
  const first = from === undefined ? 0 : from < 0 ? Math.max(from + length, 0) : from;
  const last = to === undefined ? length : clampBound(to, length);
  if (first > last) return { text: "", offset: first, crossed: true };
  const part = hasSurrogates(text) ? Array.from(text).slice(first, last).join("") : text.slice(first, last);
  return { text: part, offset: first, crossed: false };
}

/** A lone half of a pair is never the end of a match in the middle of another character, so units do. */
function placeIn(text: string, unit: number): number {
  return codePointLength(text.slice(0, unit));
}

/** `str.find`: the place, or -1. Raises TypeError. */
export function find(self: string, sub: unknown, start?: unknown, end?: unknown): number {
  const wanted = textArgument(sub, "must be str");
  const { text, offset, crossed } = windowOf(self, start, end);
  const unit = crossed ? -1 : text.indexOf(wanted);
  return unit === -1 ? -1 : offset + placeIn(text, unit);
}

/** `str.rfind`. Raises as `find`. */
export function rfind(self: string, sub: unknown, start?: unknown, end?: unknown): number {
  const wanted = textArgument(sub, "must be str");
  const { text, offset, crossed } = windowOf(self, start, end);
  const unit = crossed ? -1 : text.lastIndexOf(wanted);
  return unit === -1 ? -1 : offset + placeIn(text, unit);
}

function found(place: number): number {
  if (place === -1) throw valueError("substring not found");
  return place;
}

/** `str.index`: as `find`, but raises ValueError where nothing is found. */
export function index(self: string, sub: unknown, start?: unknown, end?: unknown): number {
  return found(find(self, sub, start, end));
}

/** `str.rindex`. Raises as `index`. */
export function rindex(self: string, sub: unknown, start?: unknown, end?: unknown): number {
  return found(rfind(self, sub, start, end));
}

/** `str.count`: places that do not overlap. Raises TypeError. */
export function count(self: string, sub: unknown, start?: unknown, end?: unknown): number {
  const wanted = textArgument(sub, "must be str");
  const { text, crossed } = windowOf(self, start, end);
  if (crossed) return 0;
  if (wanted === "") return codePointLength(text) + 1;
  let times = 0;
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length)) times++;
  return times;
}

/** One text or a tuple of them. */
function affixes(value: unknown, method: string): readonly string[] {
  const text = textOf(value);
  if (text !== undefined) return [text];
  if (!(value instanceof Tuple)) {
    throw typeError(`${method} first arg must be str or a tuple of str, not ${typeName(value)}`);
  }
  return Array.from(value, item => {
    const part = textOf(item);
    if (part === undefined) throw typeError(`tuple for ${method} must only contain str, not ${typeName(item)}`);
    return part;
  });
}

/** `str.startswith`: of one text or any of a tuple. Raises TypeError. */
export function startswith(self: string, prefix: unknown, start?: unknown, end?: unknown): boolean {
  const wanted = affixes(prefix, "startswith");
  const { text, crossed } = windowOf(self, start, end);
  return !crossed && wanted.some(item => text.startsWith(item));
}

/** `str.endswith`. Raises as `startswith`. */
export function endswith(self: string, suffix: unknown, start?: unknown, end?: unknown): boolean {
  const wanted = affixes(suffix, "endswith");
  const { text, crossed } = windowOf(self, start, end);
  return !crossed && wanted.some(item => text.endsWith(item));
}
