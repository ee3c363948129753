// Python's dict, made by literals and `dict()`: a Map whose keys are equal as Python's are, and print as they were first written.
import { hashKey, isCoded } from "./hash.ts";

/** What no dict has as a key. */
const ABSENT = Symbol("absent");

/** Raises TypeError for keys that do not hash. */
export class Dict extends Map<unknown, unknown> {
  /** From a key's hash to the key as it was written, where the two differ (`True`, `1.0`, tuples). */
  #written: Map<unknown, unknown> | undefined;

  #find(key: unknown): unknown {
    const hash = hashKey(key);
    if (this.#written?.has(hash) === true) return this.#written.get(hash);
    return isCoded(hash) ? ABSENT : hash;
  }

  override get(key: unknown): unknown {
    return super.get(this.#find(key));
  }

  override has(key: unknown): boolean {
    return super.has(this.#find(key));
  }

  override set(key: unknown, value: unknown): this {
    const found = this.#find(key);
    if (super.has(found)) return super.set(found, value);
    if (Object.is(found, key)) return super.set(key, value);
    this.#written ??= new Map();
    this.#written.set(hashKey(key), key);
    return super.set(key, value);
  }

  override delete(key: unknown): boolean {
    const found = this.#find(key);
    this.#written?.delete(hashKey(key));
    return super.delete(found);
  }

  override clear(): void {
    this.#written = undefined;
    super.clear();
  }
}

/** A new dict; of equal keys the first spelling stays, and the last value. */
export function dictFrom(entries: Iterable<readonly [unknown, unknown]>): Dict {
  const made = new Dict();
  for (const [key, value] of entries) made.set(key, value);
  return made;
}
