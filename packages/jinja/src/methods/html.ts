// Markup.unescape and striptags.
import { SPACES, strip } from "../format/whitespace.ts";
import { entity } from "./entities.ts";

const RUN = new RegExp(`[${SPACES}]+`);

/** HTML without comments and tags, entities as their characters, runs of white space as one space. */
export function striptags(html: string): string {
  const text = without(without(html, "<!--", "-->"), "<", ">");
  return unescape(strip(text).split(RUN).join(" "));
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

/** What HTML reads from the numbers 0x80 to 0x9f: Windows-1252. */
const WINDOWS_1252 =
  "\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f" +
  "\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178";

function numbered(code: number): string {
  if (code === 0 || (code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) return "\ufffd";
  if (code >= 0x80 && code <= 0x9f) return WINDOWS_1252.charAt(code - 0x80);
  return isNoCharacter(code) ? "" : String.fromCodePoint(code);
}

/** Controls, the carriage return and white space aside, and the code points that never are characters. */
function isNoCharacter(code: number): boolean {
  if (code < 0x20) return code < 9 || code === 0x0b || code > 0x0d;
  return code === 0x7f || (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) === 0xfffe;
}

/** The longest name that begins `text`; what follows it stays. */
function namedPrefix(text: string): string {
  for (let end = text.length; end > 1; end--) {
    const found = entity(text.slice(0, end));
    if (found !== undefined) return found + text.slice(end);
  }
  return `&${text}`;
}

/** Entities as their characters (Python's html.unescape). */
export function unescape(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(
    /&(?:#(\d+);?|#[xX]([\da-fA-F]+);?|((?:[^\t\n\f <&#;]){1,32};?))/gu,
    (_, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return namedPrefix(name);
      return numbered(decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal));
    },
  );
}
