// Blocks as templates see them: `self.title()`, `super()`, `super.super()`.
import { PythonError, TemplateRuntimeError } from "../errors.ts";
import { countTurns } from "../limits.ts";
import { markup } from "../values/markup.ts";
import { ATTRIBUTE, CALL, ITEM, ITERATE, REPR } from "../values/protocol.ts";
import { isForbiddenName } from "../values/realm.ts";
import { repr } from "../values/text.ts";
import type { Context } from "./context.ts";
import type { BlockFunction } from "./types.ts";

/** One block of a chain of inheritance; calling it gives its output. */
class BlockReference {
  readonly #name: string;
  readonly #context: Context;
  readonly #stack: readonly BlockFunction[];
  readonly #depth: number;

  constructor(name: string, context: Context, stack: readonly BlockFunction[], depth: number) {
    this.#name = name;
    this.#context = context;
    this.#stack = stack;
    this.#depth = depth;
  }

  [ATTRIBUTE](name: string): unknown {
    if (name === "super") return parentBlock(this.#context, this.#name, this.#stack, this.#depth + 1);
    return name === "name" ? this.#name : undefined;
  }

  [CALL](): unknown {
    countTurns();
    const text = this.#stack[this.#depth]?.(this.#context) ?? "";
    return this.#context.evalContext.autoescape ? markup(text) : text;
  }
}

function parentBlock(context: Context, name: string, stack: readonly BlockFunction[], depth: number): unknown {
  if (depth < stack.length) return new BlockReference(name, context, stack, depth);
  return context.environment.makeUndefined({ hint: `there is no parent block called ${repr(name)}.`, name: "super" });
}

/** `super` in a block: the block of the next template up, or an undefined value. */
export function superBlock(context: Context, name: string, current: BlockFunction): unknown {
  const stack = context.blocks.get(name) ?? [];
  const place = stack.indexOf(current);
  return parentBlock(context, name, stack, place === -1 ? stack.length : place + 1);
}

/** `self`: all blocks of the template by name. */
export class TemplateReference {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  [ITEM](name: unknown): unknown {
    if (typeof name !== "string") return undefined;
    const { blocks, environment } = this.#context;
    const stack = blocks.get(name);
    if (stack !== undefined) return new BlockReference(name, this.#context, stack, 0);
    if (name.startsWith("_") || isForbiddenName(name)) return undefined;
    return environment.makeUndefined({ object: this, name, candidates: () => blocks.keys() });
  }

  /** Python asks it for item 0, for it has items, but nothing tells how to iterate it. */
  // oxlint-disable-next-line require-yield -- the first item raises
  *[ITERATE](): Generator<never, void, undefined> {
    throw new PythonError("KeyError", "0");
  }

  [REPR](): string {
    return `<TemplateReference ${repr(this.#context.name)}>`;
  }
}

/** Raises TemplateRuntimeError for a required block that no template below has. */
export function checkRequired(context: Context, name: string): void {
  if ((context.blocks.get(name)?.length ?? 0) <= 1) {
    throw new TemplateRuntimeError(`Required block ${repr(name)} not found`);
  }
}
