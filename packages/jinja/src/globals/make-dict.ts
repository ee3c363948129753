// What Python's dict(…) accepts: a mapping or pairs, then keywords.
import { typeError } from "../errors.ts";
import { checkLength } from "../limits.ts";
import { Dict } from "../values/dict.ts";
import { pairsOf } from "../values/pairs.ts";

/** A new dict. Raises TypeError and ValueError as Python does; `name` is the function's in messages. */
export function makeDict(name: string, args: readonly unknown[], kwargs: Iterable<readonly [string, unknown]>): Dict {
  if (args.length > 1) throw typeError(`${name} expected at most 1 argument, got ${args.length}`);
  const made = new Dict();
  for (const [key, value] of args.length === 0 ? [] : pairsOf(args[0])) made.set(key, value);
  for (const [key, value] of kwargs) made.set(key, value);
  checkLength(made.size);
  return made;
}
