// Places in texts counted in code points, found without looking at more than is asked for.
import { hasSurrogates } from "../values/codepoints.ts";

/** How many UTF-16 units the first `count` characters take; all of them where there are fewer. A negative count leaves off so many at the end. */
export function pointsBefore(text: string, count: number): number {
  if (count < 0) return Array.from(text).slice(0, count).join("").length;
  const few = text.slice(0, 2 * count);
  if (!hasSurrogates(few)) return Math.min(count, few.length);
  let unit = 0;
  for (let point = 0; point < count && unit < few.length; point++)
    unit += (few.codePointAt(unit) as number) > 0xffff ? 2 : 1;
  return unit;
}
