// Binding a call's arguments to a function's parameters by Python's rules.
import { type PythonError, typeError } from "../errors.ts";
import type { Kwargs } from "../runtime/types.ts";
import type { Signature } from "./callable.ts";

const NO_KWARGS: ReadonlyMap<string, unknown> = new Map();

function plural(count: number): string {
  return count === 1 ? "" : "s";
}

/** "'a'", "'a' and 'b'", "'a', 'b', and 'c'". */
function listed(names: readonly string[]): string {
  const quoted = names.map(name => `'${name}'`);
  if (quoted.length < 3) return quoted.join(" and ");
  return `${quoted.slice(0, -1).join(", ")}, and ${quoted.at(-1)}`;
}

function tooMany(name: string, signature: Signature, given: number): PythonError {
  const most = signature.parameters.length;
  const least = signature.required ?? 0;
  const takes = least < most ? `from ${least} to ${most}` : `${most}`;
  return typeError(
    `${name}() takes ${takes} positional argument${plural(most)} but ${given} ${given === 1 ? "was" : "were"} given`,
  );
}

function missing(name: string, names: readonly string[]): PythonError {
  return typeError(
    `${name}() missing ${names.length} required positional argument${plural(names.length)}: ${listed(names)}`,
  );
}

/** Puts keywords to their parameters; returns those that are left over. */
function placeKeywords(name: string, signature: Signature, values: unknown[], given: number, kwargs: Kwargs): Kwargs {
  const rest = new Map<string, unknown>();
  for (const [key, value] of kwargs) {
    const place = signature.positional === true ? -1 : signature.parameters.indexOf(key);
    if (place >= 0 && place < given) throw typeError(`${name}() got multiple values for argument '${key}'`);
    if (place >= 0) values[place] = value;
    else if (signature.kwargs === true) rest.set(key, value);
    else if (signature.positional === true) throw typeError(`${name}() takes no keyword arguments`);
    else throw typeError(`${name}() got an unexpected keyword argument '${key}'`);
  }
  return rest;
}

function checkRequired(name: string, signature: Signature, given: number, kwargs: Kwargs): void {
  const absent = signature.parameters.slice(given, signature.required ?? 0).filter(parameter => !kwargs.has(parameter));
  if (absent.length > 0) throw missing(name, absent);
}

function bindSlowly(name: string, signature: Signature, args: readonly unknown[], kwargs: Kwargs): readonly unknown[] {
  const { parameters } = signature;
  const values: unknown[] = args.slice(0, parameters.length);
  const rest = placeKeywords(name, signature, values, values.length, kwargs);
  if (args.length > parameters.length && signature.varargs !== true) throw tooMany(name, signature, args.length);
  checkRequired(name, signature, args.length, kwargs);
  const varargs = args.slice(parameters.length);
  if (signature.kwargs !== true && varargs.length === 0) return Array.from(values);
  const full = Array.from({ length: parameters.length }, (_, place) => values[place]);
  return signature.kwargs === true ? [...full, rest, ...varargs] : [...full, ...varargs];
}

/** Whether a call's arguments are its parameters' values as they stand. */
export function fits(signature: Signature, args: readonly unknown[], kwargs: Kwargs | null): boolean {
  return (
    (kwargs === null || kwargs.size === 0) &&
    signature.kwargs !== true &&
    args.length >= (signature.required ?? 0) &&
    (args.length <= signature.parameters.length || signature.varargs === true)
  );
}

/**
 * The values for a JavaScript call, in order: parameters (JavaScript's `undefined` where none was given), the Map of
 * further keywords, further positional arguments. Raises TypeError with Python's texts.
 */
export function bindArguments(
  name: string,
  signature: Signature,
  args: readonly unknown[],
  kwargs: Kwargs | null,
): readonly unknown[] {
  return fits(signature, args, kwargs) ? args : bindSlowly(name, signature, args, kwargs ?? NO_KWARGS);
}
