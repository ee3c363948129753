// What dict.keys(), values() and items() give: live views that print as Python's.
import { equals } from "../values/equals.ts";
import { walkEntries } from "../values/mapping.ts";
import { getKey, sizeOf } from "../values/members.ts";
import { ATTRIBUTE, CONTAINS, LENGTH, REPR, SET_LIKE, TYPE_NAME } from "../values/protocol.ts";
import { repr } from "../values/text.ts";
import { Tuple } from "../values/tuple.ts";

type Mapping = Map<unknown, unknown> | Record<string, unknown>;

/** Iterates the dict as it is at that time, any number of times. */
abstract class DictView implements Iterable<unknown> {
  readonly #mapping: Mapping;

  constructor(mapping: Mapping) {
    this.#mapping = mapping;
  }

  /** The value of a key; JavaScript's `undefined` where there is none. */
  protected at(key: unknown): unknown {
    return getKey(this.#mapping, key);
  }

  protected entries(): Iterable<[unknown, unknown]> {
    return walkEntries(this.#mapping);
  }

  abstract [Symbol.iterator](): Iterator<unknown>;

  abstract [TYPE_NAME](): string;

  [LENGTH](): number {
    return sizeOf(this.#mapping);
  }

  [REPR](print: (part: unknown) => string = repr): string {
    return `${this[TYPE_NAME]()}([${Array.from(this, part => print(part)).join(", ")}])`;
  }

  /** Nothing is reachable by name. */
  [ATTRIBUTE](_name: string): unknown {
    return undefined;
  }
}

export class DictKeys extends DictView {
  *[Symbol.iterator](): Iterator<unknown> {
    for (const [key] of this.entries()) yield key;
  }

  [CONTAINS](item: unknown): boolean {
    return this.at(item) !== undefined;
  }

  [SET_LIKE](): true {
    return true;
  }

  [TYPE_NAME](): string {
    return "dict_keys";
  }
}

export class DictValues extends DictView {
  *[Symbol.iterator](): Iterator<unknown> {
    for (const [, value] of this.entries()) yield value;
  }

  [TYPE_NAME](): string {
    return "dict_values";
  }
}

export class DictItems extends DictView {
  *[Symbol.iterator](): Iterator<Tuple> {
    for (const [key, value] of this.entries()) yield new Tuple(key, value);
  }

  [CONTAINS](item: unknown): boolean {
    if (!(item instanceof Tuple) || item.length !== 2) return false;
    const value = this.at(item[0]);
    return value !== undefined && equals(value, item[1]);
  }

  [SET_LIKE](): true {
    return true;
  }

  [TYPE_NAME](): string {
    return "dict_items";
  }
}
