// sort, unique, min, max, groupby, dictsort, sum: filters that compare or add up what they are given.
import { FilterArgumentError, typeError } from "../errors.ts";
import type { EnvironmentCore } from "../runtime/types.ts";
import { Undefined } from "../undefined.ts";
import { compare, greater, less } from "../values/compare.ts";
import { equals } from "../values/equals.ts";
import { Dict } from "../values/dict.ts";
import { entriesOf, isMapping } from "../values/mapping.ts";
import { add } from "../operators/arithmetic.ts";
import { truth } from "../values/truth.ts";
import { Tuple, tuple } from "../values/tuple.ts";
import { noAttribute } from "../values/typename.ts";
import { attributeGetter, attributeGetters, comparable, type Getter, ignoreCase } from "./attributes.ts";
import { declare, ENVIRONMENT, type FilterTable } from "./declare.ts";
import { toIndex } from "./integers.ts";
import { isText } from "./soft.ts";
import { walk } from "./walk.ts";

/** A stable sort; equal items keep their order even where it is reversed, as Python's do. */
function sortBy(
  items: Iterable<unknown>,
  key: Getter,
  reverse: unknown,
  order: (a: unknown, b: unknown) => number = compare,
): unknown[] {
  const rows = Array.from(items, item => ({ key: key(item), item }));
  const isReversed = toIndex(reverse) !== 0;
  if (isReversed) rows.reverse();
  rows.sort((a, b) => order(a.key, b.key));
  const sorted = rows.map(row => row.item);
  return isReversed ? sorted.toReversed() : sorted;
}

function compareUnequal(a: unknown, b: unknown): number {
  const areTexts = typeof a === "string" && typeof b === "string";
  return !areTexts && (Object.is(a, b) || equals(a, b)) ? 0 : compare(a, b);
}

function sort(
  environment: EnvironmentCore,
  value: unknown,
  reverse: unknown = false,
  caseSensitive: unknown = false,
  attribute: unknown = null,
): unknown[] {
  const getters = attributeGetters(environment, attribute).map(getter => comparable(getter, caseSensitive));
  const [first] = getters;
  // One key compares as a list of one does: what is equal is not asked for an order, which undefined values have not.
  if (getters.length === 1 && first !== undefined) return sortBy(walk(value), first, reverse, compareUnequal);
  return sortBy(walk(value), item => getters.map(get => get(item)), reverse);
}

function* unique(
  environment: EnvironmentCore,
  value: unknown,
  caseSensitive: unknown = false,
  attribute: unknown = null,
): Generator {
  const key = comparable(attributeGetter(environment, attribute), caseSensitive);
  const seen = new Dict();
  for (const item of walk(value)) {
    const itemKey = key(item);
    if (seen.has(itemKey)) continue;
    seen.set(itemKey, true);
    yield item;
  }
}

function extreme(isBetter: (candidate: unknown, best: unknown) => boolean) {
  return (
    environment: EnvironmentCore,
    value: unknown,
    caseSensitive: unknown = false,
    attribute: unknown = null,
  ): unknown => {
    const key = comparable(attributeGetter(environment, attribute), caseSensitive);
    let best: { readonly key: unknown; readonly item: unknown } | undefined;
    for (const item of walk(value)) {
      const candidate = { key: key(item), item };
      if (best === undefined || isBetter(candidate.key, best.key)) best = candidate;
    }
    return best === undefined
      ? environment.makeUndefined({ hint: "No aggregated item, sequence was empty." })
      : best.item;
  };
}

/** A group of `groupby`: a pair (grouper, list) that has both names, too. */
class Group extends Tuple {
  get grouper(): unknown {
    return this[0];
  }

  get list(): unknown {
    return this[1];
  }
}

function groupOf(grouper: unknown, list: unknown[]): Group {
  const group = new Group();
  group.push(grouper, list);
  return group;
}

function groupby(
  environment: EnvironmentCore,
  value: unknown,
  attribute: unknown,
  fallback: unknown = null,
  caseSensitive: unknown = false,
): Group[] {
  const plain = attributeGetter(environment, attribute, fallback);
  const key = comparable(plain, caseSensitive);
  const groups: { readonly key: unknown; readonly items: unknown[] }[] = [];
  for (const item of sortBy(walk(value), key, false)) {
    const itemKey = key(item);
    const last = groups.at(-1);
    if (last !== undefined && equals(last.key, itemKey)) last.items.push(item);
    else groups.push({ key: itemKey, items: [item] });
  }
  // The grouper is spelled as in the group's first item.
  return groups.map(group => groupOf(truth(caseSensitive) ? group.key : plain(group.items[0]), group.items));
}

function pairsOf(value: unknown): Tuple[] {
  if (value instanceof Undefined) value.fail();
  if (!isMapping(value)) throw noAttribute(value, "items");
  return Array.from(entriesOf(value), ([key, item]) => tuple(key, item));
}

function dictsort(
  value: unknown,
  caseSensitive: unknown = false,
  by: unknown = "key",
  reverse: unknown = false,
): unknown[] {
  if (by !== "key" && by !== "value") {
    throw new FilterArgumentError('You can only sort by either "key" or "value"');
  }
  const place = by === "key" ? 0 : 1;
  const getter = (pair: unknown): unknown => (pair as Tuple)[place];
  return sortBy(pairsOf(value), truth(caseSensitive) ? getter : pair => ignoreCase(getter(pair)), reverse);
}

function sum(environment: EnvironmentCore, value: unknown, attribute: unknown = null, start: unknown = 0): unknown {
  const getter = attributeGetter(environment, attribute);
  const items = walk(value);
  if (value instanceof Undefined) value.iterator();
  if (isText(start)) throw typeError("sum() can't sum strings [use ''.join(seq) instead]");
  let total = start;
  for (const item of items) total = add(total, getter(item));
  return total;
}

export const orderFilters: FilterTable = {
  sort: declare("do_sort(value, reverse?, case_sensitive?, attribute?)", sort, ENVIRONMENT),
  unique: declare("do_unique(value, case_sensitive?, attribute?)", unique, ENVIRONMENT),
  min: declare("do_min(value, case_sensitive?, attribute?)", extreme(less), ENVIRONMENT),
  max: declare("do_max(value, case_sensitive?, attribute?)", extreme(greater), ENVIRONMENT),
  groupby: declare("sync_do_groupby(value, attribute, default?, case_sensitive?)", groupby, ENVIRONMENT),
  dictsort: declare("do_dictsort(value, case_sensitive?, by?, reverse?)", dictsort),
  sum: declare("sync_do_sum(iterable, attribute?, start?)", sum, ENVIRONMENT),
};
