// Python's ascii(): escapes for all that is not ASCII.
import { hexEscape } from "../values/quote.ts";

/** The text with `\x`, `\u` and `\U` escapes. */
export function ascii(text: string): string {
  return text.replace(/\P{ASCII}/gu, hexEscape);
}
