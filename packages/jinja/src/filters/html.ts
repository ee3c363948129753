// escape, forceescape, safe, striptags, xmlattr: filters of markup.
import { PythonError, valueError } from "../errors.ts";
import type { EvalContext } from "../runtime/types.ts";
import { Undefined } from "../undefined.ts";
import { escape, escapeText, hasHtml, htmlOf } from "../values/escape.ts";
import { entriesOf, isMapping } from "../values/mapping.ts";
import { Markup } from "../values/markup.ts";
import { repr, str } from "../values/text.ts";
import { truth } from "../values/truth.ts";
import { typeName } from "../values/typename.ts";
import { declare, EVAL_CONTEXT, type FilterTable } from "./declare.ts";
import type { Text } from "./soft.ts";
import { striptags } from "../html/striptags.ts";

/** The text, or the HTML that the value brings. */
function plain(value: unknown): string {
  return hasHtml(value) ? htmlOf(value) : str(value);
}

function safe(value: unknown): Markup {
  return value instanceof Markup ? value : new Markup(plain(value));
}

/** What would end an attribute's name. */
const INVALID_IN_NAME = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000/>=]/;

function attributeText(key: unknown, value: unknown): string {
  const name = str(key);
  if (INVALID_IN_NAME.test(name)) throw valueError(`Invalid character in attribute name: ${repr(key)}`);
  return `${htmlOf(key)}="${htmlOf(value)}"`;
}

/** Leaves out what is none or undefined. */
function xmlattr(context: EvalContext, value: unknown, autospace: unknown = true): Text {
  if (value instanceof Undefined) value.fail();
  if (!isMapping(value))
    throw new PythonError("AttributeError", `'${typeName(value)}' object has no attribute 'items'`);
  const parts: string[] = [];
  for (const [key, item] of entriesOf(value)) {
    if (item !== null && item !== undefined && !(item instanceof Undefined)) parts.push(attributeText(key, item));
  }
  const text = (truth(autospace) && parts.length > 0 ? " " : "") + parts.join(" ");
  return context.autoescape ? new Markup(text) : text;
}

const escapeFilter = declare("s", escape);

export const htmlFilters: FilterTable = {
  escape: escapeFilter,
  e: escapeFilter,
  forceescape: declare("value", (value: unknown) => new Markup(escapeText(plain(value)))),
  safe: declare("value", safe),
  striptags: declare("value", (value: unknown) => striptags(plain(value))),
  xmlattr: declare("d autospace?", xmlattr, EVAL_CONTEXT),
};
