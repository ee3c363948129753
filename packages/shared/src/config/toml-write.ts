// Writes values in TOML's syntax, on one line, for the annotated example and `seatstack config`.
import type { SchemaNode } from "./settings.ts";

/** Strings, numbers, booleans, arrays and plain objects (as inline tables). */
export function tomlValue(value: unknown): string {
  if (typeof value === "string") return tomlString(value);
  if (Array.isArray(value)) return `[${value.map(tomlValue).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const pairs = Object.entries(value).map(([key, inner]) => `${tomlKey(key)} = ${tomlValue(inner)}`);
    return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
  }
  return String(value);
}

/** A value of `node`: file modes in octal, as people know them. */
export function tomlSetting(node: SchemaNode | undefined, value: unknown): string {
  return node?.octal && typeof value === "number" ? `0o${value.toString(8).padStart(3, "0")}` : tomlValue(value);
}

/** Bare where it can be. */
export function tomlKey(key: string): string {
  return /^[\w-]+$/.test(key) ? key : tomlString(key);
}

/** JSON's escapes are TOML's, but for DEL, which TOML wants escaped too. */
function tomlString(text: string): string {
  return JSON.stringify(text).replaceAll("\u007f", "\\u007f");
}
