// What methods of Python's types are made of.
import { type Signature, withSignature } from "../values/callable.ts";

/** A method of a built-in type. Its signature's parameters do not count `self`. */
export type Method = (self: never, ...args: never[]) => unknown;

/** Methods by name. */
export type MethodTable = ReadonlyMap<string, Method>;

/**
 * One row of a table: `method("old new count?", fn)`. A name with a question mark may be left out.
 * `more` tells of varargs, kwargs or a passed object.
 */
export function method<F extends Method>(parameters: string, fn: F, more: Partial<Signature> = {}): F {
  const names = parameters === "" ? [] : parameters.split(" ");
  const required = names.filter(name => !name.endsWith("?")).length;
  return withSignature(fn, { parameters: names.map(name => name.replace("?", "")), required, ...more });
}

/** Makes the table of a type. */
export function tableOf(methods: Readonly<Record<string, Method>>): MethodTable {
  return new Map(Object.entries(methods));
}
