// Padding counted in code points.
import { hasSurrogates } from "../values/codepoints.ts";
import { checkLength } from "../limits.ts";

/** The first `count` code points. */
export function firstCodePoints(text: string, count: number): string {
  if (count >= text.length) return text;
  return hasSurrogates(text) ? Array.from(text).slice(0, count).join("") : text.slice(0, count);
}

/** `count` times `fill`; the empty text where `count` is negative. */
export function padding(fill: string, count: number): string {
  if (count <= 0) return "";
  checkLength(count * fill.length);
  return fill.repeat(count);
}
