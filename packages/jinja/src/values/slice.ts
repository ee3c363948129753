// Python's slices.
import { typeError, valueError } from "../errors.ts";
import { checkLength, countItems, countText } from "../limits.ts";
import { Undefined } from "../undefined.ts";
import { hasSurrogates } from "./codepoints.ts";
import { intOf } from "./ints.ts";
import { isMapping } from "./mapping.ts";
import { Markup } from "./markup.ts";
import { Range } from "./range.ts";
import { Tuple, tupleFrom } from "./tuple.ts";
import { typeName } from "./typename.ts";

/** A bound as a number, of an int of any size or, where it may be, None; JavaScript's undefined where none is given. Raises TypeError. */
export function sliceBound(value: unknown, none: "None or " | "" = "None or "): number | undefined {
  if (value === undefined || (value === null && none !== "")) return undefined;
  const found = intOf(value);
  if (found === undefined) throw typeError(`slice indices must be integers or ${none}have an __index__ method`);
  return Number(found);
}

/** Where to start and end, and by which steps; as slice.indices() of Python. */
interface Places {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
}

function clamp(place: number, length: number, lowest: number, highest: number): number {
  return Math.min(Math.max(place < 0 ? place + length : place, lowest), highest);
}

function placesOf(length: number, start: unknown, stop: unknown, step: unknown): Places {
  const by = sliceBound(step) ?? 1;
  if (by === 0) throw valueError("slice step cannot be zero");
  const [lowest, highest] = by > 0 ? [0, length] : [-1, length - 1];
  const from = sliceBound(start) ?? (by > 0 ? -Infinity : Infinity);
  const to = sliceBound(stop);
  return {
    start: clamp(from, length, lowest, highest),
    stop: to === undefined ? (by > 0 ? highest : lowest) : clamp(to, length, lowest, highest),
    step: by,
  };
}

function pick(items: ArrayLike<unknown>, { start, stop, step }: Places): unknown[] {
  const picked: unknown[] = [];
  for (let at = start; step > 0 ? at < stop : at > stop; at += step) picked.push(items[at]);
  return picked;
}

function sliceText(text: string, start: unknown, stop: unknown, step: unknown): string {
  countText(text);
  const characters = hasSurrogates(text) ? Array.from(text) : text;
  if (characters !== text) countItems(text.length);
  const places = placesOf(characters.length, start, stop, step);
  if (places.step !== 1) {
    countItems(text.length);
    return pick(characters, places).join("");
  }
  const picked = characters.slice(places.start, Math.max(places.start, places.stop));
  return typeof picked === "string" ? picked : picked.join("");
}

function sliceItems(items: readonly unknown[], start: unknown, stop: unknown, step: unknown): unknown[] {
  const places = placesOf(items.length, start, stop, step);
  const picked = places.step === 1 ? Array.prototype.slice.call(items, places.start, places.stop) : pick(items, places);
  checkLength(picked.length);
  return items instanceof Tuple ? tupleFrom(picked) : picked;
}

function sliceRange(range: Range, start: unknown, stop: unknown, step: unknown): Range {
  const places = placesOf(range.length, start, stop, step);
  return new Range(range.at(places.start), range.at(places.stop), range.step() * places.step);
}

function refuse(value: unknown): Error {
  return typeError(isMapping(value) ? "unhashable type: 'slice'" : `'${typeName(value)}' object is not subscriptable`);
}

/** `value[start:stop:step]`, null or undefined where a part is not given. Raises TypeError, ValueError for a step of 0. */
export function slice(value: unknown, start: unknown, stop: unknown, step: unknown): unknown {
  if (typeof value === "string") return sliceText(value, start, stop, step);
  if (Array.isArray(value)) return sliceItems(value, start, stop, step);
  if (value instanceof Markup) return new Markup(sliceText(value.toString(), start, stop, step));
  if (value instanceof Range) return sliceRange(value, start, stop, step);
  if (value instanceof Uint8Array)
    return Uint8Array.from(pick(value, placesOf(value.length, start, stop, step)) as number[]);
  if (value instanceof Undefined) return value.item(null);
  throw refuse(value);
}
