// Settings from the environment and from --set: finds the setting that a name means and reads the value by its type.
import { parse } from "smol-toml";
import { didYouMean } from "../suggest.ts";
import { settingName, type Fault } from "./faults.ts";
import { listSettings, type Setting, type SettingKind } from "./settings.ts";

/** One setting given outside the file. */
export interface Override {
  readonly path: readonly string[];
  readonly value: unknown;
  /** For messages: the variable's name or "--set key". */
  readonly where: string;
}

export interface Overrides {
  readonly found: readonly Override[];
  readonly faults: readonly Fault[];
}

/** `SEATSTACK_EDGE__HTTPS`: the section and its settings are joined by two underscores. */
const VARIABLE = /^SEATSTACK_[^=]*__/i;

/** Every SEATSTACK_X__Y variable of `env`, in the order of their names; unknown ones are faults. */
export function readEnvironment(env: NodeJS.ProcessEnv): Overrides {
  const known = new Map(listSettings().map(setting => [variableOf(setting), setting]));
  const flat = new Map([...known.keys()].map(name => [name.replaceAll("__", "_"), name]));
  const found: Override[] = [];
  const faults: Fault[] = [];
  for (const [name, text] of Object.entries(env).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (text === undefined || !name.toUpperCase().startsWith("SEATSTACK_")) continue;
    const target = known.get(name);
    const entry = target ? undefined : mapEntry(known, name);
    if (target && target.kind !== "map") found.push(override(target, target.path, text, name));
    else if (entry) found.push(override(entry.setting, [...entry.setting.path, entry.key], text, name));
    else if (target) faults.push({ where: name, setting: "", message: `name one entry: ${name}__NAME=value` });
    else if (VARIABLE.test(name)) faults.push(unknown(name, "variable", known.keys()));
    else if (flat.has(name)) faults.push(unknown(name, "variable", [flat.get(name) ?? ""], name));
  }
  return { found, faults };
}

/** Every `key=value` of --set, in order; later ones win. */
export function readSets(sets: readonly string[]): Overrides {
  const known = new Map(listSettings().map(setting => [settingName(setting.path), setting]));
  const found: Override[] = [];
  const faults: Fault[] = [];
  for (const set of sets) {
    const equals = set.indexOf("=");
    const name = (equals === -1 ? set : set.slice(0, equals)).trim();
    // Only what can be a name is repeated: without its "=", a secret may follow.
    const where = `--set ${/^[\w.-]*/.exec(name)?.[0]}`;
    const text = set.slice(equals + 1);
    const target = known.get(name);
    const entry = target ? undefined : dottedMapEntry(known, name);
    if (equals === -1) faults.push({ where, setting: "", message: `has no value: write ${where}=VALUE` });
    else if (target && target.kind !== "map") found.push(override(target, target.path, text, where));
    else if (entry) found.push(override(entry.setting, [...entry.setting.path, entry.key], text, where));
    else if (target) faults.push({ where, setting: "", message: `name one entry: --set ${name}.NAME=value` });
    else faults.push(unknown(name, "setting", known.keys(), where));
  }
  return { found, faults };
}

/** Name of the environment variable that sets `setting`. */
export function variableOf(setting: Setting): string {
  return `SEATSTACK_${setting.path.join("__").toUpperCase()}`;
}

function mapEntry(known: ReadonlyMap<string, Setting>, name: string) {
  for (const [variable, setting] of known) {
    const prefix = `${variable}__`;
    if (setting.kind === "map" && name.startsWith(prefix) && name.length > prefix.length) {
      return { setting, key: name.slice(prefix.length) };
    }
  }
  return undefined;
}

function dottedMapEntry(known: ReadonlyMap<string, Setting>, name: string) {
  for (const [dotted, setting] of known) {
    if (setting.kind === "map" && name.startsWith(`${dotted}.`) && name.length > dotted.length + 1) {
      return { setting, key: name.slice(dotted.length + 1) };
    }
  }
  return undefined;
}

function unknown(name: string, what: string, known: Iterable<string>, where = name): Fault {
  return { where, setting: "", message: `unknown ${what}.${didYouMean(name, known)}` };
}

function override(setting: Setting, path: readonly string[], text: string, where: string): Override {
  return { path, where, value: readValue(setting.kind, text) };
}

/** A list as TOML writes it; `[::1]:8000` is an address. */
const IN_BRACKETS = /^\s*\[.*\]\s*$/s;
const TRUE = ["true", "on", "yes", "1"];
const FALSE = ["false", "off", "no", "0"];

/** `text` as the type that a setting of `kind` has; what does not fit stays text, for validation to refuse. */
export function readValue(kind: SettingKind, text: string): unknown {
  switch (kind) {
    case "boolean":
      return TRUE.includes(text.toLowerCase()) ? true : FALSE.includes(text.toLowerCase()) ? false : text;
    case "integer":
    case "auto":
      return readInteger(text);
    case "list":
      return IN_BRACKETS.test(text) ? readToml(text) : splitList(text);
    case "tables":
      return readToml(text);
    default:
      return text;
  }
}

/** TOML's integers: no leading zero, so that nobody's octal 0027 is taken for 27. */
function readInteger(text: string): number | string {
  return /^(?:-?(?:0|[1-9]\d*)|0o[0-7]+|0x[\da-f]+)$/i.test(text) ? Number(text) : text;
}

function splitList(text: string): string[] {
  return text
    .split(",")
    .map(part => part.trim())
    .filter(part => part !== "");
}

/** A value in TOML's syntax, for example `[{ url = "/files/", root = "files" }]`. */
function readToml(text: string): unknown {
  try {
    return parse(`value = ${text}`)["value"];
  } catch {
    return text;
  }
}
