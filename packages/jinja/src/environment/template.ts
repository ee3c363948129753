// A template: compiled code bound to its environment, ready to render (jinja2.Template).
import type { EnvironmentOptions } from "./options.ts";
import type { TemplateGlobals } from "../loaders/loader.ts";
import { ChainedGlobals } from "../globals/chain.ts";
import { withLimits } from "../limits.ts";
import { exposeExports, type HostModule } from "./host-module.ts";
import { explainOverflow } from "./overflow.ts";
import { newContext } from "../runtime/context.ts";
import { defaultModule, makeModule } from "../runtime/module.ts";
import { ATTRIBUTE, TEMPLATE } from "../values/protocol.ts";
import type { BlockFunction, CompiledTemplate, ContextCore, EnvironmentCore, TemplateCore } from "../runtime/types.ts";

/** The variables of a render: an object's own properties, or a Map. */
export type TemplateContext = Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown>;

/** What an environment makes a template of. */
export interface TemplateFacts {
  readonly environment: EnvironmentCore;
  readonly compiled: CompiledTemplate;
  readonly name: string | null;
  readonly filename: string | null;
  readonly source: string | undefined;
  readonly globals: TemplateGlobals;
  readonly uptodate: (() => boolean) | null;
  /** `lines[i]` is the template's line of the code's line i + 1, or 0. */
  readonly lines: readonly number[];
}

/** How `new Template(source)` comes to an environment. */
interface TemplateMaker {
  factsFromString(source: string): TemplateFacts;
}

/** A compiled template. It may be rendered any number of times, with variables of its own each time. */
export class Template implements TemplateCore {
  /** The environment's class for templates that are made without one. */
  static environmentClass: (new (options: EnvironmentOptions) => TemplateMaker) | null = null;

  readonly [TEMPLATE] = true;
  readonly name: string | null;
  readonly filename: string | null;
  readonly source: string | undefined;
  readonly root: (context: ContextCore) => string;
  readonly blocks: Readonly<Record<string, BlockFunction>>;
  readonly environment: EnvironmentCore;
  readonly #lines: readonly number[];
  readonly #uptodate: (() => boolean) | null;
  #globals: ReadonlyMap<string, unknown>;

  /** A template from a string, with an environment of its own; or, for environments, from its parts. */
  constructor(from: string | TemplateFacts, options: EnvironmentOptions = {}) {
    const facts = typeof from === "string" ? factsOf(from, options) : from;
    this.environment = facts.environment;
    this.name = facts.name;
    this.filename = facts.filename;
    this.source = facts.source;
    this.root = facts.compiled.root;
    this.blocks = facts.compiled.blocks;
    this.#lines = facts.lines;
    this.#uptodate = facts.uptodate;
    this.#globals = facts.environment.globals;
    if (facts.globals !== null) this.addGlobals(facts.globals);
  }

  /** The environment's globals, and those of this template over them. */
  get globals(): ReadonlyMap<string, unknown> {
    return this.#globals;
  }

  /** Adds globals to this template only. */
  addGlobals(globals: NonNullable<TemplateGlobals>): void {
    const own = this.#globals instanceof ChainedGlobals ? this.#globals : new ChainedGlobals(this.#globals);
    const entries = globals instanceof Map ? (globals as ReadonlyMap<string, unknown>) : Object.entries(globals);
    for (const [name, value] of entries) own.set(name, value);
    this.#globals = own;
  }

  /** The output for these variables. Raises what the template raises, with the places in `stack`. */
  render(variables: TemplateContext = {}): string {
    return this.#within(() => this.root(newContext(this, this.environment, variables)));
  }

  /** The output in pieces: at present one. */
  *generate(variables: TemplateContext = {}): Generator<string> {
    const text = this.render(variables);
    if (text !== "") yield text;
  }

  /** What the template sets a variable to. JavaScript's `undefined` where it does not. */
  evaluate(name: string, variables: TemplateContext = {}): unknown {
    return this.#within(() => {
      const context = newContext(this, this.environment, variables);
      this.root(context);
      return context.vars.get(name);
    });
  }

  /** The template's macros and top-level variables as properties, its output as text; made once. */
  get module(): HostModule {
    return this.#within(() => exposeExports(defaultModule(this, this.environment, null), this.environment));
  }

  /** The same, made anew with variables. */
  makeModule(variables: TemplateContext = {}): HostModule {
    return this.#within(() => exposeExports(makeModule(this, this.environment, variables), this.environment));
  }

  /** A context as `render` makes it, for those who call blocks themselves. */
  newContext(variables: TemplateContext = {}): ContextCore {
    return newContext(this, this.environment, variables);
  }

  /** False where the loader has a newer version. */
  get isUpToDate(): boolean {
    return this.#uptodate === null || this.#uptodate();
  }

  /** Pairs of a line of the template and the first line of the compiled code for it. */
  get debugInfo(): [template: number, code: number][] {
    const pairs: [number, number][] = [];
    for (const [index, line] of this.#lines.entries()) {
      if (line !== 0 && line !== pairs.at(-1)?.[0]) pairs.push([line, index + 1]);
    }
    return pairs;
  }

  /** The template's line of a line of the compiled code; 1 where there is none before it. */
  getCorrespondingLineno(line: number): number {
    return this.debugInfo.findLast(([, code]) => code <= line)?.[0] ?? 1;
  }

  /** What templates see of a template that they are given. */
  [ATTRIBUTE](name: string): unknown {
    if (name === "name" || name === "filename") return this[name];
    return name === "render" ? (variables: TemplateContext = {}) => this.render(variables) : undefined;
  }

  toString(): string {
    return `<Template ${this.name === null ? "from a string" : `'${this.name}'`}>`;
  }

  #within<T>(work: () => T): T {
    const { limits, sandboxed } = this.environment;
    try {
      return limits === null ? work() : withLimits(limits, work);
    } catch (error) {
      throw explainOverflow(error, sandboxed);
    }
  }
}

function factsOf(source: string, options: EnvironmentOptions): TemplateFacts {
  const maker = Template.environmentClass;
  if (maker === null) throw new TypeError("import Environment before you make templates without one");
  return new maker({ cacheSize: 0, autoReload: false, ...options }).factsFromString(source);
}
