// Python's classes of characters where JavaScript's differ (str.isspace, str.isidentifier).

/** Python's `\s`: unlike JavaScript's it has the separators 1C to 1F and 85, and not the byte order mark. */
export const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

/** The same without the ends of lines. */
export const BLANK = SPACE.replace("\\t-\\r", "\\t\\v\\f");

const SPACE_CHARACTER = new RegExp(`[${SPACE}]`);

export function isSpaceAt(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  if (code < 0x80) return code === 0x20 || (code >= 9 && code <= 13) || (code >= 0x1c && code <= 0x1f);
  return code >= 0x80 && SPACE_CHARACTER.test(text.charAt(index));
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

export function isIdentifier(text: string): boolean {
  return ASCII_IDENTIFIER.test(text) || IDENTIFIER.test(text);
}

/** `\xe9`, `\u20ac` or `\U0001f40d`, as Python's backslashreplace. */
export function hexEscape(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  if (hex.length <= 2) return `\\x${hex.padStart(2, "0")}`;
  return hex.length <= 4 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
