// Jinja's joiner: nothing when first called, the separator from then on.
import { typeError } from "../errors.ts";
import type { Kwargs } from "../runtime/types.ts";
import { CALL, TYPE_NAME } from "../values/protocol.ts";

/** Made by `joiner(…)`; calling it gives the text. */
export class Joiner {
  readonly #sep: unknown;
  #used = false;

  constructor(sep: unknown = ", ") {
    this.#sep = sep;
  }

  get sep(): unknown {
    return this.#sep;
  }

  get used(): boolean {
    return this.#used;
  }

  [CALL](args: readonly unknown[], kwargs: Kwargs | null): unknown {
    if (args.length > 0 || (kwargs !== null && kwargs.size > 0)) {
      throw typeError(`Joiner.__call__() takes 1 positional argument but ${args.length + 1} were given`);
    }
    if (this.#used) return this.#sep;
    this.#used = true;
    return "";
  }

  [TYPE_NAME](): string {
    return "Joiner";
  }
}
