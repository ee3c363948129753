// urlencode and urlize as filters.
import { FilterArgumentError } from "../errors.ts";
import { split } from "../methods/split.ts";
import type { EvalContext } from "../runtime/types.ts";
import { htmlOf } from "../values/escape.ts";
import { iterate } from "../values/iterate.ts";
import { Markup } from "../values/markup.ts";
import { repr, str } from "../values/text.ts";
import { truth } from "../values/truth.ts";
import { declare, EVAL_CONTEXT, type FilterTable } from "./declare.ts";
import { toInteger } from "./integers.ts";
import type { Text } from "./soft.ts";
import { urlencode } from "./urlencode.ts";
import { urlize } from "./urlize.ts";

const SCHEME = /^[\p{L}\p{N}_.+-]{2,}:\/{0,2}$/u;

function schemesOf(value: unknown): string[] {
  if (!truth(value)) return [];
  const schemes = Array.from(iterate(value), str);
  const invalid = schemes.find(scheme => !SCHEME.test(scheme));
  if (invalid === undefined) return schemes;
  throw new FilterArgumentError(`${repr(invalid)} is not a valid URI scheme prefix.`);
}

function words(value: unknown): string[] {
  return truth(value) ? split(str(value)) : [];
}

/** The values of `rel` from the call and the policy, each once, in order. */
function relOf(context: EvalContext, rel: unknown, nofollow: unknown): string {
  const parts = new Set([...words(rel), ...words(context.environment.policies.get("urlize.rel"))]);
  if (truth(nofollow)) parts.add("nofollow");
  return [...parts].toSorted().join(" ");
}

function attribute(name: string, value: unknown): string {
  return truth(value) ? ` ${name}="${htmlOf(value)}"` : "";
}

function urlizeFilter(
  context: EvalContext,
  value: unknown,
  trimUrlLimit: unknown = null,
  nofollow: unknown = false,
  target: unknown = null,
  rel: unknown = null,
  extraSchemes: unknown = null,
): Text {
  const { policies } = context.environment;
  const targetAttribute = attribute("target", target ?? policies.get("urlize.target") ?? null);
  const html = urlize(htmlOf(value), {
    trimUrlLimit: trimUrlLimit === null ? null : toInteger(trimUrlLimit),
    attributes: attribute("rel", relOf(context, rel, nofollow)) + targetAttribute,
    extraSchemes: schemesOf(extraSchemes ?? policies.get("urlize.extra_schemes") ?? null),
  });
  return context.autoescape ? new Markup(html) : html;
}

export const urlFilters: FilterTable = {
  urlencode: declare("do_urlencode(value)", urlencode),
  urlize: declare(
    "do_urlize(value, trim_url_limit?, nofollow?, target?, rel?, extra_schemes?)",
    urlizeFilter,
    EVAL_CONTEXT,
  ),
};
