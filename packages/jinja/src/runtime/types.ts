// What compiled templates, filters and the environment know of each other. Interfaces only; nothing here runs.
import type { TEMPLATE } from "../values/protocol.ts";
import type { Callable } from "../values/callable.ts";

/** Named arguments in their order. */
export type Kwargs = ReadonlyMap<string, unknown>;

/** What compiled code and filters see of an environment. */
export interface EnvironmentCore {
  readonly filters: Map<string, Callable>;
  readonly tests: Map<string, Callable>;
  readonly globals: Map<string, unknown>;
  readonly policies: Map<string, unknown>;
  readonly sandboxed: boolean;
  /** False: constant expressions are computed when they run. */
  readonly optimized?: boolean;
  /** False: JavaScript's own properties and methods (`list.length`, `date.getDay()`) are reachable, too. */
  readonly strictPython: boolean;
  readonly newlineSequence: string;
  /** Whether the template of this name (null: from a string) begins with autoescape on. */
  autoescapeFor(name: string | null): boolean;
  readonly finalize: ((value: unknown) => unknown) | null;
  readonly limits: Limits | null;
  /** Operators that a sandbox computes itself, by their signs. */
  readonly intercepted?: Intercepted | undefined;
  /** An undefined value of the environment's class; `object` and `name` say what was looked up where. */
  makeUndefined(about: UndefinedFacts): unknown;
  /** `obj.name`: the attribute, else the item; an undefined value where there is neither. */
  getAttribute(object: unknown, name: string): unknown;
  /** `obj[key]`: the item, else the attribute; an undefined value where there is neither. */
  getItem(object: unknown, key: unknown): unknown;
  /** Calls a value as a template does; refuses what may not be called. `self` is the object that it was looked up on. */
  call(
    context: ContextCore | null,
    callee: unknown,
    args: readonly unknown[],
    kwargs: Kwargs | null,
    self?: unknown,
  ): unknown;
  callFilter(
    name: string,
    value: unknown,
    args: readonly unknown[],
    kwargs: Kwargs | null,
    context: ContextCore | EvalContext | null,
  ): unknown;
  callTest(
    name: string,
    value: unknown,
    args: readonly unknown[],
    kwargs: Kwargs | null,
    context: ContextCore | EvalContext | null,
  ): boolean;
  getTemplate(name: string, parent?: string | null): TemplateCore;
  selectTemplate(names: readonly unknown[], parent?: string | null): TemplateCore;
}

/** What a sandbox does in place of operators. */
export interface Intercepted {
  readonly binary: ReadonlySet<string>;
  readonly unary: ReadonlySet<string>;
  callBinary(operator: string, left: unknown, right: unknown): unknown;
  callUnary(operator: string, value: unknown): unknown;
}

/** Bounds of a sandbox for one render. */
export interface Limits {
  /** Turns of all loops together. */
  readonly maxIterations: number;
  /** UTF-16 units of output, and of any string or list that an expression makes. */
  readonly maxOutput: number;
}

/** What an undefined value stands for. */
export interface UndefinedFacts {
  readonly hint?: string | undefined;
  /** The object that was looked into; absent for a variable. */
  readonly object?: unknown;
  readonly name?: unknown;
  readonly error?: "UndefinedError" | "SecurityError";
  /** Names that there are, to suggest one of them. */
  readonly candidates?: (() => Iterable<string>) | undefined;
}

/** What filters need to know of the place where they are called. */
export interface EvalContext {
  autoescape: boolean;
  readonly environment: EnvironmentCore;
}

/** The variables of one template in one render (jinja2.runtime.Context). */
export interface ContextCore {
  readonly environment: EnvironmentCore;
  readonly name: string | null;
  readonly evalContext: EvalContext;
  /** What the template itself has set at its top level. */
  readonly vars: Map<string, unknown>;
  readonly exported: Set<string>;
  /** For each name the block of this template, then its parents'. */
  readonly blocks: Map<string, BlockFunction[]>;
  /** The value, or JavaScript's `undefined` where there is none. */
  resolve(name: string): unknown;
  /** All variables, for filters and extensions that want them. */
  getAll(): Map<string, unknown>;
}

/** A block's output. */
export type BlockFunction = (context: ContextCore) => string;

/** A template that has been compiled and linked to an environment. */
export interface CompiledTemplate {
  readonly root: (context: ContextCore) => string;
  readonly blocks: Readonly<Record<string, BlockFunction>>;
  /** Compiled for a sandbox: counts its turns, and looks nothing up by itself. */
  readonly sandboxed?: boolean;
}

/** What the compiler makes: source of a function body whose parameter `rt` is the runtime, and which returns a CompiledTemplate. */
export interface CompiledSource {
  readonly name: string | null;
  readonly code: string;
  /** `lines[i]` is the template's line of the code's line i + 1, or 0. */
  readonly lines: readonly number[];
}

/** A template as includes, imports and inheritance use it. */
export interface TemplateCore {
  readonly [TEMPLATE]: true;
  readonly name: string | null;
  readonly root: (context: ContextCore) => string;
  readonly blocks: Readonly<Record<string, BlockFunction>>;
  readonly globals: ReadonlyMap<string, unknown>;
  /** Source where it is at hand, for excerpts in errors. */
  readonly source: string | undefined;
}
