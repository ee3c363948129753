// How templates look into values: `value.name` and `value[key]`. What is found here is all that a template can reach.
import { installLookup } from "../format/lookup.ts";
import { memberOf, methodOf } from "../methods/index-of-methods.ts";
import { Undefined } from "../undefined.ts";
import { bindMethod, bindSelf } from "./bound.ts";
import type { Callable } from "./callable.ts";
import { codePointAt } from "./codepoints.ts";
import { hashKey } from "./hash.ts";
import { instanceMember } from "./instance.ts";
import { javascriptMember } from "./javascript.ts";
import { isMapping, isPlainObject } from "./mapping.ts";
import { Markup, textOf } from "./markup.ts";
import { getKey } from "./members.ts";
import { ATTRIBUTE, ITEM, protocolOf } from "./protocol.ts";
import { Range } from "./range.ts";
import { isForbiddenName } from "./realm.ts";

export { slice } from "./slice.ts";

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

function objectAttribute(value: object, name: string, strict: boolean): unknown {
  if (value instanceof Undefined) return value.attribute(name);
  const own = protocolOf(value, ATTRIBUTE);
  if (own !== undefined) return own.call(value, name);
  const method = ownFunction(value, name);
  if (method !== undefined) return bindSelf(method, value);
  const found = builtinMember(value, name, strict);
  if (found !== undefined || isPlainObject(value)) return found;
  const member = instanceMember(value, name);
  return typeof member === "function" ? bindSelf(member, value) : member;
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
  if (Array.isArray(value) || value instanceof Uint8Array) return value[place < 0 ? place + value.length : place];
  if (value instanceof Range) return rangeItem(value, place < 0 ? place + value.length : place);
  const text = textOf(value);
  if (text === undefined) return undefined;
  const character = codePointAt(text, place);
  return value instanceof Markup && character !== undefined ? new Markup(character) : character;
}

function rangeItem(range: Range, place: number): number | undefined {
  return place >= 0 && place < range.length ? range.at(place) : undefined;
}

/** A dict has no item for a key that does not hash; Jinja swallows that TypeError. */
function mappingItem(value: Map<unknown, unknown> | Record<string, unknown>, key: unknown): unknown {
  try {
    hashKey(key);
  } catch {
    return undefined;
  }
  const found = getKey(value, key);
  return typeof found === "function" ? bindSelf(found, value) : found;
}

/** The item alone, without the attribute of this name. */
export function itemOf(value: unknown, key: unknown): unknown {
  if (value instanceof Undefined) return value.item(key);
  if (isMapping(value)) return mappingItem(value, key);
  const own = protocolOf(value, ITEM);
  return own === undefined ? sequenceItem(value, key) : own.call(value, key);
}

/**
 * `value.name`: the attribute, else the item; JavaScript's `undefined` where there is neither.
 * `strict`: only what Python has. Methods come bound.
 */
export function lookupAttribute(value: unknown, name: string, strict: boolean): unknown {
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
