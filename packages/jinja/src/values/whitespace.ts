// What Python takes for white space (str.isspace) and for decimal digits.

/** All characters of str.isspace(), to stand in brackets of a regular expression: `\s` of Python, which JavaScript's is not. */
export const SPACES = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

const FIRST = new RegExp(`[^${SPACES}]`);

/** Whether one UTF-16 unit is white space. */
export function isSpace(code: number): boolean {
  if (code < 0x80) return code === 32 || (code >= 9 && code <= 13) || (code >= 0x1c && code <= 0x1f);
  if (code === 0x85 || code === 0xa0) return true;
  if (code < 0x1680) return false;
  return (
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

/** Without white space at the start. */
export function stripStart(text: string): string {
  const at = text.search(FIRST);
  return at === -1 ? "" : text.slice(at);
}

/** Without white space at the end. */
export function stripEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end);
}

/** Python's `text.strip()`. */
export function strip(text: string): string {
  return stripEnd(stripStart(text));
}

/** Decimal digits of other scripts as 0-9. Each script's ten stand in a row, the first at a multiple that its zero tells. */
export function asciiDigits(text: string): string {
  return /\P{ASCII}/u.test(text) ? text.replace(/\p{Nd}/gu, digit => String(decimalValue(digit))) : text;
}

/** 0 to 9. `digit` is one of Unicode's decimal digits. */
function decimalValue(digit: string): number {
  const code = digit.codePointAt(0) as number;
  let count = 0;
  // The rows of ten touch each other nowhere but among mathematical digits, which begin at U+1D7CE.
  if (code >= 0x1d7ce && code <= 0x1d7ff) return (code - 0x1d7ce) % 10;
  while (count < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - count - 1))) count++;
  return count;
}
