// How built-in filters and tests tell their parameters.
import { type Callable, type Signature, withSignature } from "../values/callable.ts";

/** Filters or tests by their names in templates. */
export type FilterTable = Readonly<Record<string, Callable>>;

/**
 * One row of a table: `declare("do_center(value, width?)", fn)`, the value that it is applied to first.
 * A parameter with a question mark may be left out. The name is Python's, for messages.
 * `more` tells of varargs, kwargs or a passed object.
 */
export function declare<F extends Callable>(head: string, fn: F, more: Partial<Signature> = {}): F {
  const [name = "", list = ""] = head.slice(0, -1).split("(");
  const names = list.split(", ");
  const required = names.filter(parameter => !parameter.endsWith("?")).length;
  Object.defineProperty(fn, "name", { value: name });
  return withSignature(fn, { parameters: names.map(parameter => parameter.replace("?", "")), required, ...more });
}

/** The passed objects that filters ask for. */
export const ENVIRONMENT = { pass: "environment" } as const;
export const EVAL_CONTEXT = { pass: "evalContext" } as const;
export const CONTEXT = { pass: "context" } as const;
