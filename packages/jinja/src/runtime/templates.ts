// What compiled code does with other templates: extends, includes, imports.
import { TemplateNotFound, TemplateRuntimeError } from "../errors.ts";
import { countTurns } from "../limits.ts";
import { Undefined } from "../undefined.ts";
import { hashKey } from "../values/hash.ts";
import { toList } from "../values/iterate.ts";
import { textOf } from "../values/markup.ts";
import { TEMPLATE } from "../values/protocol.ts";
import { repr, str } from "../values/text.ts";
import { type Context, sharedContext } from "./context.ts";
import { defaultModule, makeSharedModule, type TemplateModule } from "./module.ts";
import type { EnvironmentCore, TemplateCore } from "./types.ts";
import type { Layer } from "./variables.ts";

function isTemplate(value: unknown): value is TemplateCore {
  return typeof value === "object" && value !== null && Object.hasOwn(value, TEMPLATE);
}

/** Code of one template that uses others: names are looked up as seen from it. */
export class Templates {
  readonly #environment: EnvironmentCore;
  readonly #name: string | null;

  constructor(environment: EnvironmentCore, name: string | null) {
    this.#environment = environment;
    this.#name = name;
  }

  /** One template, by name or as an object. Raises TemplateNotFound. */
  one(value: unknown): TemplateCore {
    countTurns();
    if (isTemplate(value)) return value;
    if (value instanceof Undefined) value.fail();
    const name = textOf(value);
    if (name === undefined) {
      // A loader looks it up as a key: a list is none.
      hashKey(value);
      throw new TemplateNotFound(str(value));
    }
    return this.#environment.getTemplate(name, this.#name);
  }

  /** One template, or the first of several that exists. Raises TemplatesNotFound. */
  oneOf(value: unknown): TemplateCore {
    if (isTemplate(value) || value instanceof Undefined || textOf(value) !== undefined) return this.one(value);
    const names = value === null || value === false || value === 0 ? [] : toList(value);
    return this.#environment.selectTemplate(names, this.#name);
  }

  /** `{% extends %}`: the parent, whose blocks come behind those that are there. */
  extend(context: Context, value: unknown): TemplateCore {
    const parent = this.one(value);
    for (const [name, block] of Object.entries(parent.blocks)) {
      const stack = context.blocks.get(name);
      if (stack === undefined) context.blocks.set(name, [block]);
      else stack.push(block);
    }
    return parent;
  }

  /** `{% include %}`: the other template's output; `locals` null is without context. */
  include(context: Context, value: unknown, locals: Layer | null, ignoreMissing: boolean): string {
    const template = ignoreMissing ? this.#ifThere(value) : this.oneOf(value);
    if (template === undefined) return "";
    if (locals === null) return defaultModule(template, this.#environment, null).toString();
    return template.root(sharedContext(template, context, locals));
  }

  #ifThere(value: unknown): TemplateCore | undefined {
    try {
      return this.oneOf(value);
    } catch (error) {
      if (error instanceof TemplateNotFound) return undefined;
      throw error;
    }
  }

  /** `{% import %}`: the other template as a module; `locals` null is without context. */
  module(context: Context, value: unknown, locals: Layer | null): TemplateModule {
    const template = this.one(value);
    if (locals !== null) return makeSharedModule(template, context, locals);
    return defaultModule(template, this.#environment, context);
  }

  /** One name of `{% from … import name %}`; an undefined value where the module has none. */
  name(module: TemplateModule, name: string, where: string): unknown {
    const value = module.get(name);
    if (value !== undefined) return value;
    const from = `the template ${repr(module.name())} (imported on ${where})`;
    const hint = `${from} does not export the requested name ${repr(name)}`;
    return this.#environment.makeUndefined({ hint, name });
  }
}

/** A second `{% extends %}` in one template. */
export function extendedTwice(): never {
  throw new TemplateRuntimeError("extended multiple times");
}
