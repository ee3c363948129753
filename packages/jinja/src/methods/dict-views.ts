// What dict.keys(), values() and items() give: live views that print as Python's.
import { walkEntries } from "../values/mapping.ts";
import { sizeOf } from "../values/members.ts";
import { ATTRIBUTE, LENGTH, REPR, TYPE_NAME } from "../values/protocol.ts";
import { repr } from "../values/text.ts";
import { Tuple } from "../values/tuple.ts";

type Mapping = Map<unknown, unknown> | Record<string, unknown>;

/** Iterates the dict as it is at that time, any number of times. */
abstract class DictView implements Iterable<unknown> {
  readonly #mapping: Mapping;

  constructor(mapping: Mapping) {
    this.#mapping = mapping;
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

  [TYPE_NAME](): string {
    return "dict_items";
  }
}
