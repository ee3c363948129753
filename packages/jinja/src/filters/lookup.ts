// default, attr, items: filters that look at what is there and what is not.
import { typeError } from "../errors.ts";
import type { EnvironmentCore } from "../runtime/types.ts";
import { Undefined } from "../undefined.ts";
import { attributeOf } from "../access/attributes.ts";
import { walkEntries, isMapping } from "../values/mapping.ts";
import { truth } from "../values/truth.ts";
import { tuple } from "../values/tuple.ts";
import { typeName } from "../values/typename.ts";
import { declare, ENVIRONMENT, type FilterTable } from "./declare.ts";
import { isText } from "./soft.ts";

function orDefault(value: unknown, fallback: unknown = "", boolean: unknown = false): unknown {
  if (value instanceof Undefined || value === undefined) return fallback;
  return truth(boolean) && !truth(value) ? fallback : value;
}

const defaultFilter = declare("do_default(value, default_value?, boolean?)", orDefault);

/** Only attributes, never items: `{}|attr("a")` is undefined even where there is a key "a". */
function attr(environment: EnvironmentCore, object: unknown, name: unknown): unknown {
  if (!isText(name)) throw typeError(`attribute name must be string, not '${typeName(name)}'`);
  const key = name.toString();
  const found = attributeOf(object, key, environment.strictPython);
  return found === undefined ? environment.makeUndefined({ object, name: key }) : environment.getAttribute(object, key);
}

function* items(value: unknown): Generator {
  if (value instanceof Undefined) return;
  if (!isMapping(value)) throw typeError("Can only get item pairs from a mapping.");
  for (const [key, item] of walkEntries(value)) yield tuple(key, item);
}

export const lookupFilters: FilterTable = {
  default: defaultFilter,
  d: defaultFilter,
  attr: declare("do_attr(obj, name)", attr, ENVIRONMENT),
  items: declare("do_items(value)", items),
};
