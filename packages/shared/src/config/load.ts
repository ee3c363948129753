// Reads the settings: defaults < file < environment < --set. All mistakes are reported at once.
import { explainIssue, type Complaint } from "./explain.ts";
import { ConfigError, settingName, type Fault } from "./faults.ts";
import { normalize } from "./normalize.ts";
import { readEnvironment, readSets, type Override } from "./overrides.ts";
import { checkRules } from "./rules.ts";
import { configSchema, type Config } from "./schema.ts";
import { listSettings } from "./settings.ts";
import { readTomlFile, type TomlFile } from "./toml-file.ts";
import { isTree, withValue, type Tree } from "./tree.ts";

export interface ConfigSource {
  /** Path of seatstack.toml, or undefined for defaults only. */
  readonly file: string | undefined;
  /** `key=value` strings of --set, in order. */
  readonly sets: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Where a value comes from. */
export interface Origin {
  readonly kind: "default" | "file" | "environment" | "set";
  /** "seatstack.toml:12", a variable's name, "--set edge.https", or "default". */
  readonly where: string;
  /** Line in the file, from 1. */
  readonly line?: number;
}

export interface LoadedConfig {
  readonly config: Config;
  /** The settings as they were written, without defaults. */
  readonly tree: Tree;
  originOf(path: readonly PropertyKey[]): Origin;
  /** Names the place of a fault that only shows later, such as a certificate that cannot be read. */
  fault(path: readonly PropertyKey[], message: string): Fault;
}

/** The validated settings of `source`. Throws a ConfigError that lists every mistake. */
export function loadConfig(source: ConfigSource): Config {
  return loadSettings(source).config;
}

/** The settings of `source` and where each came from. Throws a ConfigError that lists every mistake. */
export function loadSettings(source: ConfigSource): LoadedConfig {
  const environment = readEnvironment(source.env);
  const sets = readSets(source.sets);
  const file = readFile(source.file, [...environment.faults, ...sets.faults]);
  const overrides = [...environment.found, ...sets.found];
  let tree: Tree = file?.tree ?? {};
  for (const { path, value } of overrides) tree = withValue(tree, path, value);

  const places = new Places(file, overrides, environment.found.length);
  const { config, complaints } = validate(tree, path => places.originOf(path).kind !== "default");
  const faults = [...places.inOrder(complaints), ...environment.faults, ...sets.faults];
  if (config === undefined || faults.length > 0) throw new ConfigError(faults);
  return {
    config: normalize(config, path => (places.originOf(path).kind === "file" && file ? file.folder : process.cwd())),
    tree,
    originOf: path => places.originOf(path),
    fault: (path, message) => places.fault({ path, message }),
  };
}

/** A file that cannot be read hides what is wrong in it, but not the other faults. */
function readFile(path: string | undefined, others: readonly Fault[]): TomlFile | undefined {
  try {
    return path === undefined ? undefined : readTomlFile(path);
  } catch (error) {
    throw error instanceof ConfigError ? new ConfigError([...error.faults, ...others]) : error;
  }
}

/** What is wrong with `tree`; where the schema is violated, the rules still judge the settings that are right. */
function validate(tree: Tree, isSet: (path: readonly PropertyKey[]) => boolean) {
  const parsed = configSchema.safeParse(tree);
  if (parsed.success) return { config: parsed.data, complaints: checkRules(parsed.data, isSet) };
  const complaints = parsed.error.issues.flatMap(issue => explainIssue(issue, tree));
  const dropped = complaints.map(({ path }) => wholeSetting(path));
  const rest = configSchema.safeParse(dropped.reduce(without, tree));
  const broken = rest.success ? checkRules(rest.data, isSet) : [];
  const unrelated = broken.filter(({ path }) => !dropped.some(gone => startsWith(path, gone)));
  return { config: undefined, complaints: [...complaints, ...unrelated] };
}

/** The setting that `path` is in, so that no table of an array is left half. */
function wholeSetting(path: readonly PropertyKey[]): readonly PropertyKey[] {
  const setting = listSettings().find(setting => startsWith(path, setting.path));
  return setting?.path ?? path;
}

function without(tree: Tree, path: readonly PropertyKey[]): Tree {
  const [first, ...rest] = path.map(String);
  if (first === undefined || !Object.hasOwn(tree, first)) return tree;
  const inner = tree[first];
  if (rest.length > 0 && isTree(inner)) return { ...tree, [first]: without(inner, rest) };
  return Object.fromEntries(Object.entries(tree).filter(([key]) => key !== first));
}

function startsWith(path: readonly PropertyKey[], prefix: readonly PropertyKey[]): boolean {
  return prefix.length <= path.length && prefix.every((segment, index) => String(segment) === String(path[index]));
}

/** Knows where each setting was written. */
class Places {
  readonly #file: TomlFile | undefined;
  readonly #overrides: readonly Override[];
  readonly #variables: number;

  constructor(file: TomlFile | undefined, overrides: readonly Override[], variables: number) {
    this.#file = file;
    this.#overrides = overrides;
    this.#variables = variables;
  }

  originOf(path: readonly PropertyKey[]): Origin {
    const last = this.#overrides.findLastIndex(override => startsWith(path, override.path));
    const override = this.#overrides[last];
    if (override) return { kind: last < this.#variables ? "environment" : "set", where: override.where };
    return this.#file?.index.has(path) ? this.#inFile(path) : { kind: "default", where: "default" };
  }

  fault({ path, message }: Complaint): Fault {
    return { where: this.#nearest(path).where, setting: settingName(path), message };
  }

  /** In the order of the file; what came from elsewhere follows. */
  inOrder(complaints: readonly Complaint[]): Fault[] {
    const line = (complaint: Complaint): number => this.#nearest(complaint.path).line ?? Infinity;
    return complaints.toSorted((a, b) => (line(a) < line(b) ? -1 : line(a) > line(b) ? 1 : 0)).map(c => this.fault(c));
  }

  /** A missing setting is best looked for at the table that it is missing from. */
  #nearest(path: readonly PropertyKey[]): Origin {
    const origin = this.originOf(path);
    return origin.kind === "default" ? this.#inFile(path) : origin;
  }

  #inFile(path: readonly PropertyKey[]): Origin {
    const line = this.#file?.index.lineOf(path);
    if (this.#file === undefined || line === undefined) return { kind: "default", where: "default" };
    return { kind: "file", where: `${this.#file.name}:${line}`, line };
  }
}
