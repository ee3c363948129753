// The methods of str.
import { type FormatHooks, formatWith, strFormat } from "../format/str-format.ts";
import { itemOf } from "../format/lookup.ts";
import { capitalize, casefold, islower, istitle, isupper, swapcase, title } from "./case.ts";
import * as classes from "./character-classes.ts";
import { encode } from "./encode.ts";
import { center, expandtabs, ljust, rjust, zfill } from "./justify.ts";
import { keywordMethod, method, tableOf } from "./method.ts";
import { join, maketrans, replace, translate } from "./replace.ts";
import { count, endswith, find, index, rfind, rindex, startswith } from "./search.ts";
import { partition, rpartition, rsplit, split, splitlines } from "./split.ts";
import { lstrip, removeprefix, removesuffix, rstrip, strip } from "./strip.ts";

/** `str.format(*args, **kwargs)`; a Markup and a sandbox bring hooks. */
export function format(
  self: string,
  kwargs: ReadonlyMap<string, unknown>,
  args: readonly unknown[],
  hooks?: FormatHooks,
): string {
  return strFormat(self, args, kwargs, hooks);
}

export const strMethods = tableOf({
  capitalize: method("", capitalize),
  casefold: method("", casefold),
  center: method("width fillchar?", center),
  count: method("sub start? end?", count),
  encode: keywordMethod("encoding? errors?", encode),
  endswith: method("suffix start? end?", endswith),
  expandtabs: keywordMethod("tabsize?", expandtabs),
  find: method("sub start? end?", find),
  format: method("", (self: string, kwargs: Map<string, unknown>, ...args: unknown[]) => format(self, kwargs, args), {
    varargs: true,
    kwargs: true,
  }),
  format_map: method("mapping", (self: string, mapping: unknown) =>
    formatWith(self, null, name => itemOf(mapping, name)),
  ),
  index: method("sub start? end?", index),
  isalnum: method("", classes.isalnum),
  isalpha: method("", classes.isalpha),
  isascii: method("", classes.isascii),
  isdecimal: method("", classes.isdecimal),
  isdigit: method("", classes.isdigit),
  isidentifier: method("", classes.isidentifier),
  islower: method("", islower),
  isnumeric: method("", classes.isnumeric),
  isprintable: method("", classes.isprintable),
  isspace: method("", classes.isspace),
  istitle: method("", istitle),
  isupper: method("", isupper),
  join: method("iterable", (self: string, items: unknown) => join(self, items)),
  ljust: method("width fillchar?", ljust),
  lower: method("", (self: string) => self.toLowerCase()),
  lstrip: method("chars?", lstrip),
  maketrans: method("x y? z?", maketrans),
  partition: method("sep", partition),
  removeprefix: method("prefix", removeprefix),
  removesuffix: method("suffix", removesuffix),
  replace: method("old new count?", replace),
  rfind: method("sub start? end?", rfind),
  rindex: method("sub start? end?", rindex),
  rjust: method("width fillchar?", rjust),
  rpartition: method("sep", rpartition),
  rsplit: keywordMethod("sep? maxsplit?", rsplit),
  rstrip: method("chars?", rstrip),
  split: keywordMethod("sep? maxsplit?", split),
  splitlines: keywordMethod("keepends?", splitlines),
  startswith: method("prefix start? end?", startswith),
  strip: method("chars?", strip),
  swapcase: method("", swapcase),
  title: method("", title),
  translate: method("table", translate),
  upper: method("", (self: string) => self.toUpperCase()),
  zfill: method("width", zfill),
});
