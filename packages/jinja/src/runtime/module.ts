// A template as a module: what `import` gives, its macros and variables as attributes, its output as text.
import { ATTRIBUTE, REPR, TEXT } from "../values/protocol.ts";
import { markup, type Markup } from "../values/markup.ts";
import { repr } from "../values/text.ts";
import { type Context, newContext, sharedContext } from "./context.ts";
import type { EnvironmentCore, TemplateCore } from "./types.ts";
import type { Layer } from "./variables.ts";

/** A template's exports and output. */
export class TemplateModule {
  readonly #name: string | null;
  readonly #body: string;
  readonly #exports: ReadonlyMap<string, unknown>;

  constructor(name: string | null, body: string, exports: ReadonlyMap<string, unknown>) {
    this.#name = name;
    this.#body = body;
    this.#exports = exports;
  }

  /** What the template exports under a name; JavaScript's `undefined` where nothing. */
  get(name: string): unknown {
    return this.#exports.get(name);
  }

  /** The template's name. */
  name(): string | null {
    return this.#name;
  }

  /** The names that it exports, as a host wants to see them. */
  names(): string[] {
    return [...this.#exports.keys()];
  }

  [ATTRIBUTE](name: string): unknown {
    if (name === "__name__") return this.#name;
    return this.#exports.get(name);
  }

  toString(): string {
    return this.#body;
  }

  __html__(): Markup {
    return markup(this.#body);
  }

  [TEXT](): string {
    return this.#body;
  }

  [REPR](): string {
    return `<TemplateModule ${this.#name === null ? "from a string" : repr(this.#name)}>`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this[REPR]();
  }
}

function run(template: TemplateCore, context: Context): TemplateModule {
  const body = template.root(context);
  const exports = new Map<string, unknown>();
  for (const name of context.exported) exports.set(name, context.vars.get(name));
  return new TemplateModule(template.name, body, exports);
}

/** Runs a template to have what it exports. */
export function makeModule(
  template: TemplateCore,
  environment: EnvironmentCore,
  variables: Layer | null = null,
): TemplateModule {
  return run(template, newContext(template, environment, variables));
}

/** The same with what another template sees. */
export function makeSharedModule(template: TemplateCore, from: Context, locals: Layer): TemplateModule {
  return run(template, sharedContext(template, from, locals));
}

const modules = new WeakMap<TemplateCore, TemplateModule>();

/**
 * The template's module without a context: made once, as Jinja does. Globals that only the importing template's
 * render was given are seen, too; then it is made anew.
 */
export function defaultModule(
  template: TemplateCore,
  environment: EnvironmentCore,
  from: Context | null,
): TemplateModule {
  const extra = from === null ? null : extraGlobals(template, from);
  if (extra !== null) return makeModule(template, environment, extra);
  let module = modules.get(template);
  if (module === undefined) {
    module = makeModule(template, environment);
    modules.set(template, module);
  }
  return module;
}

function extraGlobals(template: TemplateCore, from: Context): Map<string, unknown> | null {
  if (from.globals === null || from.globals === template.globals) return null;
  const names = [...from.globals.keys()].filter(name => !template.globals.has(name));
  return names.length === 0 ? null : new Map(names.map(name => [name, from.outer(name)]));
}
