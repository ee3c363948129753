// How built-in filters and tests tell their parameters.
import { type Callable, type Signature, withSignature } from "../values/callable.ts";

/** Filters or tests by their names in templates. */
export type FilterTable = Readonly<Record<string, Callable>>;

/**
 * One row of a table: `declare("value width?", fn)`, the value that it is applied to first. A name with a question mark may be left out.
 * `more` tells of varargs, kwargs or a passed object.
 */
export function declare<F extends Callable>(parameters: string, fn: F, more: Partial<Signature> = {}): F {
  const names = parameters.split(" ");
  const required = names.filter(name => !name.endsWith("?")).length;
  return withSignature(fn, { parameters: names.map(name => name.replace("?", "")), required, ...more });
}

/** The passed objects that filters ask for. */
export const ENVIRONMENT = { pass: "environment" } as const;
export const EVAL_CONTEXT = { pass: "evalContext" } as const;
export const CONTEXT = { pass: "context" } as const;
