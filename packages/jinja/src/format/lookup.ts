// How fields of str.format reach into values. What knows all kinds of values installs itself here: it lies above this folder.
import { PythonError, typeError } from "../errors.ts";
import { Undefined } from "../undefined.ts";
import { isMapping } from "../values/mapping.ts";
import { repr } from "../values/text.ts";
import { Tuple } from "../values/tuple.ts";
import { noAttribute, typeName } from "../values/typename.ts";

/** How fields find attributes and items. */
export interface Lookup {
  /** JavaScript's undefined where there is none. */
  attribute(object: unknown, name: string): unknown;
  /** JavaScript's undefined where there is none. */
  item(object: unknown, key: string | number): unknown;
}

let installed: Lookup = {
  attribute: () => undefined,
  item: (object, key) => (object instanceof Map ? (object.get(key) as unknown) : undefined),
};

/** Called once, by the module that looks up attributes for templates. */
export function installLookup(lookup: Lookup): void {
  installed = lookup;
}

/** `object.name`. Raises AttributeError. */
export function attributeOf(object: unknown, name: string): unknown {
  const found = object instanceof Undefined ? object.attribute(name) : installed.attribute(object, name);
  if (found !== undefined) return found;
  throw noAttribute(object, name);
}

/** `object[key]`. Raises KeyError, IndexError, TypeError. */
export function itemOf(object: unknown, key: string | number): unknown {
  const found = object instanceof Undefined ? object.item(key) : installed.item(object, key);
  if (found !== undefined) return found;
  throw missing(object, key);
}

function missing(object: unknown, key: string | number): PythonError {
  if (isMapping(object)) return new PythonError("KeyError", repr(key));
  const name = typeName(object);
  if (!Array.isArray(object) && name !== "str" && name !== "Markup" && name !== "range") {
    return typeError(`'${name}' object is not subscriptable`);
  }
  const kind = object instanceof Tuple ? "tuple" : Array.isArray(object) ? "list" : name === "range" ? name : "string";
  if (typeof key === "number") return new PythonError("IndexError", `${kind} index out of range`);
  if (kind === "string") return typeError("string indices must be integers, not 'str'");
  return typeError(`${kind} indices must be integers or slices, not str`);
}
