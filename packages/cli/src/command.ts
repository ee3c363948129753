// What a command of the `seatstack` program is, and what it is given when it runs.
import type { ConfigSource } from "@seatstack/shared/config/load";
import type { ExitCode } from "@seatstack/shared/errors";
import type { Paths } from "@seatstack/shared/paths";
import type { Terminal } from "./terminal.ts";

/** One option of a command, in the shape of node:util's parseArgs plus its help. */
export interface OptionSpec {
  readonly type: "string" | "boolean";
  readonly short?: string;
  /** Whether it may be given many times. */
  readonly multiple?: boolean;
  /** Name of its value in the help, for example "N". */
  readonly value?: string;
  readonly help: string;
}

/** Values of the options that were given, by long name. */
export type OptionValues = Readonly<Record<string, string | boolean | readonly string[]>>;

export interface CommandContext {
  /** The state folder, absolute. */
  readonly dir: string;
  /** Whether --dir named it, or it was found. */
  readonly dirGiven: boolean;
  /** Where everything of the installation in `dir` lives. */
  readonly paths: Paths;
  /** Where settings come from: the file that --config named or that was found, --set, and the environment. */
  readonly source: ConfigSource;
  /** Whether the data is wanted as JSON. */
  readonly json: boolean;
  readonly options: OptionValues;
  readonly positionals: readonly string[];
  readonly terminal: Terminal;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

export interface Command {
  readonly name: string;
  /** One line for the list of commands; no full stop. */
  readonly summary: string;
  /** What comes after `seatstack`, for example "scale N". */
  readonly usage: string;
  /** Command lines with what they do. At least one. */
  readonly examples: readonly { readonly line: string; readonly does: string }[];
  /** Beside the global ones. */
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Least and greatest number of positional arguments; default none. */
  readonly positionals?: readonly [least: number, greatest: number];
  /** Exit codes with their meaning, for the help. */
  readonly exitCodes?: Readonly<Record<number, string>>;
  /** Expected failures are thrown as SeatstackError; main prints them and exits with their exit code. */
  run(context: CommandContext): Promise<ExitCode>;
}

/** A line of the table of commands: enough for the help, without loading what the command needs. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<Command>;
}
