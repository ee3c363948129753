// Python's `in`.
import { typeError } from "../errors.ts";
import { countItems, countText } from "../limits.ts";
import { Undefined } from "../undefined.ts";
import { equals } from "./equals.ts";
import { toNumber } from "./float.ts";
import { iterate } from "./iterate.ts";
import { isMapping } from "./mapping.ts";
import { Markup, textOf } from "./markup.ts";
import { hasKey, hasMember } from "./members.ts";
import { CONTAINS, ITERATE, protocolOf } from "./protocol.ts";
import { Range } from "./range.ts";
import { typeName } from "./typename.ts";

function isIn(items: Iterable<unknown>, item: unknown): boolean {
  if (Array.isArray(items)) countItems(items.length);
  for (const other of items) if (Object.is(other, item) || equals(other, item)) return true;
  return false;
}

function isPart(text: string, item: unknown): boolean {
  const part = textOf(item);
  countText(text);
  if (part !== undefined) return text.includes(part);
  throw typeError(`'in <string>' requires string as left operand, not ${typeName(item)}`);
}

function isIterable(value: unknown): boolean {
  if (value === null || typeof value !== "object") return false;
  return value instanceof Undefined || Symbol.iterator in value || ITERATE in value;
}

/** `item in container`. Raises TypeError "argument of type 'int' is not iterable". */
export function contains(item: unknown, container: unknown): boolean {
  if (Array.isArray(container)) return isIn(container, item);
  if (typeof container === "string") return isPart(container, item);
  if (container instanceof Markup) return isPart(container.toString(), item);
  const own = protocolOf(container, CONTAINS);
  if (own !== undefined) return own.call(container, item) === true;
  if (isMapping(container)) return hasKey(container, item);
  if (container instanceof Set) return hasMember(container, item);
  if (container instanceof Range) return container.indexOf(toNumber(item)) >= 0;
  if (isIterable(container)) return isIn(iterate(container), item);
  throw typeError(`argument of type '${typeName(container)}' is not iterable`);
}
