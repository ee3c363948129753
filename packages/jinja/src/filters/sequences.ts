// first, last, length, list, batch, slice, reverse, random: filters of lists.
import { FilterArgumentError, PythonError, typeError } from "../errors.ts";
import type { ContextCore, EnvironmentCore } from "../runtime/types.ts";
import { Undefined } from "../undefined.ts";
import { less } from "../values/compare.ts";
import { isNumber, toNumber } from "../values/float.ts";
import { iterate, length, toList } from "../values/iterate.ts";
import { entriesOf, isMapping } from "../values/mapping.ts";
import { add, floorDivide, multiply, subtract } from "../operators/arithmetic.ts";
import { Range } from "../values/range.ts";
import { repr } from "../values/text.ts";
import { typeName } from "../values/typename.ts";
import { CONTEXT, declare, ENVIRONMENT, EVAL_CONTEXT, type FilterTable } from "./declare.ts";
import { toInteger } from "./integers.ts";
import { codePointAt } from "../values/codepoints.ts";
import { isText, like } from "./soft.ts";
import { walk } from "./walk.ts";

function first(environment: EnvironmentCore, seq: unknown): unknown {
  for (const item of iterate(seq)) return item;
  return environment.makeUndefined({ hint: "No first item, sequence was empty." });
}

/** Whether `reversed()` takes a value: what has an order and an end. */
function isReversible(value: unknown): boolean {
  if (Array.isArray(value) || isText(value) || isMapping(value)) return true;
  return value instanceof Range || value instanceof Undefined || ArrayBuffer.isView(value);
}

function last(environment: EnvironmentCore, seq: unknown): unknown {
  if (!isReversible(seq)) throw typeError(`'${typeName(seq)}' object is not reversible`);
  // From behind Markup gives Markup, from the front str.
  if (isText(seq) && String(seq) !== "") return like(seq, codePointAt(String(seq), -1) as string);
  const items = Array.isArray(seq) ? seq : toList(seq);
  if (items.length > 0) return items.at(-1);
  return environment.makeUndefined({ hint: "No last item, sequence was empty." });
}

function* backwards(items: readonly unknown[]): Generator {
  for (let place = items.length - 1; place >= 0; place--) yield items[place];
}

function reverse(value: unknown): unknown {
  if (isText(value)) return like(value, toList(value).toReversed().join(""));
  if (Array.isArray(value)) return backwards(value);
  let items: unknown[];
  try {
    items = toList(value);
  } catch (error) {
    if (error instanceof PythonError && error.name === "TypeError") {
      throw new FilterArgumentError("argument must be iterable");
    }
    throw error;
  }
  return isReversible(value) ? backwards(items) : items.toReversed();
}

/** Lists of up to `linecount` items; the last one is filled up with `fill_with`. */
function* batch(value: unknown, linecount: unknown, fillWith: unknown = null): Generator {
  const full = isNumber(linecount) ? toNumber(linecount) : undefined;
  let row: unknown[] = [];
  for (const item of walk(value)) {
    if (row.length === full) {
      yield row;
      row = [];
    }
    row.push(item);
  }
  if (row.length === 0) return;
  const isShort = fillWith !== null && less(row.length, linecount);
  yield isShort ? add(row, multiply([fillWith], subtract(linecount, row.length))) : row;
}

/** `slices` lists of nearly equal length; the shorter ones get `fill_with`, too. */
function* slice(_context: unknown, value: unknown, slices: unknown, fillWith: unknown = null): Generator {
  const items = toList(value);
  const perSlice = Number(floorDivide(items.length, slices));
  const count = toInteger(slices);
  const longer = items.length - perSlice * count;
  let start = 0;
  for (let number = 0; number < count; number++) {
    const end = start + perSlice + (number < longer ? 1 : 0);
    const part = items.slice(start, end);
    if (fillWith !== null && number >= longer) part.push(fillWith);
    start = end;
    yield part;
  }
}

function choose(sequence: unknown, random: () => number): unknown {
  const place = Math.floor(random() * length(sequence));
  if (Array.isArray(sequence)) return sequence[place];
  if (sequence instanceof Range) return sequence.at(place);
  if (isText(sequence)) return like(sequence, codePointAt(String(sequence), place) as string);
  if (isMapping(sequence)) {
    // Python draws a place and looks that up as a key.
    for (const [key, item] of entriesOf(sequence)) if (key === place) return item;
    throw new PythonError("KeyError", repr(place));
  }
  throw typeError(`'${typeName(sequence)}' object is not subscriptable`);
}

/** The filter `random` on a source of numbers from 0 to below 1, for renders that must be repeatable. */
export function randomFilter(random: () => number = Math.random) {
  return declare(
    "do_random(seq)",
    (context: ContextCore, sequence: unknown): unknown =>
      length(sequence) === 0
        ? context.environment.makeUndefined({ hint: "No random item, sequence was empty." })
        : choose(sequence, random),
    CONTEXT,
  );
}

const lengthFilter = declare("len(obj)", (value: unknown) => length(value));

export const sequenceFilters: FilterTable = {
  first: declare("sync_do_first(seq)", first, ENVIRONMENT),
  last: declare("do_last(seq)", last, ENVIRONMENT),
  length: lengthFilter,
  count: lengthFilter,
  list: declare("sync_do_list(value)", (value: unknown) => Array.from(walk(value))),
  batch: declare("do_batch(value, linecount, fill_with?)", batch),
  slice: declare("sync_do_slice(value, slices, fill_with?)", slice, EVAL_CONTEXT),
  reverse: declare("do_reverse(value)", reverse),
  random: randomFilter(),
};
