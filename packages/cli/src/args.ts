// Reads a command line: which command, its options, the state folder and the config file.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { EXIT, SeatstackError } from "@seatstack/shared/errors";
import { resolvePaths, SYSTEM_DIR } from "@seatstack/shared/paths";
import { didYouMean } from "@seatstack/shared/suggest";
import type { Command, CommandContext, CommandEntry, OptionSpec, OptionValues } from "./command.ts";
import { commandHelp, generalHelp } from "./help.ts";
import type { Terminal } from "./terminal.ts";

/** Config file of an installation under systemd. */
export const SYSTEM_CONFIG = "/etc/seatstack/seatstack.toml";

/** Options that every command takes, before or after its name. */
export const globalOptions: Readonly<Record<string, OptionSpec>> = {
  dir: { type: "string", value: "FOLDER", help: "State folder; default ./.seatstack, or the installed one" },
  config: { type: "string", value: "FILE", help: "Config file; default seatstack.toml here, where there is one" },
  set: { type: "string", multiple: true, value: "KEY=VALUE", help: "Any setting, for example edge.https=:443; repeat" },
  json: { type: "boolean", help: "Print data as JSON" },
  help: { type: "boolean", short: "h", help: "Explain the command" },
};

/** What the command line is read against; passed in so that it can be tested. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly terminal: Terminal;
  readonly exists: (path: string) => boolean;
}

export function systemSurroundings(terminal: Terminal): Surroundings {
  return { env: process.env, cwd: process.cwd(), terminal, exists: existsSync };
}

export type ParsedCommandLine =
  | { readonly kind: "help"; readonly text: string }
  | { readonly kind: "run"; readonly command: Command; readonly context: CommandContext };

/** `args` without the program's name. Throws a SeatstackError USAGE (exit 2) that says what would be right. */
export async function parseCommandLine(
  args: readonly string[],
  commands: readonly CommandEntry[],
  surroundings: Surroundings,
): Promise<ParsedCommandLine> {
  const { entry, rest } = findCommand(args, commands);
  if (entry === undefined) {
    const { values } = readOptions(rest, globalOptions, "seatstack");
    if (values["help"] !== true && rest.length > 0) throw usage("no command given", "Run `seatstack --help`.");
    return { kind: "help", text: generalHelp(commands, globalOptions) };
  }
  const command = await entry.load();
  const parsed = readOptions(rest, { ...globalOptions, ...command.options }, command.name);
  if (parsed.values["help"] === true) return { kind: "help", text: commandHelp(command, globalOptions) };
  checkPositionals(command, parsed.positionals);
  return { kind: "run", command, context: makeContext(parsed, surroundings) };
}

/** The command is the first argument that is no option and no option's value. */
function findCommand(args: readonly string[], commands: readonly CommandEntry[]) {
  const { tokens } = parseArgs({
    args: [...args],
    options: globalOptions,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const first = tokens.find(token => token.kind === "positional");
  if (first === undefined) return withoutName(args, commands);
  const rest = args.toSpliced(first.index, 1);
  if (first.value === "help") return { entry: commands.find(({ name }) => rest.includes(name)), rest: ["--help"] };
  const entry = commands.find(({ name }) => name === first.value);
  if (entry !== undefined) return { entry, rest };
  const names = commands.map(({ name }) => name);
  const fix = `${didYouMean(first.value, names).trim()} Run \`seatstack --help\` for all commands.`.trim();
  throw usage(`unknown command "${first.value}"`, fix);
}

/** `seatstack --version` is `seatstack version`. */
function withoutName(args: readonly string[], commands: readonly CommandEntry[]) {
  const rest = args.filter(arg => arg !== "--version");
  return { entry: rest.length < args.length ? commands.find(({ name }) => name === "version") : undefined, rest };
}

interface ParsedOptions {
  readonly values: OptionValues;
  readonly positionals: readonly string[];
}

/** parseArgs's own strictness knows no suggestions, so that the tokens are checked here. */
function readOptions(
  args: readonly string[],
  options: Readonly<Record<string, OptionSpec>>,
  name: string,
): ParsedOptions {
  const parsed = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  for (const token of parsed.tokens) {
    if (token.kind !== "option") continue;
    const spec = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (spec === undefined) throw unknownOption(token.rawName, options, name);
    if (spec.type === "boolean" && token.value !== undefined)
      throw usage(`${token.rawName} takes no value`, help(name));
    if (spec.type === "string" && (token.value === undefined || (!token.inlineValue && token.value.startsWith("-")))) {
      const example = `${token.rawName}${token.rawName.startsWith("--") ? "=" : " "}${spec.value ?? "VALUE"}`;
      throw usage(`${token.rawName} needs a value: ${example}`, help(name));
    }
  }
  return { values: parsed.values as OptionValues, positionals: parsed.positionals };
}

function unknownOption(rawName: string, options: Readonly<Record<string, OptionSpec>>, name: string): SeatstackError {
  const known = Object.keys(options).map(option => `--${option}`);
  return usage(`unknown option ${rawName}`, `${didYouMean(rawName, known)} ${help(name)}`.trim());
}

function checkPositionals(command: Command, positionals: readonly string[]): void {
  const [least, greatest] = command.positionals ?? [0, 0];
  const extra = positionals[greatest];
  if (extra !== undefined) throw usage(`${command.name}: unexpected "${extra}"`, help(command.name));
  if (positionals.length < least) {
    throw usage(`${command.name}: an argument is missing`, `Usage: seatstack ${command.usage}`);
  }
}

function makeContext(parsed: ParsedOptions, surroundings: Surroundings): CommandContext {
  const { env, cwd, terminal, exists } = surroundings;
  const { values } = parsed;
  const given = textOption(values, "dir");
  const dir = given === undefined ? defaultDir(cwd, exists) : resolve(cwd, given);
  const config = textOption(values, "config");
  const file = config === undefined ? defaultConfig(cwd, dir, exists) : resolve(cwd, config);
  return {
    dir,
    dirGiven: given !== undefined,
    paths: resolvePaths(dir),
    source: { file, sets: (values["set"] ?? []) as readonly string[], env },
    json: values["json"] === true,
    options: values,
    positionals: parsed.positionals,
    terminal,
    env,
    cwd,
  };
}

function defaultDir(cwd: string, exists: (path: string) => boolean): string {
  const local = join(cwd, ".seatstack");
  return !exists(local) && exists(SYSTEM_DIR) ? SYSTEM_DIR : local;
}

function defaultConfig(cwd: string, dir: string, exists: (path: string) => boolean): string | undefined {
  const candidates = dir === SYSTEM_DIR ? [SYSTEM_CONFIG] : [join(cwd, "seatstack.toml"), join(dir, "seatstack.toml")];
  return candidates.find(exists);
}

/** The value of a string option, or undefined when it was not given. */
export function textOption(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
}

/** A wrong command line: exit code 2. */
export function usage(message: string, fix: string): SeatstackError {
  return new SeatstackError("USAGE", message, { fix, exitCode: EXIT.badSetting });
}

function help(name: string): string {
  return `Run \`${name === "seatstack" ? name : `seatstack ${name}`} --help\`.`;
}
