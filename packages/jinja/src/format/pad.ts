// Padding of what is formatted.
import { checkLength } from "../limits.ts";

/** `count` times `fill`; the empty text where `count` is negative. */
export function padding(fill: string, count: number): string {
  if (count <= 0) return "";
  checkLength(count * fill.length);
  return fill.repeat(count);
}
