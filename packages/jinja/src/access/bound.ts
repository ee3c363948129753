// Methods that are read before they are called: functions that remember what they belong to.
import type { Method } from "../methods/method.ts";
import { type Callable, signatureOf, withSignature } from "../values/callable.ts";
import { isClass } from "../values/typename.ts";

/** A built-in type's method with its value. */
export function bindMethod(method: Method, value: unknown, name: string): Callable {
  const call = method as (self: unknown, ...args: unknown[]) => unknown;
  const signature = signatureOf(method);
  const passes = signature?.pass !== undefined;
  const bound = passes
    ? (passed: unknown, ...args: unknown[]) => call(passed, value, ...args)
    : (...args: unknown[]) => call(value, ...args);
  Object.defineProperty(bound, "name", { value: name, configurable: true });
  return signature === undefined ? bound : withSignature(bound, signature);
}

/** A function with its `this`, its signature and its own properties; classes stay as they are. */
export function bindSelf(fn: Callable, self: unknown): Callable {
  if (isClass(fn)) return fn;
  const bound = fn.bind(self) as Callable;
  Object.defineProperty(bound, "name", { value: fn.name, configurable: true });
  for (const [key, value] of Object.entries(fn)) {
    // Not by assignment: a function's `length` would refuse it.
    Object.defineProperty(bound, key, { value, enumerable: true, configurable: true });
  }
  const signature = signatureOf(fn);
  return signature === undefined ? bound : withSignature(bound, signature);
}
