// The filter `tojson`: JSON that is safe within HTML.
import type { EvalContext } from "../runtime/types.ts";
import { entriesOf, isMapping } from "../values/mapping.ts";
import { Markup, textOf } from "../values/markup.ts";
import { iterate } from "../values/iterate.ts";
import { multiply } from "../operators/arithmetic.ts";
import { str } from "../values/text.ts";
import { truth } from "../values/truth.ts";
import { declare, EVAL_CONTEXT, type FilterTable } from "./declare.ts";
import { dumps, type DumpsOptions } from "./json.ts";

/** The keywords of json.dumps by their Python names. */
type DumpsKeywords = ReadonlyMap<string, unknown>;

function keywordsOf(context: EvalContext, indent: unknown): DumpsKeywords {
  const policy = context.environment.policies.get("json.dumps_kwargs");
  const keywords = new Map<string, unknown>();
  if (isMapping(policy)) for (const [name, value] of entriesOf(policy)) keywords.set(str(name), value);
  if (indent !== null) keywords.set("indent", indent);
  return keywords;
}

/** A number of spaces, or a text. */
function indentOf(value: unknown): (() => string) | null {
  return value === null ? null : () => textOf(value) ?? (multiply(" ", value) as string);
}

function separatorsOf(value: unknown, indent: unknown): [string, string] {
  if (value === null) return [indent === null ? ", " : ",", ": "];
  const [item, key] = Array.from(iterate(value), str);
  return [item ?? ", ", key ?? ": "];
}

function optionsOf(context: EvalContext, keywords: DumpsKeywords): DumpsOptions {
  const indent = indentOf(keywords.get("indent") ?? null);
  const [itemSeparator, keySeparator] = separatorsOf(keywords.get("separators") ?? null, indent);
  const fallback = keywords.get("default");
  return {
    sortKeys: truth(keywords.get("sort_keys") ?? false),
    ensureAscii: truth(keywords.get("ensure_ascii") ?? true),
    allowNan: truth(keywords.get("allow_nan") ?? true),
    skipKeys: truth(keywords.get("skipkeys") ?? false),
    indent,
    itemSeparator,
    keySeparator,
    fallback: typeof fallback === "function" ? (fallback as (value: unknown) => unknown) : null,
    setsAsLists: !context.environment.strictPython,
  };
}

/** The policy `json.dumps_function` takes the value and an object of the keywords. */
function toText(context: EvalContext, value: unknown, keywords: DumpsKeywords): string {
  const custom = context.environment.policies.get("json.dumps_function");
  if (typeof custom !== "function") return dumps(value, optionsOf(context, keywords));
  return str((custom as (value: unknown, keywords: object) => unknown)(value, Object.fromEntries(keywords)));
}

const UNSAFE: Readonly<Record<string, string>> = { "<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "'": "\\u0027" };

function tojson(context: EvalContext, value: unknown, indent: unknown = null): Markup {
  const json = toText(context, value, keywordsOf(context, indent));
  return new Markup(json.replace(/[<>&']/g, sign => UNSAFE[sign] as string));
}

export const jsonFilters: FilterTable = {
  tojson: declare("do_tojson(value, indent?)", tojson, EVAL_CONTEXT),
};
