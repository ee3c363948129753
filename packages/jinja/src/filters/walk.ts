// The items of a value as filters go through them.
import { counted, isLimited } from "../limits.ts";
import { iterate } from "../values/iterate.ts";

/** Each item counts as a turn of a loop where a sandbox bounds them. Raises TypeError for what has no items. */
export function walk(value: unknown): Iterable<unknown> {
  const items = iterate(value);
  return isLimited() ? counted(items) : items;
}
