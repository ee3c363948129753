// The command line: reads it, loads only the command it names, and runs that.
import { parseCommandLine, systemSurroundings } from "./args.ts";
import { commands } from "./commands/index.ts";
import { endWith } from "./fatal.ts";
import { systemTerminal } from "./terminal.ts";

/** Runs `seatstack <argv>`. A failure goes to the caller; one in a later callback ends the process the same way. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  process.on("uncaughtException", endWith);
  const terminal = systemTerminal(process.env);
  const parsed = await parseCommandLine(argv, commands, systemSurroundings(terminal));
  if (parsed.kind === "help") {
    terminal.out(parsed.text);
    return;
  }
  // A tier's command returns while its servers live on: the code is set, the process ends by itself.
  process.exitCode = await parsed.command.run(parsed.context);
}
