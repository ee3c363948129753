// Attributes of class instances and functions: what their own classes define, never what JavaScript's do.
import { Dict } from "../values/dict.ts";
import { Float } from "../values/float.ts";
import { Markup } from "../values/markup.ts";
import { Range } from "../values/range.ts";
import { hideClass, isForbiddenName, isHidden, isHiddenPrototype } from "../values/realm.ts";
import { Tuple } from "../values/tuple.ts";

for (const type of [Dict, Float, Markup, Range, Tuple]) hideClass(type);

/** A function's own properties that are JavaScript's. */
const FUNCTION_NAMES: ReadonlySet<string> = new Set(["length", "name", "arguments", "caller", "prototype"]);

/** Longest chain of prototypes that is walked; a Proxy could make it endless. */
const MAX_CHAIN = 100;

/** Whether the object itself or a class of the application defines a property. */
function isDefined(object: object, name: string): boolean {
  if (Object.hasOwn(object, name)) return true;
  let at: unknown = Object.getPrototypeOf(object);
  for (let steps = 0; isObject(at) && steps < MAX_CHAIN; steps++) {
    if (Object.hasOwn(at, name) && !isHiddenPrototype(at)) return true;
    at = Object.getPrototypeOf(at);
  }
  return false;
}

function isObject(value: unknown): value is object {
  return value !== null && (typeof value === "object" || typeof value === "function");
}

function isLanguages(object: object, name: string): boolean {
  if (isForbiddenName(name) || isHidden(object)) return true;
  if (typeof object === "function") return FUNCTION_NAMES.has(name);
  return (Array.isArray(object) || ArrayBuffer.isView(object)) && /^(?:length|\d+)$/.test(name);
}

/** Names that were found to be defined by a class, by the prototype of its instances: looked for once. */
const defined = new WeakMap<object, Set<string>>();

function remember(prototype: object, name: string): void {
  const names = defined.get(prototype);
  if (names === undefined) defined.set(prototype, new Set([name]));
  else names.add(name);
}

/** Whether reading the name from any object of this prototype finds what the application defined, or nothing. */
function isAlike(object: object, prototype: object, name: string): boolean {
  return !Object.hasOwn(object, name) || !(name in prototype);
}

/**
 * `object.name` where the object itself or a class of the application defines it, getters included;
 * JavaScript's `undefined` elsewhere.
 */
export function instanceMember(object: object, name: string): unknown {
  const prototype = Object.getPrototypeOf(object) as object | null;
  if (prototype !== null && defined.get(prototype)?.has(name) === true && !(name in Object.prototype))
    return (object as Record<string, unknown>)[name];
  if (isLanguages(object, name) || !isDefined(object, name)) return undefined;
  if (typeof object === "object" && prototype !== null && isAlike(object, prototype, name)) remember(prototype, name);
  return (object as Record<string, unknown>)[name];
}
