// Texts, dicts and pairs as parts of URLs.
import { joined } from "../limits.ts";
import { isIterable, iterate, unpack } from "../values/iterate.ts";
import { entriesOf, isMapping } from "../values/mapping.ts";
import { str } from "../values/text.ts";
import { isText } from "./soft.ts";

/** What is no letter, digit or `_.-~` as its UTF-8 bytes: %E2%82%AC. Half a surrogate pair becomes U+FFFD. */
function quote(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** As part of a path: `/` stays. */
function quotePath(value: unknown): string {
  return quote(str(value)).replaceAll("%2F", "/");
}

/** As a name or value of a query: `/` is quoted, a space becomes `+`. */
function quoteQuery(value: unknown): string {
  return quote(str(value)).replaceAll("%20", "+");
}

/** A text as part of a path; a dict or pairs as a query. */
export function urlencode(value: unknown): string {
  if (isText(value) || !isIterable(value)) return quotePath(value);
  const pairs = isMapping(value) ? Array.from(entriesOf(value)) : Array.from(iterate(value), pair => unpack(pair, 2));
  const parts = pairs.map(([name, item]) => joined([quoteQuery(name), quoteQuery(item)], "="));
  return joined(parts, "&");
}
