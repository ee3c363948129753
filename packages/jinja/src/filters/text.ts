// capitalize, lower, upper, title, center, trim, string, wordcount, replace, format, join: filters of text.
import { FilterArgumentError } from "../errors.ts";
import { percentFormat } from "../format/printf.ts";
import { joined } from "../limits.ts";
import type { EvalContext, Kwargs } from "../runtime/types.ts";
import { dictFrom } from "../values/dict.ts";
import { escapeText, hasHtml, htmlOf } from "../values/escape.ts";
import { Markup } from "../values/markup.ts";
import { str } from "../values/text.ts";
import { tupleFrom } from "../values/tuple.ts";
import { SPACES } from "../values/whitespace.ts";
import { attributeGetter } from "./attributes.ts";
import { declare, EVAL_CONTEXT, type FilterTable } from "./declare.ts";
import { callTextMethod, soft, type Text } from "./soft.ts";
import { walk } from "./walk.ts";

const WORD_START = new RegExp(`([-${SPACES}({\\[<]+)`, "u");

function upperFirst(word: string): string {
  const head = String.fromCodePoint(word.codePointAt(0) as number);
  return head.toUpperCase() + String(callTextMethod(word.slice(head.length), "lower"));
}

/** Words begin after spaces, hyphens and opening brackets only: "it's" stays one word. */
function title(value: unknown): string {
  const words = str(soft(value)).split(WORD_START);
  return words.map(word => (word === "" ? "" : upperFirst(word))).join("");
}

function lower(value: unknown): unknown {
  return callTextMethod(soft(value), "lower");
}

function upper(value: unknown): unknown {
  return callTextMethod(soft(value), "upper");
}

function trim(value: unknown, chars: unknown = null): unknown {
  return callTextMethod(soft(value), "strip", chars);
}

const WORD = /[\p{L}\p{N}_]+/gu;

function wordcount(value: unknown): number {
  let count = 0;
  for (const _word of str(soft(value)).matchAll(WORD)) count++;
  return count;
}

/** Escapes the text where a replacement is safe and the text is not. */
function replace(context: EvalContext, s: unknown, old: unknown, replacement: unknown, count: unknown = null): unknown {
  const limit = count === null ? -1 : count;
  if (!context.autoescape) return callTextMethod(str(s), "replace", str(old), str(replacement), limit);
  const mustBeSafe = hasHtml(old) || (hasHtml(replacement) && !hasHtml(s));
  const text = mustBeSafe ? new Markup(htmlOf(s)) : soft(s);
  return callTextMethod(text, "replace", soft(old), soft(replacement), limit);
}

function format(value: unknown, kwargs: Kwargs, ...args: unknown[]): Text {
  if (args.length > 0 && kwargs.size > 0) {
    throw new FilterArgumentError("can't handle positional and keyword arguments at the same time");
  }
  const template = soft(value);
  const values = kwargs.size > 0 ? dictFrom(kwargs) : tupleFrom(args);
  if (typeof template === "string") return percentFormat(template, values);
  return new Markup(percentFormat(template.toString(), values, htmlOf));
}

function joinTexts(separator: Text, texts: readonly Text[]): Text {
  if (typeof separator === "string") return joined(texts.map(String), separator);
  return new Markup(joined(texts.map(htmlOf), separator.toString()));
}

/** Safe as soon as one of the items or the separator is; then the others are escaped. */
function join(context: EvalContext, value: unknown, separator: unknown = "", attribute: unknown = null): Text {
  const between = context.autoescape ? "" : str(separator);
  const items =
    attribute === null
      ? Array.from(walk(value))
      : Array.from(walk(value), attributeGetter(context.environment, attribute));
  if (!context.autoescape) return joined(items.map(str), between);
  if (hasHtml(separator)) return joinTexts(soft(separator), items.map(soft));
  if (!items.some(hasHtml)) return joined(items.map(str), str(separator));
  return new Markup(joined(items.map(htmlOf), escapeText(str(separator))));
}

export const textFilters: FilterTable = {
  capitalize: declare("do_capitalize(s)", (value: unknown) => callTextMethod(soft(value), "capitalize")),
  lower: declare("do_lower(s)", lower),
  upper: declare("do_upper(s)", upper),
  title: declare("do_title(s)", title),
  center: declare("do_center(value, width?)", (value: unknown, width: unknown = 80) =>
    callTextMethod(soft(value), "center", width),
  ),
  trim: declare("do_trim(value, chars?)", trim),
  string: declare("soft_str(s)", soft),
  wordcount: declare("do_wordcount(s)", wordcount),
  replace: declare("do_replace(s, old, new, count?)", replace, EVAL_CONTEXT),
  format: declare("do_format(value)", format, { varargs: true, kwargs: true }),
  join: declare("sync_do_join(value, d?, attribute?)", join, EVAL_CONTEXT),
};
