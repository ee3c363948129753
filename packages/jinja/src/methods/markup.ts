// The methods of Markup (markupsafe 3): those of str, with results that are Markup again and arguments escaped.
import { valueError } from "../errors.ts";
import { type FormatHooks, formatWith } from "../format/str-format.ts";
import { itemOf } from "../format/lookup.ts";
import { formatValue } from "../format/spec.ts";
import { escape, escapeText, hasHtml, htmlOf } from "../values/escape.ts";
import { iterate } from "../values/iterate.ts";
import { Markup } from "../values/markup.ts";
import { Tuple, tupleFrom } from "../values/tuple.ts";
import { typeName } from "../values/typename.ts";
import { signatureOf, withSignature } from "../values/callable.ts";
import { striptags } from "../html/striptags.ts";
import { unescape } from "../html/unescape.ts";
import { type Method, method, tableOf } from "./method.ts";
import { join } from "./replace.ts";
import { format, strMethods } from "./str.ts";

type TextMethod = (self: string, ...args: unknown[]) => unknown;

function safe(value: unknown): unknown {
  if (typeof value === "string") return new Markup(value);
  if (value instanceof Tuple) return tupleFrom(Array.from(value, safe));
  return Array.isArray(value) ? value.map(safe) : value;
}

/** The method of str on the text of a Markup. */
function onText(name: string, result: (value: unknown) => unknown, change?: (args: unknown[]) => void): Method {
  const text = strMethods.get(name) as TextMethod;
  const made = (self: Markup, ...args: unknown[]): unknown => {
    change?.(args);
    return result(text(self.toString(), ...args));
  };
  return withSignature(made, signatureOf(text) ?? { parameters: [] });
}

function unchanged(value: unknown): unknown {
  return value;
}

/** Escapes the argument at `place` where it is given. */
function escaping(place: number): (args: unknown[]) => void {
  return args => {
    if (args[place] !== undefined) args[place] = htmlOf(args[place]);
  };
}

/** A field's text, escaped; what escapes itself takes no format. Raises ValueError. */
function formatField(value: unknown, spec: string): string {
  if (value instanceof Markup) {
    if (spec !== "") throw valueError("Unsupported format specification for Markup.");
    return value.toString();
  }
  if (!hasHtml(value)) return escapeText(formatValue(value, spec));
  if (spec === "") return htmlOf(value);
  throw valueError(
    `Format specifier ${spec} given, but <class '${typeName(value)}'> does not define __html_format__. A class that defines __html__ must define __html_format__ to work with format specifiers.`,
  );
}

/** How a Markup formats; a sandbox adds its own ways into values. */
export const markupHooks: FormatHooks = { format: formatField };

const SAFE =
  "capitalize casefold expandtabs lower lstrip partition removeprefix removesuffix rpartition rsplit rstrip split splitlines " +
  "strip swapcase title translate upper zfill";

const FILLED = ["center", "ljust", "rjust"];

function inherited(): Record<string, Method> {
  const methods: Record<string, Method> = {};
  for (const name of strMethods.keys()) methods[name] = onText(name, unchanged);
  for (const name of SAFE.split(" ")) methods[name] = onText(name, safe);
  for (const name of FILLED) methods[name] = onText(name, safe, escaping(1));
  return methods;
}

export const markupMethods = tableOf({
  ...inherited(),
  replace: onText("replace", safe, escaping(1)),
  join: method("iterable", (self: Markup, items: unknown) => new Markup(join(self.toString(), iterate(items), htmlOf))),
  format: method(
    "",
    (self: Markup, kwargs: Map<string, unknown>, ...args: unknown[]) =>
      new Markup(format(self.toString(), kwargs, args, markupHooks)),
    { varargs: true, kwargs: true },
  ),
  format_map: method("mapping", (self: Markup, mapping: unknown) => {
    return new Markup(formatWith(self.toString(), [], name => itemOf(mapping, name), markupHooks));
  }),
  unescape: method("", (self: Markup) => unescape(self.toString())),
  striptags: method("", (self: Markup) => striptags(self.toString())),
  escape: method("s", (_self: Markup, value: unknown) => escape(value)),
});
