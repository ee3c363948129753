// Reads the config file: its tables, and the line of each key.
import { readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { parse, TomlError } from "smol-toml";
import { codeOf, messageOf } from "../errors.ts";
import { ConfigError } from "./faults.ts";
import { mayBeShown } from "./settings.ts";
import { indexToml, type TomlIndex } from "./toml-index.ts";
import type { Tree } from "./tree.ts";

/** A config file beyond this is a mistake. Bytes. */
const MAX_FILE = 1024 * 1024;

export interface TomlFile {
  /** As messages name it: relative to the working folder when it is inside. */
  readonly name: string;
  /** Folder that relative paths in it start from. */
  readonly folder: string;
  readonly tree: Tree;
  readonly index: TomlIndex;
}

/** Throws a ConfigError: unreadable, not UTF-8, too large, or a syntax error with its line and a caret. */
export function readTomlFile(path: string): TomlFile {
  const name = displayName(path);
  const text = decode(readBytes(path, name), name);
  return { name, folder: dirname(resolve(path)), tree: parseToml(text, name), index: indexToml(text) };
}

function displayName(path: string): string {
  const inside = relative(process.cwd(), path);
  return inside.startsWith("..") ? path : inside;
}

function readBytes(path: string, name: string): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw fileFault(name, unreadable(error));
  }
  if (bytes.length > MAX_FILE) throw fileFault(name, `is larger than ${MAX_FILE} bytes; is it the right file?`);
  return bytes;
}

function unreadable(error: unknown): string {
  switch (codeOf(error)) {
    case "ENOENT":
      return "there is no such file; name the right one with --config";
    case "EACCES":
    case "EPERM":
      return "may not be read by this user";
    case "EISDIR":
      return "is a folder; name the file in it with --config";
    default:
      return `cannot be read: ${messageOf(error)}`;
  }
}

function decode(bytes: Buffer, name: string): string {
  try {
    // Drops a byte order mark, which some editors put first.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw fileFault(name, "is not UTF-8 text, which TOML must be");
  }
}

function parseToml(text: string, name: string): Tree {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [what = "syntax error"] = error.message.replace("Invalid TOML document: ", "").split("\n");
    throw fileFault(`${name}:${error.line}:${error.column}`, `${what}\n${pointAt(text, error.line, error.column)}`);
  }
}

/** The line with a caret under the column. */
function pointAt(text: string, line: number, column: number): string {
  const source = text.split(/\r?\n/)[line - 1] ?? "";
  const prefix = `    ${line} | `;
  const shown = withoutSecret(source, text.split(/\r?\n/, line));
  const caret = Math.min(column - 1, shown.length);
  // Tabs stay tabs, so that the caret stands under its letter.
  return `${prefix}${shown}\n${" ".repeat(prefix.length)}${shown.slice(0, caret).replace(/[^\t]/g, " ")}^`;
}

/** The line as it is when it sets something known to be no secret; else without its value. */
function withoutSecret(source: string, above: readonly string[]): string {
  const equals = source.indexOf("=");
  if (equals === -1) return /^\s*\[/.test(source) ? source : "…";
  const table = above.findLast(line => /^\s*\[/.test(line)) ?? "";
  const path = `${table.replace(/[[\]]|#.*/g, "")}.${source.slice(0, equals)}`;
  const segments = path.split(".").map(segment => segment.trim().replace(/^["']|["']$/g, ""));
  const known = segments.filter(segment => segment !== "");
  return mayBeShown(known) ? source : `${source.slice(0, equals)}= …`;
}

function fileFault(where: string, message: string): ConfigError {
  return new ConfigError([{ where, setting: "", message }]);
}
