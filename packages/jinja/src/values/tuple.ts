// Python's tuple: an array that prints, compares and hashes as one.

/** Never changed once it is made. Arrays derived from it (`map`, `filter`) are lists. */
export class Tuple extends Array<unknown> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

/** `tuple(1, "a")` is `(1, "a")`. */
export function tuple(...items: unknown[]): Tuple {
  return tupleFrom(items);
}

/** A tuple of all items. */
export function tupleFrom(items: Iterable<unknown>): Tuple {
  const made = new Tuple();
  for (const item of items) made.push(item);
  return made;
}
