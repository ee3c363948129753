// Jinja's cycler: values in turn, wherever it is asked.
import { PythonError } from "../errors.ts";
import { TYPE_NAME } from "../values/protocol.ts";
import { tupleFrom, type Tuple } from "../values/tuple.ts";

/** Made by `cycler(…)`. */
export class Cycler {
  readonly #items: readonly unknown[];
  #pos = 0;

  /** Raises RuntimeError where there are no items. */
  constructor(items: readonly unknown[]) {
    if (items.length === 0) throw new PythonError("RuntimeError", "at least one item has to be provided");
    this.#items = items;
  }

  get items(): Tuple {
    return tupleFrom(this.#items);
  }

  get pos(): number {
    return this.#pos;
  }

  /** What `next` will return. */
  get current(): unknown {
    return this.#items[this.#pos];
  }

  next(): unknown {
    const value = this.current;
    this.#pos = (this.#pos + 1) % this.#items.length;
    return value;
  }

  /** Begins again with the first item. */
  reset(): null {
    this.#pos = 0;
    return null;
  }

  [TYPE_NAME](): string {
    return "Cycler";
  }
}
