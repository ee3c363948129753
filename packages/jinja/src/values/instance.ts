// Attributes of class instances and functions: what their own classes define, never what JavaScript's do.
import { isBuiltin, isForbiddenName } from "./realm.ts";

/** A function's own properties that are JavaScript's. */
const FUNCTION_NAMES: ReadonlySet<string> = new Set(["length", "name", "arguments", "caller", "prototype"]);

function isOwner(at: object, name: string): boolean {
  return !isBuiltin(at) && Object.hasOwn(at, name);
}

/** Longest chain of prototypes that is walked; a Proxy could make it endless. */
const MAX_CHAIN = 100;

/**
 * `object.name` where the object itself or a class of the application defines it, getters included;
 * JavaScript's `undefined` elsewhere.
 */
export function instanceMember(object: object, name: string): unknown {
  if (isForbiddenName(name) || isBuiltin(object)) return undefined;
  if (typeof object === "function" && FUNCTION_NAMES.has(name)) return undefined;
  let at: object | null = object;
  for (let steps = 0; at !== null && steps < MAX_CHAIN; steps++) {
    if (isOwner(at, name)) return (object as Record<string, unknown>)[name];
    at = Object.getPrototypeOf(at) as object | null;
  }
  return undefined;
}
