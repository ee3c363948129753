// What there is to set: the schema flattened to one list, for the environment, --set, messages and the docs.
import { z } from "zod";
import { UNITS, type Unit } from "./fields.ts";
import { configSchema } from "./schema.ts";

/** The part of a JSON Schema (draft 2020-12) that our own schema can turn into. */
export interface SchemaNode {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly unit?: Unit;
  readonly help?: string;
  readonly change?: "live" | "restart";
  readonly secret?: boolean;
  readonly octal?: boolean;
  readonly example?: unknown;
  /** Bounds of a size, time or rate, as they are written. */
  readonly min?: string;
  readonly max?: string;
}

/** How a value is written. "tables" is an array of tables, "map" a table with free keys. */
export type SettingKind = "string" | "boolean" | "integer" | "choice" | "auto" | "list" | "map" | "tables" | Unit;

export interface Setting {
  /** Segments of the key, for example ["edge", "tls", "mode"]. */
  readonly path: readonly string[];
  readonly kind: SettingKind;
  readonly node: SchemaNode;
  /** Of "tables": the settings of one table, with paths of one segment. */
  readonly fields: readonly Setting[];
}

let root: SchemaNode | undefined;
let settings: readonly Setting[] | undefined;

/** The JSON Schema of the config file as it is written (before sizes and times become numbers). */
export function schemaRoot(): SchemaNode {
  root ??= z.toJSONSchema(configSchema, { io: "input" }) as SchemaNode;
  return root;
}

/** Every setting, in the schema's order, but of each table its own settings before its sections, as TOML wants it. */
export function listSettings(): readonly Setting[] {
  settings ??= settingsOf(schemaRoot(), []);
  return settings;
}

function settingsOf(section: SchemaNode, path: readonly string[]): Setting[] {
  const entries = Object.entries(section.properties ?? {});
  const own = entries.filter(([, node]) => node.properties === undefined);
  const sections = entries.filter(([, node]) => node.properties !== undefined);
  return [
    ...own.map(([key, node]) => settingOf(node, [...path, key])),
    ...sections.flatMap(([key, node]) => settingsOf(node, [...path, key])),
  ];
}

function settingOf(node: SchemaNode, path: readonly string[]): Setting {
  const kind = kindOf(node);
  return { path, kind, node, fields: kind === "tables" && node.items ? settingsOf(node.items, []) : [] };
}

function kindOf(node: SchemaNode): SettingKind {
  if (node.unit) return node.unit;
  if (node.anyOf) return "auto";
  if (node.enum) return "choice";
  if (node.type === "array") return node.items?.properties ? "tables" : "list";
  if (node.type === "object") return "map";
  return node.type === "boolean" || node.type === "integer" ? node.type : "string";
}

/** The schema of the value at `path`; an index steps into an array, any key into a map; undefined where there is none. */
export function nodeAt(path: readonly PropertyKey[]): SchemaNode | undefined {
  let node: SchemaNode | undefined = schemaRoot();
  for (const segment of path) {
    if (node === undefined) return undefined;
    if (node.items) node = node.items;
    else if (node.properties) node = ownProperty(node.properties, String(segment));
    else node = typeof node.additionalProperties === "object" ? node.additionalProperties : undefined;
  }
  return node;
}

function ownProperty(properties: Readonly<Record<string, SchemaNode>>, key: string): SchemaNode | undefined {
  return Object.hasOwn(properties, key) ? properties[key] : undefined;
}

/** Whether the value at `path` may appear in a message: it is known, and nothing around or inside it is a secret. */
export function mayBeShown(path: readonly PropertyKey[]): boolean {
  const node = nodeAt(path);
  const around = path.map((_segment, index) => nodeAt(path.slice(0, index)));
  return node !== undefined && !holdsSecret(node) && !around.some(table => table?.secret);
}

function holdsSecret(node: SchemaNode): boolean {
  const inside = [...Object.values(node.properties ?? {}), ...(node.items ? [node.items] : [])];
  return node.secret === true || inside.some(holdsSecret);
}

/** What a value must be, to follow "must be", for example `a whole number from 1 to 1024`. */
export function expected(node: SchemaNode): string {
  if (node.unit) return UNITS[node.unit];
  if (node.anyOf) return node.anyOf.map(expected).join(" or ");
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.enum) return `one of ${node.enum.map(value => JSON.stringify(value)).join(", ")}`;
  switch (node.type) {
    case "boolean":
      return "true or false";
    case "integer":
      return node.octal ? `a file mode in octal${bounds(node)}, such as 0o027` : `a whole number${bounds(node)}`;
    case "array":
      return node.items?.properties ? "a list of tables" : 'a list of strings, such as ["a", "b"]';
    case "object":
      return node.properties ? "a table" : "a table of strings";
    default:
      return "a string in quotes";
  }
}

function bounds({ minimum, maximum, octal }: SchemaNode): string {
  if (minimum === undefined || maximum === undefined) return "";
  return octal ? ` from 0o${minimum.toString(8)} to 0o${maximum.toString(8)}` : ` from ${minimum} to ${maximum}`;
}
