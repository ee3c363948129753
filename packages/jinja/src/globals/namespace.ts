// Jinja's namespace: an object whose attributes a template may set, also from within loops.
import type { Kwargs } from "../runtime/types.ts";
import { ATTRIBUTE, REPR, TYPE_NAME } from "../values/protocol.ts";
import { repr } from "../values/text.ts";
import { makeDict } from "./make-dict.ts";

/** Its attributes shadow the methods here: templates see attributes only. */
export class Namespace {
  readonly #attributes: Map<unknown, unknown>;

  constructor(args: readonly unknown[] = [], kwargs: Kwargs = new Map()) {
    this.#attributes = makeDict("dict", args, kwargs);
  }

  /** `{% set ns.name = value %}`. */
  set(name: string, value: unknown): void {
    this.#attributes.set(name, value);
  }

  /** JavaScript's `undefined` where there is none. */
  get(name: string): unknown {
    return this.#attributes.get(name);
  }

  [ATTRIBUTE](name: string): unknown {
    return this.#attributes.get(name);
  }

  [REPR](print: (part: unknown) => string = repr): string {
    return `<Namespace ${print(this.#attributes)}>`;
  }

  [TYPE_NAME](): string {
    return "Namespace";
  }
}
