// How templates look into values: `value.name` and `value[key]`. What is found here is all that a template can reach.
import { UndefinedError } from "../errors.ts";
import { installLookup } from "../format/lookup.ts";
import { dictMethods } from "../methods/dict.ts";
import { memberOf, methodOf } from "../methods/method-of.ts";
import { Undefined, undefinedFact } from "../undefined.ts";
import { bindMethod, bindSelf } from "./bound.ts";
import type { Callable } from "../values/callable.ts";
import { codePointAt } from "../values/codepoints.ts";
import { hashKey } from "../values/hash.ts";
import { instanceMember } from "./instance.ts";
import { javascriptMember } from "./javascript.ts";
import { kindOf } from "./kind.ts";
import { isPlainObject } from "../values/mapping.ts";
import { Markup, textOf } from "../values/markup.ts";
import { getKey } from "../values/members.ts";
import { ATTRIBUTE, ITEM, protocolOf } from "../values/protocol.ts";
import { Range } from "../values/range.ts";
import { isForbiddenName } from "../values/realm.ts";

/** What a built-in type has under a name: its methods, bound, and its members. */
function builtinMember(value: unknown, name: string, strict: boolean): unknown {
  const method = methodOf(value, name);
  if (method !== undefined) return bindMethod(method, value, name);
  const member = memberOf(value, name);
  if (member !== undefined || strict) return member;
  const found = javascriptMember(value, name);
  return typeof found === "function" ? bindSelf(found, value) : found;
}

/** An own function of a plain object is a method of it, before dict's methods and its keys. */
export function ownFunction(value: unknown, name: string): Callable | undefined {
  if (!isPlainObject(value) || isForbiddenName(name) || !Object.hasOwn(value, name)) return undefined;
  const found = value[name];
  return typeof found === "function" ? found : undefined;
}

function plainAttribute(value: object, name: string): unknown {
  const own = ownFunction(value, name);
  if (own !== undefined) return bindSelf(own, value);
  const method = dictMethods.get(name);
  return method === undefined ? undefined : bindMethod(method, value, name);
}

/** `value.name` of a plain object in one go: own functions, dict's methods, keys. */
function lookupPlain(value: Record<string, unknown>, name: string): unknown {
  if (isForbiddenName(name)) return mappingItem(value, name);
  const own = Object.hasOwn(value, name) ? value[name] : undefined;
  if (typeof own === "function") return bindSelf(own, value);
  const method = dictMethods.get(name);
  return method === undefined ? own : bindMethod(method, value, name);
}

function instanceAttribute(value: object, name: string): unknown {
  const member = instanceMember(value, name);
  return typeof member === "function" ? bindSelf(member, value) : member;
}

function ownAnswer(value: object, name: string): unknown {
  return value instanceof Undefined
    ? (undefinedFact(value, name) ?? value.attribute(name))
    : protocolOf(value, ATTRIBUTE)?.call(value, name);
}

function objectAttribute(value: object, name: string, strict: boolean): unknown {
  const kind = kindOf(value);
  switch (kind) {
    case "plain":
      return plainAttribute(value, name);
    case "builtin":
      return builtinMember(value, name, strict);
    case "instance":
      return instanceAttribute(value, name);
    case "decides":
      return ownAnswer(value, name);
    case "mixed": {
      const found = builtinMember(value, name, strict);
      return found === undefined ? instanceAttribute(value, name) : found;
    }
    default:
      return kind satisfies never;
  }
}

/** The attribute alone, without the item of this name. */
export function attributeOf(value: unknown, name: string, strict: boolean): unknown {
  if ((typeof value === "object" && value !== null) || typeof value === "function") {
    return objectAttribute(value, name, strict);
  }
  return builtinMember(value, name, strict);
}

/** A place in a sequence; undefined for keys that are no int. */
function placeOf(key: unknown): number | undefined {
  if (typeof key === "number") return Number.isSafeInteger(key) ? key : undefined;
  if (typeof key === "boolean") return Number(key);
  return typeof key === "bigint" ? placeOf(Number(key)) : undefined;
}

function sequenceItem(value: unknown, key: unknown): unknown {
  const place = placeOf(key);
  if (place === undefined) return undefined;
  if (Array.isArray(value) || value instanceof Uint8Array) {
    const index = place < 0 ? place + value.length : place;
    return index >= 0 && index < value.length ? value[index] : undefined;
  }
  if (value instanceof Range) return rangeItem(value, place < 0 ? place + value.length : place);
  const text = textOf(value);
  if (text === undefined) return undefined;
  const character = codePointAt(text, place);
  return value instanceof Markup && character !== undefined ? new Markup(character) : character;
}

function rangeItem(range: Range, place: number): number | undefined {
  return place >= 0 && place < range.length ? range.at(place) : undefined;
}

/** Jinja swallows the TypeError for a key that does not hash: no dict has an item for it. */
function isHashable(key: unknown): boolean {
  if (typeof key !== "object") return true;
  try {
    hashKey(key);
    return true;
  } catch (error) {
    if (error instanceof UndefinedError) throw error;
    return false;
  }
}

function mappingItem(value: Map<unknown, unknown> | Record<string, unknown>, key: unknown): unknown {
  const found = isHashable(key) ? getKey(value, key) : undefined;
  return typeof found === "function" ? bindSelf(found, value) : found;
}

function objectItem(value: object, key: unknown): unknown {
  if (isPlainObject(value)) return mappingItem(value, key);
  if (value instanceof Undefined) return value.item(key);
  const own = protocolOf(value, ITEM);
  if (own !== undefined) return own.call(value, key);
  return value instanceof Map ? mappingItem(value, key) : sequenceItem(value, key);
}

/** The item alone, without the attribute of this name. */
export function itemOf(value: unknown, key: unknown): unknown {
  const isBare = typeof value !== "object" || value === null || Array.isArray(value);
  return isBare ? sequenceItem(value, key) : objectItem(value, key);
}

/**
 * `value.name`: the attribute, else the item; JavaScript's `undefined` where there is neither.
 * `strict`: only what Python has. Methods come bound.
 */
export function lookupAttribute(value: unknown, name: string, strict: boolean): unknown {
  if (isPlainObject(value)) return lookupPlain(value, name);
  const found = attributeOf(value, name, strict);
  return found === undefined ? itemOf(value, name) : found;
}

/** `value[key]`: the item, else the attribute where the key is a text; JavaScript's `undefined` where there is neither. */
export function lookupItem(value: unknown, key: unknown, strict: boolean): unknown {
  const found = itemOf(value, key);
  if (found !== undefined) return found;
  const name = textOf(key);
  return name === undefined ? undefined : attributeOf(value, name, strict);
}

// Python's own str.format() reaches what getattr() and [] do.
installLookup({ attribute: (object, name) => attributeOf(object, name, true), item: itemOf });
