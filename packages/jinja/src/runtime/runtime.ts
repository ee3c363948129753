// The object `rt` that compiled code gets: all that it may call, by the names that the compiler writes.
import { PythonError } from "../errors.ts";
import { addFrame } from "../error-frames.ts";
import { callMethod as callMethodOf } from "../access/call.ts";
import { signatureOf } from "../values/callable.ts";
import { contains } from "../values/contains.ts";
import { greater, greaterEqual, less, lessEqual } from "../values/compare.ts";
import { dictFrom } from "../values/dict.ts";
import { equals } from "../values/equals.ts";
import { escapeText } from "../values/escape.ts";
import { float } from "../values/float.ts";
import { iterate, unpack } from "../values/iterate.ts";
import { markup } from "../values/markup.ts";
import * as operators from "../operators/arithmetic.ts";
import { slice } from "../values/slice.ts";
import { truth } from "../values/truth.ts";
import { tuple } from "../values/tuple.ts";
import { callValue } from "../access/call.ts";
import { checkRequired, superBlock, TemplateReference } from "./blocks.ts";
import { boundFilter, boundTest } from "./bound-calls.ts";
import type { Context } from "./context.ts";
import { cycle, LoopContext, type Recurse } from "./loop-context.ts";
import { interceptedOperators } from "./intercepted.ts";
import { Macro, type MacroFacts } from "./macro.ts";
import { TemplateModule } from "./module.ts";
import * as operations from "./operations.ts";
import { extendedTwice, Templates } from "./templates.ts";
import type { EnvironmentCore, Kwargs } from "./types.ts";
import type { Layer } from "./variables.ts";

/** What errors tell of the template. */
export interface RuntimeFacts {
  readonly name: string | null;
  readonly source?: string | undefined;
}

/** What needs nothing of the environment; the same for all templates. */
const shared = {
  ...operations,
  everyObject: Object.prototype as unknown,
  escapeText,
  truth,
  iterate,
  unpack,
  tuple,
  float,
  markup,
  slice,
  equals,
  less,
  lessEqual,
  greater,
  greaterEqual,
  contains,
  cycle,
  ...operators,
  dict: dictFrom,
  self: (context: Context) => new TemplateReference(context),
  superBlock,
  checkRequired,
  extendedTwice,
};

/** Values that are missing. */
function missingValues(environment: EnvironmentCore) {
  return {
    missing: (name: string) => environment.makeUndefined({ name }),
    notProvided: (hint: string, name: string) => environment.makeUndefined({ hint, name }),
  };
}

/** Attributes and items. */
function lookups(environment: EnvironmentCore) {
  const attribute = (object: unknown, name: string) => environment.getAttribute(object, name);
  return {
    attribute,
    attributeOf: (object: unknown, name: string, variable: string) =>
      attribute(object === undefined ? environment.makeUndefined({ name: variable }) : object, name),
    item(object: unknown, key: unknown): unknown {
      if (Array.isArray(object) && typeof key === "number" && key >= 0 && key < object.length) {
        const found: unknown = object[key];
        if (found !== undefined) return found;
      }
      return environment.getItem(object, key);
    },
  };
}

/** Functions that want the context see what a loop or a block has set, too. */
function placeOf(context: Context, callee: unknown, locals: ReadonlyMap<string, unknown> | null): Context {
  if (locals === null || locals.size === 0 || typeof callee !== "function") return context;
  return signatureOf(callee)?.pass === "context" ? context.derived(locals) : context;
}

type Locals = ReadonlyMap<string, unknown> | null;

function calls(environment: EnvironmentCore) {
  const call = (context: Context, callee: unknown, args: unknown[], kwargs: Kwargs | null, locals: Locals): unknown => {
    if (callee instanceof Macro) return callee.invoke(args, kwargs, context.evalContext.autoescape);
    return environment.call(placeOf(context, callee, locals), callee, args, kwargs);
  };
  const callMethod = (
    context: Context,
    object: unknown,
    name: string,
    args: unknown[],
    kwargs: Kwargs | null,
    locals: Locals,
  ): unknown => {
    if (object instanceof TemplateModule) {
      const member = object.get(name);
      if (member instanceof Macro) return member.invoke(args, kwargs, context.evalContext.autoescape);
    }
    if (!environment.sandboxed && locals === null) return callMethodOf(object, name, args, kwargs, context);
    return call(context, environment.getAttribute(object, name), args, kwargs, locals);
  };
  return { call, callMethod };
}

function filtersAndTests(environment: EnvironmentCore) {
  return {
    filter: (name: string, positional: number, keywords: readonly string[]) =>
      boundFilter(environment, name, positional, keywords),
    test: (name: string, positional: number, keywords: readonly string[]) =>
      boundTest(environment, name, positional, keywords),
    callFilter: environment.callFilter.bind(environment),
    callTest: environment.callTest.bind(environment),
    finalize: (context: Context, value: unknown) =>
      environment.finalize === null ? value : callValue(environment.finalize, [value], null, context),
  };
}

function makers(environment: EnvironmentCore) {
  return {
    loop: (items: unknown, recurse: Recurse | null, depth: number) =>
      new LoopContext(environment, items, iterate(items), recurse, depth),
    macro: (
      name: string | null,
      parameters: readonly string[],
      fn: (...args: unknown[]) => string,
      facts: MacroFacts,
      autoescape: boolean,
    ) => new Macro(environment, name, parameters, fn, facts, autoescape),
  };
}

function otherTemplates(environment: EnvironmentCore, name: string | null) {
  const templates = new Templates(environment, name);
  return {
    extend: (context: Context, value: unknown) => templates.extend(context, value),
    include: (context: Context, value: unknown, locals: Layer | null, ignoreMissing: boolean) =>
      templates.include(context, value, locals, ignoreMissing),
    importModule: (context: Context, value: unknown, locals: Layer | null) => templates.module(context, value, locals),
    importedName: (module: TemplateModule, name: string, where: string) => templates.name(module, name, where),
  };
}

/** JavaScript's stack is full: Python says it so. */
function readable(error: unknown): unknown {
  const isOverflow = error instanceof RangeError && error.message.includes("call stack");
  return isOverflow ? new PythonError("RecursionError", "maximum recursion depth exceeded") : error;
}

/** Throws an error on after noting the place `p` of the template that it passed. */
function failing({ name, source }: RuntimeFacts) {
  return {
    fail(error: unknown, positions: readonly number[], p: number, what: string): never {
      const [line = 0, column = 0, width = 1] = positions.slice(p * 3, p * 3 + 3);
      return addFrame(readable(error), { template: name, line, column, width, what, source });
    },
  };
}

/** The runtime of one template in one environment. */
export function createRuntime(environment: EnvironmentCore, facts: RuntimeFacts) {
  return {
    ...shared,
    ...(interceptedOperators(environment) as object),
    ...missingValues(environment),
    ...lookups(environment),
    ...calls(environment),
    ...filtersAndTests(environment),
    ...makers(environment),
    ...otherTemplates(environment, facts.name),
    ...failing(facts),
  };
}

/** All that compiled code may call. */
export type Runtime = ReturnType<typeof createRuntime>;
