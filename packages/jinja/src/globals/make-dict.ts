// What Python's dict(…) accepts: a mapping or pairs, then keywords.
import { typeError, valueError } from "../errors.ts";
import { checkLength } from "../limits.ts";
import { Undefined } from "../undefined.ts";
import { Dict } from "../values/dict.ts";
import { entriesOf, isMapping } from "../values/mapping.ts";
import { iterate } from "../values/iterate.ts";

function isIterable(value: unknown): boolean {
  try {
    iterate(value);
    return true;
  } catch {
    return false;
  }
}

function* pairsOf(values: Iterable<unknown>): Generator<[unknown, unknown]> {
  let index = 0;
  for (const value of values) {
    if (!isIterable(value)) {
      throw typeError(`cannot convert dictionary update sequence element #${index} to a sequence`);
    }
    const pair = [...iterate(value)];
    if (pair.length !== 2) {
      throw valueError(`dictionary update sequence element #${index} has length ${pair.length}; 2 is required`);
    }
    yield [pair[0], pair[1]];
    index++;
  }
}

/** A new dict. Raises TypeError and ValueError as Python does; `name` is the function's in messages. */
export function makeDict(name: string, args: readonly unknown[], kwargs: Iterable<readonly [string, unknown]>): Dict {
  if (args.length > 1) throw typeError(`${name} expected at most 1 argument, got ${args.length}`);
  const made = new Dict();
  const source = args[0];
  if (source instanceof Undefined) source.fail();
  const entries = args.length === 0 ? [] : isMapping(source) ? entriesOf(source) : pairsOf(iterate(source));
  for (const [key, value] of entries) made.set(key, value);
  for (const [key, value] of kwargs) made.set(key, value);
  checkLength(made.size);
  return made;
}
