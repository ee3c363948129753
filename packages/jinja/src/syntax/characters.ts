// Runs of white space and identifiers in a template's source, by Python's classes of characters.
import { isSpace, SPACES } from "../values/whitespace.ts";

/** White space without the ends of lines. */
export const BLANK = SPACES.replace("\\t-\\r", "\\t\\v\\f");

/** False beyond the text. */
export function isSpaceAt(text: string, index: number): boolean {
  return isSpace(text.charCodeAt(index));
}

/** Where the whitespace ends that begins at `from`. */
export function skipSpace(text: string, from: number): number {
  let end = from;
  while (isSpaceAt(text, end)) end += 1;
  return end;
}

/** Where the whitespace begins that ends at `to`, looking back no further than `from`. */
export function skipSpaceBack(text: string, from: number, to: number): number {
  let start = to;
  while (start > from && isSpaceAt(text, start - 1)) start -= 1;
  return start;
}

/** True for text that is whitespace and not empty. */
export function isBlank(text: string): boolean {
  return text !== "" && skipSpace(text, 0) === text.length;
}

const IDENTIFIER = /^[\p{XIDS}_]\p{XIDC}*$/u;
const ASCII_IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** `str.isidentifier`. */
export function isIdentifier(text: string): boolean {
  return ASCII_IDENTIFIER.test(text) || IDENTIFIER.test(text);
}
