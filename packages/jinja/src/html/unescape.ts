// Character references back to characters, by the rules of HTML 5 that Python's html.unescape follows.
import { namedEntities } from "./entities.ts";

const REFERENCE = /&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)/gu;

/** What 0x80 to 0x9f stand for: those of windows-1252; a space where that has none. */
const WINDOWS_1252 = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/** Control characters and noncharacters, which stand for nothing. */
function isInvalid(code: number): boolean {
  if (code >= 0xfdd0 && code <= 0xfdef) return true;
  if ((code & 0xfffe) === 0xfffe) return true;
  return (code >= 0x01 && code <= 0x08) || code === 0x0b || (code >= 0x0e && code <= 0x1f) || code === 0x7f;
}

function numbered(code: number): string {
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return "\ufffd";
  if (code >= 0x80 && code <= 0x9f) {
    const character = WINDOWS_1252.charAt(code - 0x80);
    return character === " " ? String.fromCharCode(code) : character;
  }
  return isInvalid(code) ? "" : String.fromCodePoint(code);
}

/** The longest name that the text begins with. */
function named(text: string): string {
  const entities = namedEntities();
  for (let end = text.length; end > 1; end--) {
    const found = entities.get(text.slice(0, end));
    if (found !== undefined) return found + text.slice(end);
  }
  return `&${text}`;
}

function resolve(_whole: string, reference: string): string {
  if (!reference.startsWith("#")) return named(reference);
  const isHex = reference[1] === "x" || reference[1] === "X";
  return numbered(Number.parseInt(reference.slice(isHex ? 2 : 1), isHex ? 16 : 10));
}

/** `&lt;`, `&#60;`, `&#x3c;` and all names of HTML 5 as characters; what is no reference stays. */
export function unescape(text: string): string {
  return text.includes("&") ? text.replace(REFERENCE, resolve) : text;
}
