// Filters and tests as compiled code calls them: looked up and their keywords put in place once, when a template is linked.
import { TemplateRuntimeError } from "../errors.ts";
import { checkOutput, countText } from "../limits.ts";
import { didYouMean } from "../suggest.ts";
import { type Callable, type Pass, type Signature, signatureOf } from "../values/callable.ts";
import { callValue, passedObject } from "../access/call.ts";
import { Markup, textOf } from "../values/markup.ts";
import { truth } from "../values/truth.ts";
import type { ContextCore, EnvironmentCore } from "./types.ts";

/** Called with the context, the value, positional arguments, then values of the keywords; what follows is ignored. */
export type BoundCall = (context: ContextCore, value: unknown, ...args: unknown[]) => unknown;

type AnyFunction = (...args: unknown[]) => unknown;

/** How one place in a template calls a filter: fixed when it is compiled. */
interface Shape {
  readonly positional: number;
  readonly keywords: readonly string[];
}

/** For each parameter, where its value is among those given (0 is the filtered value); null where binding must decide. */
function placesOf(signature: Signature, { positional, keywords }: Shape): number[] | null {
  const { parameters, required = 0 } = signature;
  if (signature.varargs === true || signature.kwargs === true || positional + 1 > parameters.length) return null;
  const places = Array.from({ length: positional + 1 }, (_, index) => index);
  for (const [index, keyword] of keywords.entries()) {
    const parameter = parameters.indexOf(keyword);
    if (parameter <= positional || places[parameter] !== undefined) return null;
    places[parameter] = positional + 1 + index;
  }
  for (let index = 0; index < required; index++) if (places[index] === undefined) return null;
  return Array.from(places, place => place ?? -1);
}

function isInOrder(places: readonly number[]): boolean {
  return places.every((place, index) => place === index);
}

/** Functions that want nothing but values, in the order in which they are given. */
function plain(fn: AnyFunction, count: number): BoundCall | undefined {
  if (count === 1) return (_context, value) => fn(value);
  if (count === 2) return (_context, value, a) => fn(value, a);
  return count === 3 ? (_context, value, a, b) => fn(value, a, b) : undefined;
}

/** Functions that want an object first, then the values in order. */
function passing(fn: AnyFunction, pass: Pass, count: number): BoundCall | undefined {
  if (count === 1) return (context, value) => fn(passedObject(pass, context), value);
  if (count === 2) return (context, value, a) => fn(passedObject(pass, context), value, a);
  return count === 3 ? (context, value, a, b) => fn(passedObject(pass, context), value, a, b) : undefined;
}

/** The call as directly as it can be made. */
function direct(fn: AnyFunction, { pass }: Signature, places: readonly number[]): BoundCall {
  const count = isInOrder(places) ? places.length : 0;
  const short = pass === undefined ? plain(fn, count) : passing(fn, pass, count);
  if (short !== undefined) return short;
  return (context, ...values) => {
    const args = places.map(place => values[place]);
    return pass === undefined ? fn(...args) : fn(passedObject(pass, context), ...args);
  };
}

/** The call that checks its arguments each time, for functions that take any and for arguments that do not fit. */
function checked(fn: Callable, { positional, keywords }: Shape): BoundCall {
  return (context, value, ...args) => {
    const named = new Map(keywords.map((keyword, index) => [keyword, args[positional + index]]));
    return callValue(fn, [value, ...args.slice(0, positional)], named.size === 0 ? null : named, context);
  };
}

function unitsOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (Array.isArray(value)) return value.length;
  return value instanceof Markup ? value.toString().length : 0;
}

/** In a sandbox: long texts cost turns, and what a filter makes may be so long only. */
function limited(call: BoundCall): BoundCall {
  return (context, value, ...args) => {
    const text = textOf(value);
    if (text !== undefined) countText(text);
    const result = call(context, value, ...args);
    checkOutput(unitsOf(result));
    return result;
  };
}

function bind(fn: Callable, shape: Shape): BoundCall {
  const signature = signatureOf(fn);
  const places = signature === undefined ? null : placesOf(signature, shape);
  if (signature === undefined || places === null) return checked(fn, shape);
  return direct(fn as AnyFunction, signature, places);
}

/** A call of what may be added until it runs. */
function unknownName(
  kind: "filter" | "test",
  name: string,
  known: ReadonlyMap<string, Callable>,
  shape: Shape,
): BoundCall {
  return (context, value, ...args) => {
    const fn = known.get(name);
    if (fn !== undefined) return checked(fn, shape)(context, value, ...args);
    throw new TemplateRuntimeError(`No ${kind} named '${name}' found.${didYouMean(name, known.keys())}`);
  };
}

/** A filter for one place. One that does not exist raises TemplateRuntimeError when it is called, not before. */
export function boundFilter(
  environment: EnvironmentCore,
  name: string,
  positional: number,
  keywords: readonly string[],
): BoundCall {
  const fn = environment.filters.get(name);
  if (fn === undefined) return unknownName("filter", name, environment.filters, { positional, keywords });
  const call = bind(fn, { positional, keywords });
  return environment.limits === null ? call : limited(call);
}

/** A test for one place; it gives a boolean. */
export function boundTest(
  environment: EnvironmentCore,
  name: string,
  positional: number,
  keywords: readonly string[],
): BoundCall {
  const fn = environment.tests.get(name);
  if (fn === undefined) return unknownName("test", name, environment.tests, { positional, keywords });
  const call = bind(fn, { positional, keywords });
  return (context, ...args) => {
    const answer = call(context, ...(args as [unknown]));
    return typeof answer === "boolean" ? answer : truth(answer);
  };
}
