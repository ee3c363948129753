// Which methods and members a value has by Python's rules.
import { Float, isInt } from "../values/float.ts";
import { isMapping } from "../values/mapping.ts";
import { Markup } from "../values/markup.ts";
import { Range } from "../values/range.ts";
import { Tuple } from "../values/tuple.ts";
import { bytesMethods } from "./bytes.ts";
import { datetimeMember, dateTable } from "./datetime.ts";
import { dictMethods } from "./dict.ts";
import { listMethods, tupleMethods } from "./list.ts";
import { markupMethods } from "./markup.ts";
import type { Method, MethodTable } from "./method.ts";
import { floatMember, floatMethods, intMember, intMethods, rangeMember, rangeMethods } from "./numbers.ts";
import { setMethods } from "./set.ts";
import { strMethods } from "./str.ts";

function tableFor(value: object): MethodTable | undefined {
  if (Array.isArray(value)) return value instanceof Tuple ? tupleMethods : listMethods;
  if (isMapping(value)) return dictMethods;
  if (value instanceof Markup) return markupMethods;
  if (value instanceof Date) return dateTable(value);
  if (value instanceof Set) return setMethods;
  if (value instanceof Float) return floatMethods;
  if (value instanceof Range) return rangeMethods;
  return value instanceof Uint8Array ? bytesMethods : undefined;
}

/** The method `name` of a value of a built-in type; undefined where it has none. Call it with the value first. */
export function methodOf(value: unknown, name: string): Method | undefined {
  switch (typeof value) {
    case "string":
      return strMethods.get(name);
    case "object":
      return value === null ? undefined : tableFor(value)?.get(name);
    case "number":
      return (isInt(value) ? intMethods : floatMethods).get(name);
    case "boolean":
    case "bigint":
      return intMethods.get(name);
    default:
      return undefined;
  }
}

/** A readable attribute that is no method: `date.year`, `range.start`. JavaScript's undefined where there is none. */
export function memberOf(value: unknown, name: string): unknown {
  if (typeof value === "boolean" || isInt(value)) return intMember(value, name);
  if (typeof value === "number" || value instanceof Float) return floatMember(value, name);
  if (value instanceof Date) return datetimeMember(value, name);
  return value instanceof Range ? rangeMember(value, name) : undefined;
}
