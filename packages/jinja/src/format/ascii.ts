// Python's ascii(): escapes for all that is not ASCII.

/** The text with `\x`, `\u` and `\U` escapes. */
export function ascii(text: string): string {
  return text.replace(/\P{ASCII}/gu, character => {
    const code = character.codePointAt(0) as number;
    if (code < 0x100) return `\\x${code.toString(16)}`;
    return code < 0x10000 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\U${code.toString(16).padStart(8, "0")}`;
  });
}
