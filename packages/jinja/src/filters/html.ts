// escape, forceescape, safe, striptags, xmlattr: filters of markup.
import { typeError, valueError } from "../errors.ts";
import type { EvalContext } from "../runtime/types.ts";
import { Undefined } from "../undefined.ts";
import { asSafe, escape, escapeText, hasHtml, htmlOf } from "../values/escape.ts";
import { entriesOf, isMapping } from "../values/mapping.ts";
import { Markup } from "../values/markup.ts";
import { repr, str } from "../values/text.ts";
import { truth } from "../values/truth.ts";
import { noAttribute, typeName } from "../values/typename.ts";
import { declare, EVAL_CONTEXT, type FilterTable } from "./declare.ts";
import { isText, type Text } from "./soft.ts";
import { striptags } from "../html/striptags.ts";
import { joined } from "../limits.ts";

/** The text, or the HTML that the value brings. */
function plain(value: unknown): string {
  return hasHtml(value) ? htmlOf(value) : str(value);
}

/** What would end an attribute's name: HTML's white space is ASCII's. */
const INVALID_IN_NAME = /[\t-\r />=]/;

function attributeText(key: unknown, value: unknown): string {
  if (!isText(key)) throw typeError(`expected string or bytes-like object, got '${typeName(key)}'`);
  const name = str(key);
  if (INVALID_IN_NAME.test(name)) throw valueError(`Invalid character in attribute name: ${repr(key)}`);
  return `${htmlOf(key)}="${htmlOf(value)}"`;
}

/** Leaves out what is none or undefined. */
function xmlattr(context: EvalContext, value: unknown, autospace: unknown = true): Text {
  if (value instanceof Undefined) value.fail();
  if (!isMapping(value)) throw noAttribute(value, "items");
  const parts: string[] = [];
  for (const [key, item] of entriesOf(value)) {
    if (item !== null && item !== undefined && !(item instanceof Undefined))
      parts.push(joined([attributeText(key, item)], ""));
  }
  const text = (truth(autospace) && parts.length > 0 ? " " : "") + joined(parts, " ");
  return context.autoescape ? new Markup(text) : text;
}

const escapeFilter = declare("escape(s)", escape);

export const htmlFilters: FilterTable = {
  escape: escapeFilter,
  e: escapeFilter,
  forceescape: declare("do_forceescape(value)", (value: unknown) => new Markup(escapeText(plain(value)))),
  safe: declare("do_safe(value)", (value: unknown) => asSafe(value)),
  striptags: declare("do_striptags(value)", (value: unknown) => striptags(plain(value))),
  xmlattr: declare("do_xmlattr(d, autospace?)", xmlattr, EVAL_CONTEXT),
};
