// All filters that Jinja 3.1 brings, by name.
import type { Callable } from "../values/callable.ts";
import { htmlFilters } from "./html.ts";
import { jsonFilters } from "./json-filter.ts";
import { lookupFilters } from "./lookup.ts";
import { numberFilters } from "./numbers.ts";
import { orderFilters } from "./order.ts";
import { pprintFilters } from "./pprint.ts";
import { selectFilters } from "./select.ts";
import { sequenceFilters } from "./sequences.ts";
import { textFilters } from "./text.ts";
import { urlFilters } from "./urls.ts";
import { wrapFilters } from "./wrap.ts";

/** A new map for each environment, which may add to it. */
export function builtinFilters(): Map<string, Callable> {
  return new Map(
    Object.entries({
      ...htmlFilters,
      ...jsonFilters,
      ...lookupFilters,
      ...numberFilters,
      ...orderFilters,
      ...pprintFilters,
      ...selectFilters,
      ...sequenceFilters,
      ...textFilters,
      ...urlFilters,
      ...wrapFilters,
    }),
  );
}
