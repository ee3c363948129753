// The pairs that dict() and dict.update() take.
import { typeError, valueError } from "../errors.ts";
import { Undefined } from "../undefined.ts";
import { isIterable, iterate, toList } from "./iterate.ts";
import { entriesOf, isMapping } from "./mapping.ts";

/** Pairs of a mapping or of an iterable of pairs. Raises TypeError, ValueError. */
export function* pairsOf(source: unknown): Generator<readonly [unknown, unknown]> {
  if (isMapping(source)) {
    yield* entriesOf(source);
    return;
  }
  if (source instanceof Undefined) source.fail();
  let place = 0;
  for (const item of iterate(source)) {
    yield pairOf(item, place);
    place++;
  }
}

function pairOf(item: unknown, place: number): readonly [unknown, unknown] {
  if (!isIterable(item)) {
    throw typeError(`cannot convert dictionary update sequence element #${place} to a sequence`);
  }
  const pair = toList(item);
  if (pair.length === 2) return [pair[0], pair[1]];
  throw valueError(`dictionary update sequence element #${place} has length ${pair.length}; 2 is required`);
}
