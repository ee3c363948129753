// What methods of Python's types are made of.
import { type Signature, withSignature } from "../values/callable.ts";

/** A method of a built-in type. Its signature's parameters do not count `self`. */
export type Method = (self: never, ...args: never[]) => unknown;

/** Methods by name. */
export type MethodTable = ReadonlyMap<string, Method>;

/**
 * One row of a table: `keywordMethod("sep? maxsplit?", split)`, as Python's own takes keywords.
 * A name with a question mark may be left out.
 */
export function keywordMethod<F extends Method>(parameters: string, fn: F, more: Partial<Signature> = {}): F {
  const names = parameters === "" ? [] : parameters.split(" ");
  const required = names.filter(name => !name.endsWith("?")).length;
  return withSignature(fn, { parameters: names.map(name => name.replace("?", "")), required, ...more });
}

/** A row whose parameters have no names for callers, as most of Python's built-in methods. */
export function method<F extends Method>(parameters: string, fn: F, more: Partial<Signature> = {}): F {
  return keywordMethod(parameters, fn, { positional: true, ...more });
}

/** Makes the table of a type. */
export function tableOf(methods: Readonly<Record<string, Method>>): MethodTable {
  return new Map(Object.entries(methods));
}
