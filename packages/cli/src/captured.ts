// Runs a command line inside this process with its output captured, as main would run it: for tests of commands.
import { existsSync } from "node:fs";
import { SeatstackError } from "@seatstack/shared/errors";
import { parseCommandLine } from "./args.ts";
import { commands } from "./commands/index.ts";
import type { Terminal } from "./terminal.ts";

export interface Captured {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface CapturedOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Marks colors as `<red:text>`, as if standard output were a terminal. */
  readonly colors?: boolean;
  /** Called with every piece of standard output as it is written. */
  readonly onOut?: (text: string) => void;
}

export async function runCaptured(args: readonly string[], options: CapturedOptions = {}): Promise<Captured> {
  let out = "";
  let err = "";
  const colors = options.colors ?? false;
  const terminal: Terminal = {
    out(text) {
      out += text;
      options.onOut?.(text);
    },
    err(text) {
      err += text;
    },
    isTerminal: colors,
    columns: 80,
    paint: (color, text) => (colors ? `<${color}:${text}>` : text),
  };
  const surroundings = { env: options.env ?? {}, cwd: options.cwd ?? "/nowhere", terminal, exists: existsSync };
  try {
    const parsed = await parseCommandLine(args, commands, surroundings);
    if (parsed.kind === "help") return { code: 0, out: parsed.text, err };
    const code = await parsed.command.run(parsed.context);
    return { code, out, err };
  } catch (error) {
    if (!(error instanceof SeatstackError)) throw error;
    return { code: error.exitCode, out, err: `${err}${error.message}\n${error.fix ?? ""}\n` };
  }
}
