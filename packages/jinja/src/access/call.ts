// Calling values as templates do: functions with and without signature, classes, objects of the engine.
import { typeError } from "../errors.ts";
import { methodOf } from "../methods/method-of.ts";
import type { Method } from "../methods/method.ts";
import type { ContextCore, EnvironmentCore, EvalContext, Kwargs } from "../runtime/types.ts";
import { Undefined } from "../undefined.ts";
import { lookupAttribute, ownFunction } from "./attributes.ts";
import { callBuiltin } from "./builtin-call.ts";
import { type Callable, type Pass, type Signature, signatureOf } from "../values/callable.ts";
import { Float } from "../values/float.ts";
import { instanceMember } from "./instance.ts";
import { kindOf } from "./kind.ts";
import { CALL, protocolOf } from "../values/protocol.ts";
import { bindArguments } from "../values/signature.ts";
import { isClass, typeName } from "../values/typename.ts";

/** Where a call happens; functions with `pass` get it, or what it belongs to. */
export type CallPlace = ContextCore | EvalContext | EnvironmentCore;

function environmentOf(place: CallPlace): EnvironmentCore {
  return "environment" in place ? place.environment : place;
}

function placeFor(pass: Pass, place: CallPlace): CallPlace | undefined {
  if (pass === "environment") return environmentOf(place);
  if (pass === "context") return "resolve" in place ? place : undefined;
  if ("evalContext" in place) return place.evalContext;
  return "autoescape" in place ? place : undefined;
}

/** The object that a function asks for. Raises TypeError where the call has none. */
export function passedObject(pass: Pass, place: CallPlace | null): unknown {
  const found = place === null ? undefined : placeFor(pass, place);
  if (found === undefined) throw typeError(`the function needs the ${pass}, which there is none of here`);
  return found;
}

/** Keywords as a plain object; `__proto__` is a key like any other. */
function keywordObject(kwargs: Kwargs): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const [key, value] of kwargs) {
    Object.defineProperty(made, key, { value: unbox(value), enumerable: true, writable: true, configurable: true });
  }
  return made;
}

/** JavaScript's functions know no Float. */
function unbox(value: unknown): unknown {
  return value instanceof Float ? value.valueOf() : value;
}

function plainArguments(args: readonly unknown[], kwargs: Kwargs | null): readonly unknown[] {
  let plain = args;
  for (const value of args) if (value instanceof Float) plain = args.map(unbox);
  return kwargs === null || kwargs.size === 0 ? plain : [...plain, keywordObject(kwargs)];
}

/** Calls or, for a class, constructs. A class refuses the call before it does anything, so asking afterwards is cheaper. */
function invoke(fn: Callable, self: unknown, args: readonly unknown[]): unknown {
  let result: unknown;
  try {
    result = Reflect.apply(fn, self, args);
  } catch (error) {
    if (!isClass(fn)) throw error;
    result = Reflect.construct(fn, args);
  }
  return result === undefined ? null : result;
}

function callSigned(
  fn: Callable,
  signature: Signature,
  args: readonly unknown[],
  kwargs: Kwargs | null,
  place: CallPlace | null,
  self: unknown,
): unknown {
  const bound = bindArguments(fn.name, signature, args, kwargs);
  const all = signature.pass === undefined ? bound : [passedObject(signature.pass, place), ...bound];
  return invoke(fn, self, all);
}

function callOther(callee: unknown, args: readonly unknown[], kwargs: Kwargs | null, place: CallPlace | null): unknown {
  if (callee instanceof Undefined) callee.fail();
  const call = protocolOf(callee, CALL);
  if (call === undefined) throw typeError(`'${typeName(callee)}' object is not callable`);
  return call.call(callee, args, kwargs, place);
}

/**
 * `callee(*args, **kwargs)`. A function that returns nothing returns None.
 * Raises TypeError for what is not callable and for arguments that do not fit.
 */
export function callValue(
  callee: unknown,
  args: readonly unknown[],
  kwargs: Kwargs | null,
  place: CallPlace | null = null,
  self?: unknown,
): unknown {
  if (typeof callee !== "function") return callOther(callee, args, kwargs, place);
  const signature = signatureOf(callee);
  if (signature !== undefined) return callSigned(callee, signature, args, kwargs, place, self);
  return invoke(callee, self, plainArguments(args, kwargs));
}

/** The function that `object.name(…)` calls with `object` as `this`, where the application defines it. */
function applicationMethod(object: unknown, name: string): Callable | undefined {
  if (typeof object !== "object" || object === null) return undefined;
  const kind = kindOf(object);
  if (kind === "plain") return ownFunction(object, name);
  const member = kind === "instance" ? instanceMember(object, name) : undefined;
  return typeof member === "function" ? member : undefined;
}

/** The method of a built-in type that `object.name(…)` calls, where no other rule comes before. */
function builtinMethod(object: unknown, name: string): Method | undefined {
  if (typeof object === "object" && object !== null && !Array.isArray(object)) {
    const kind = kindOf(object);
    if (kind !== "plain" && kind !== "builtin") return undefined;
  }
  return methodOf(object, name);
}

/**
 * `object.name(*args, **kwargs)`, with the same result as looking the attribute up and calling it, but without a bound
 * function in between. It does not ask the environment, so it is not for sandboxes.
 */
export function callMethod(
  object: unknown,
  name: string,
  args: readonly unknown[],
  kwargs: Kwargs | null,
  place: CallPlace,
): unknown {
  const own = applicationMethod(object, name);
  if (own !== undefined) return callValue(own, args, kwargs, place, object);
  const method = builtinMethod(object, name);
  const signature = method === undefined ? undefined : signatureOf(method);
  if (method !== undefined && signature?.pass === undefined) {
    return callBuiltin(method, signature, object, name, args, kwargs);
  }
  const environment = environmentOf(place);
  const found = lookupAttribute(object, name, environment.strictPython);
  return callValue(found === undefined ? environment.makeUndefined({ object, name }) : found, args, kwargs, place);
}
