// Python's repr of texts and bytes.

const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" };

/** What str.isprintable() refuses: the categories of Unicode "other" and "separator", the space aside. */
const UNPRINTABLE = /[^\P{C} ]|[^\P{Z} ]/u;
const TO_ESCAPE = /[^\P{C} ]|[^\P{Z} ]|\\/gu;
/** Texts that need nothing but quotes around them. */
const PLAIN = /^[ !#-&(-[\]-~]*$/;

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}

/** `\xe9`, `\u20ac` or `\U0001f40d`, as Python's backslashreplace. */
export function hexEscape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function escapeCharacter(character: string): string {
  return NAMED[character] ?? hexEscape(character);
}

function between(text: string, quote: string): string {
  return quote === "'" ? `'${text.replaceAll("'", "\\'")}'` : `"${text}"`;
}

/** Python prefers single quotes, and takes double ones for a text that holds single ones only. */
function quoteFor(text: string): string {
  return text.includes("'") && !text.includes('"') ? '"' : "'";
}

/** `repr(str)`. */
export function quote(text: string): string {
  if (PLAIN.test(text)) return `'${text}'`;
  return between(text.replace(TO_ESCAPE, escapeCharacter), quoteFor(text));
}

/** Whether Python prints a character as it is. */
export function isPrintable(character: string): boolean {
  return !UNPRINTABLE.test(character);
}

function byteText(byte: number): string {
  const character = String.fromCharCode(byte);
  return byte < 0x20 || byte > 0x7e || byte === 0x5c ? escapeCharacter(character) : character;
}

/** `repr(bytes)`. */
export function quoteBytes(bytes: Uint8Array): string {
  const raw = String.fromCharCode(...bytes.filter(byte => byte === 0x27 || byte === 0x22));
  return `b${between(Array.from(bytes, byteText).join(""), quoteFor(raw))}`;
}
