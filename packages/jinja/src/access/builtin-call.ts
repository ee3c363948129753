// Calls of built-in types' methods, whose argument errors CPython words otherwise than those of Python functions.
import { typeError } from "../errors.ts";
import type { Method } from "../methods/method.ts";
import type { Kwargs } from "../runtime/types.ts";
import type { Signature } from "../values/callable.ts";
import { Markup } from "../values/markup.ts";
import { bindArguments, fits } from "../values/signature.ts";
import { typeName } from "../values/typename.ts";

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** What a method without named parameters says of a call that does not fit. */
function positionalComplaint(owner: string, name: string, signature: Signature, given: number, named: boolean): string {
  const most = signature.parameters.length;
  const least = signature.required ?? 0;
  if (named) return `${owner}.${name}() takes no keyword arguments`;
  if (most === 0) return `${owner}.${name}() takes no arguments (${given} given)`;
  if (most === 1 && least === 1) return `${owner}.${name}() takes exactly one argument (${given} given)`;
  const bound = least === most ? "" : given < least ? "at least " : "at most ";
  return `${name} expected ${bound}${counted(given < least ? least : most, "argument")}, got ${given}`;
}

/** What a method with named parameters says of a call that does not fit. */
function namedComplaint(name: string, signature: Signature, given: number, kwargs: Kwargs): string | undefined {
  const { parameters, required = 0 } = signature;
  const total = given + kwargs.size;
  if (total > parameters.length) {
    return `${name}() takes at most ${counted(parameters.length, "argument")} (${total} given)`;
  }
  for (const key of kwargs.keys()) {
    const place = parameters.indexOf(key);
    if (place < 0) return `'${key}' is an invalid keyword argument for ${name}()`;
    if (place < given) return `argument for ${name}() given by name ('${key}') and position (${place + 1})`;
  }
  const absent = parameters.findIndex((key, place) => place >= given && place < required && !kwargs.has(key));
  return absent < 0 ? undefined : `${name}() missing required argument '${parameters[absent]}' (pos ${absent + 1})`;
}

const NO_KWARGS: Kwargs = new Map();

function bindBuiltin(
  owner: unknown,
  name: string,
  signature: Signature,
  args: readonly unknown[],
  kwargs: Kwargs | null,
): readonly unknown[] {
  if (fits(signature, args, kwargs)) return args;
  if (signature.varargs === true || signature.kwargs === true) return bindArguments(name, signature, args, kwargs);
  const named = kwargs ?? NO_KWARGS;
  const complaint =
    signature.positional === true
      ? positionalComplaint(
          owner instanceof Markup ? "str" : typeName(owner),
          name,
          signature,
          args.length,
          named.size > 0,
        )
      : namedComplaint(name, signature, args.length, named);
  if (complaint !== undefined) throw typeError(complaint);
  return bindArguments(name, signature, args, kwargs);
}

/** `object.name(*args, **kwargs)` without making a bound function first. Raises TypeError with CPython's texts. */
export function callBuiltin(
  method: Method,
  signature: Signature | undefined,
  object: unknown,
  name: string,
  args: readonly unknown[],
  kwargs: Kwargs | null,
): unknown {
  const bound = signature === undefined ? args : bindBuiltin(object, name, signature, args, kwargs);
  const result = (method as (self: unknown, ...rest: unknown[]) => unknown)(object, ...bound);
  return result === undefined ? null : result;
}
