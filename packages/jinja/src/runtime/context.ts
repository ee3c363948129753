// The variables of one template in one render, its blocks, and whether it escapes (jinja2.runtime.Context).
import { typeError } from "../errors.ts";
import { ITEM } from "../values/protocol.ts";
import type { BlockFunction, ContextCore, EnvironmentCore, EvalContext, TemplateCore } from "./types.ts";
import { type Layer, merge, variableOf } from "./variables.ts";

/** Layers are merged into one above this many, so that deeply nested includes do not search them all. */
const MOST_LAYERS = 8;

/** A template's globals. */
export type Globals = ReadonlyMap<string, unknown>;

/** What a context begins with. */
export interface ContextFacts {
  readonly environment: EnvironmentCore;
  readonly name: string | null;
  /** The first hides the others. */
  readonly layers: readonly Layer[];
  readonly blocks: Map<string, BlockFunction[]>;
  /** Those of the template that the render began with; null in contexts inside it. */
  readonly globals: Globals | null;
  readonly evalContext?: EvalContext;
}

/** Variables are looked up in what the template has set, then layer by layer. */
export class Context implements ContextCore {
  readonly environment: EnvironmentCore;
  readonly name: string | null;
  readonly evalContext: EvalContext;
  readonly vars = new Map<string, unknown>();
  readonly exported = new Set<string>();
  readonly blocks: Map<string, BlockFunction[]>;
  readonly globals: Globals | null;
  readonly #layers: readonly Layer[];

  constructor(facts: ContextFacts) {
    this.environment = facts.environment;
    this.name = facts.name;
    this.blocks = facts.blocks;
    this.globals = facts.globals;
    this.#layers = facts.layers.length > MOST_LAYERS ? [merge(facts.layers)] : facts.layers;
    this.evalContext = facts.evalContext ?? {
      autoescape: facts.environment.autoescapeFor(facts.name),
      environment: facts.environment,
    };
  }

  resolve(name: string): unknown {
    if (this.vars.size > 0) {
      const own = this.vars.get(name);
      if (own !== undefined) return own;
    }
    return this.outer(name);
  }

  getAll(): Map<string, unknown> {
    return merge(this.inherited());
  }

  /** The layers as they are now, for a context inside this one. */
  inherited(): readonly Layer[] {
    return this.vars.size === 0 ? this.#layers : [new Map(this.vars), ...this.#layers];
  }

  /** The value from outside the template, without what it has set. */
  outer(name: string): unknown {
    for (const layer of this.#layers) {
      const value = variableOf(layer, name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** A context of the same template that sees `locals`, too. */
  derived(locals: Layer): Context {
    const { environment, name, evalContext } = this;
    const blocks = new Map([...this.blocks].map(([key, stack]) => [key, [...stack]]));
    return new Context({
      environment,
      name,
      layers: [locals, ...this.inherited()],
      blocks,
      globals: null,
      evalContext,
    });
  }

  [ITEM](key: unknown): unknown {
    return typeof key === "string" ? this.resolve(key) : undefined;
  }
}

/** The block functions of a template as the beginning of the stacks that inheritance extends. */
function blockStacks(template: TemplateCore): Map<string, BlockFunction[]> {
  const stacks = new Map<string, BlockFunction[]>();
  for (const [name, block] of Object.entries(template.blocks)) stacks.set(name, [block]);
  return stacks;
}

function contextOf(
  template: TemplateCore,
  environment: EnvironmentCore,
  layers: readonly Layer[],
  globals: Globals | null,
): Context {
  return new Context({ environment, name: template.name, layers, blocks: blockStacks(template), globals });
}

/**
 * The context of a render: what the caller passed, then the template's globals.
 * Raises TypeError for variables that are neither an object nor a Map.
 */
export function newContext(
  template: TemplateCore,
  environment: EnvironmentCore,
  variables: Layer | null | undefined = null,
): Context {
  if (variables !== null && variables !== undefined && typeof variables !== "object") {
    throw typeError("the context of a template is an object or a Map");
  }
  const { globals } = template;
  const layers = variables === null || variables === undefined ? [globals] : [variables, globals];
  return contextOf(template, environment, layers, globals);
}

/** The context of a template that another includes or imports: what that one sees, with its locals in front. */
export function sharedContext(template: TemplateCore, from: Context, locals: Layer): Context {
  return contextOf(template, from.environment, [locals, ...from.inherited()], null);
}
