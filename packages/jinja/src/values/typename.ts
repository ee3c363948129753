// Python's names of types, for messages.
import { PythonError } from "../errors.ts";
import { DateOnly, TimeOnly } from "./datetime.ts";
import { Float } from "./float.ts";
import { isMapping } from "./mapping.ts";
import { Markup } from "./markup.ts";
import { protocolOf, TYPE_NAME } from "./protocol.ts";
import { Range } from "./range.ts";
import { Tuple } from "./tuple.ts";

function toldName(value: object): string | undefined {
  const told = protocolOf(value, TYPE_NAME)?.call(value);
  return typeof told === "string" ? told : undefined;
}

function className(value: object): string {
  const told = toldName(value);
  if (told !== undefined) return told;
  const maker: unknown = (Object.getPrototypeOf(value) as { constructor?: unknown } | null)?.constructor;
  const name: unknown = typeof maker === "function" ? maker.name : undefined;
  return typeof name === "string" && name !== "" ? name : "object";
}

/** What is walked once only. */
export function isGenerator(value: object): boolean {
  return typeof (value as { next?: unknown }).next === "function" && Symbol.iterator in value;
}

/** A class, which only `new` can call. */
export function isClass(value: unknown): boolean {
  return typeof value === "function" && Object.getOwnPropertyDescriptor(value, "prototype")?.writable === false;
}

function datetimeName(value: Date): string {
  if (value instanceof DateOnly) return "datetime.date";
  return value instanceof TimeOnly ? "datetime.time" : "datetime.datetime";
}

function objectTypeName(value: object): string {
  if (Array.isArray(value)) return value instanceof Tuple ? "tuple" : "list";
  if (value instanceof Float) return "float";
  if (value instanceof Markup) return "Markup";
  if (isMapping(value)) return "dict";
  if (value instanceof Set) return "set";
  if (value instanceof Range) return "range";
  if (value instanceof Date) return datetimeName(value);
  if (value instanceof Uint8Array) return "bytes";
  if (ArrayBuffer.isView(value)) return "list";
  return isGenerator(value) ? "generator" : className(value);
}

/** "str", "int", "NoneType", "dict"; a class's own name for its instances. */
export function typeName(value: unknown): string {
  switch (typeof value) {
    case "string":
      return "str";
    case "number":
      return Number.isSafeInteger(value) ? "int" : "float";
    case "bigint":
      return "int";
    case "boolean":
      return "bool";
    case "undefined":
      return "Undefined";
    case "function":
      return isClass(value) ? "type" : (toldName(value) ?? "function");
    case "symbol":
      return "Symbol";
    default:
      return value === null ? "NoneType" : objectTypeName(value as object);
  }
}

/** Python's complaint of an attribute that a value has not. */
export function noAttribute(value: unknown, name: string): PythonError {
  return new PythonError("AttributeError", `'${typeName(value)}' object has no attribute '${name}'`);
}
