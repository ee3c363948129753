// Python's str() and repr() of any value.
import { typeError } from "../errors.ts";
import { floatRepr } from "./float-repr.ts";
import { checkGrowth } from "../limits.ts";
import { Undefined } from "../undefined.ts";
import { dateRepr, dateText } from "./datetime.ts";
import { Float } from "./float.ts";
import { entriesOf, isMapping, isPlainObject } from "./mapping.ts";
import { Markup } from "./markup.ts";
import { intText } from "./ints.ts";
import { MAX_NESTING, recursionError } from "./nesting.ts";
import { protocolOf, REPR, TEXT } from "./protocol.ts";
import { quote, quoteBytes } from "./quote.ts";
import { TimeDelta } from "./timedelta.ts";
import { Tuple } from "./tuple.ts";
import { isClass, isGenerator, typeName } from "./typename.ts";

/** The containers being printed, from the outermost in. */
type Path = object[];

/** Raises TypeError for a promise: nobody can await it here. */
function refusePromise(value: object): void {
  if (Object.prototype.toString.call(value) !== "[object Promise]") return;
  throw typeError("the value is a promise: await it before rendering");
}

function reprItems(items: readonly unknown[], path: Path): string {
  let text = "";
  for (let place = 0; place < items.length; place++) {
    if (place > 0) text += ", ";
    text += reprOf(items[place], path);
  }
  return text;
}

function dictRepr(entries: Iterable<[unknown, unknown]>, path: Path): string {
  let text = "";
  for (const [key, value] of entries) {
    if (text !== "") text += ", ";
    text += `${reprOf(key, path)}: ${reprOf(value, path)}`;
  }
  return `{${text}}`;
}

function setRepr(items: ReadonlySet<unknown>, path: Path): string {
  return items.size === 0 ? "set()" : `{${reprItems(Array.from(items), path)}}`;
}

function tupleRepr(items: Tuple, path: Path): string {
  return `(${reprItems(items, path)}${items.length === 1 ? "," : ""})`;
}

type Container = unknown[] | Map<unknown, unknown> | Record<string, unknown> | ReadonlySet<unknown>;

function isContainer(value: object): value is Container {
  return Array.isArray(value) || isMapping(value) || value instanceof Set;
}

function partsRepr(value: Container, path: Path): string {
  if (Array.isArray(value)) return value instanceof Tuple ? tupleRepr(value, path) : `[${reprItems(value, path)}]`;
  return value instanceof Set ? setRepr(value, path) : dictRepr(entriesOf(value as Map<unknown, unknown>), path);
}

/** What stands for a container inside of itself. */
function againRepr(value: Container): string {
  if (Array.isArray(value)) return value instanceof Tuple ? "(...)" : "[...]";
  return value instanceof Set ? "set(...)" : "{...}";
}

function containerRepr(value: Container, path: Path): string {
  if (path.includes(value)) return againRepr(value);
  if (path.length >= MAX_NESTING) throw recursionError("while getting the repr of an object");
  path.push(value);
  const text = partsRepr(value, path);
  path.pop();
  // Lists that share parts double at each level.
  checkGrowth(text.length);
  return text;
}

function errorRepr(error: Error): string {
  return `${error.name}(${error.message === "" ? "" : quote(error.message)})`;
}

/** A class's own `toString`, or its name. */
function instanceText(value: object): string {
  const method: unknown = (value as { toString?: unknown }).toString;
  if (typeof method !== "function" || method === Object.prototype.toString) return `<${typeName(value)} object>`;
  return String(method.call(value));
}

/** Python's mark for what holds itself, dicts' views for one, is three dots. */
function ownRepr(value: object, own: (...args: unknown[]) => unknown, path: Path): string {
  if (path.includes(value)) return "...";
  path.push(value);
  const text = String(own.call(value, (part: unknown) => reprOf(part, path)));
  path.pop();
  return text;
}

function objectRepr(value: object, path: Path): string {
  if ((Array.isArray(value) && !(REPR in value)) || isPlainObject(value)) return containerRepr(value, path);
  if (value instanceof Float) return value.toString();
  if (value instanceof Markup) return `Markup(${quote(value.toString())})`;
  const own = protocolOf(value, REPR);
  if (own !== undefined) return ownRepr(value, own, path);
  if (value instanceof Undefined) return "Undefined";
  if (value instanceof Date) return dateRepr(value);
  if (value instanceof Error) return errorRepr(value);
  return isContainer(value) ? containerRepr(value, path) : otherRepr(value, path);
}

function otherRepr(value: object, path: Path): string {
  if (value instanceof Uint8Array) return quoteBytes(value);
  if (ArrayBuffer.isView(value) && Symbol.iterator in value) {
    return `[${reprItems(Array.from(value as unknown as Iterable<unknown>), path)}]`;
  }
  refusePromise(value);
  return isGenerator(value) ? "<generator object>" : instanceText(value);
}

function functionRepr(value: { readonly name: unknown }): string {
  const name = typeof value.name === "string" && value.name !== "" ? value.name : "<lambda>";
  return isClass(value) ? `<class '${name}'>` : `<function ${name}>`;
}

function reprOf(value: unknown, path: Path): string {
  switch (typeof value) {
    case "string":
      return quote(value);
    case "object":
      return value === null ? "None" : objectRepr(value, path);
    case "undefined":
      return "Undefined";
    default:
      return str(value);
  }
}

/** Raises RecursionError for what is nested too deeply, TypeError for a promise. */
export function repr(value: unknown): string {
  return reprOf(value, []);
}

function objectText(value: object): string {
  if (value instanceof Markup) return value.toString();
  if (value instanceof Undefined) return value.toString();
  if (value instanceof Date) return dateText(value);
  if (value instanceof TimeDelta) return value.toString();
  if (value instanceof Error && protocolOf(value, REPR) === undefined) return value.message;
  const own = protocolOf(value, TEXT);
  return own === undefined ? objectRepr(value, []) : String(own.call(value));
}

/** As `{{ value }}` prints it. Raises as `repr` does. */
export function str(value: unknown): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      return Number.isSafeInteger(value) ? String(value) : floatRepr(value);
    case "boolean":
      return value ? "True" : "False";
    case "object":
      return value === null ? "None" : objectText(value);
    case "bigint":
      return intText(value);
    case "function":
      return protocolOf(value, REPR) === undefined ? functionRepr(value) : String(protocolOf(value, REPR)?.call(value));
    case "undefined":
      return "";
    default:
      return String(value);
  }
}
