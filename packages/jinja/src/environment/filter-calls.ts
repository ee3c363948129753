// Calling filters and tests by name, as `map`, `select` and the host do.
import { TemplateRuntimeError } from "../errors.ts";
import type { ContextCore, EnvironmentCore, EvalContext, Kwargs } from "../runtime/types.ts";
import { didYouMean } from "../suggest.ts";
import { Undefined } from "../undefined.ts";
import { signatureOf, type Callable } from "../values/callable.ts";
import { callValue } from "../access/call.ts";
import { repr } from "../values/text.ts";

/** A call of a filter or a test by its name. */
export interface NamedCall {
  readonly kind: "filter" | "test";
  readonly name: unknown;
  /** The value that it is applied to, then its arguments. */
  readonly args: readonly unknown[];
  readonly kwargs: Kwargs | null;
  readonly context: ContextCore | EvalContext | null;
}

function unknownName(kind: string, name: unknown, known: ReadonlyMap<string, Callable>): TemplateRuntimeError {
  const message = `No ${kind} named ${repr(name)}.`;
  if (!(name instanceof Undefined)) {
    return new TemplateRuntimeError(message + didYouMean(String(name), known.keys()));
  }
  return new TemplateRuntimeError(`${message} (${name.message()}; did you forget to quote the callable name?)`);
}

/** Calls a filter or a test. Raises TemplateRuntimeError where there is none of this name. */
export function callNamed(environment: EnvironmentCore, call: NamedCall): unknown {
  const { kind, name, args, kwargs, context } = call;
  const known = kind === "filter" ? environment.filters : environment.tests;
  const found = known.get(typeof name === "string" ? name : String(name));
  if (found === undefined || name instanceof Undefined) throw unknownName(kind, name, known);
  if (signatureOf(found)?.pass === "context" && (context === null || !("resolve" in context))) {
    throw new TemplateRuntimeError(`Attempted to invoke a context ${kind} without context.`);
  }
  return callValue(found, args, kwargs, context ?? environment);
}
