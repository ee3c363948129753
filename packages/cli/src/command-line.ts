// The command line: finds the command, loads only that one, and runs it.
import { EXIT, SeatstackError } from "@seatstack/shared/errors";
import { endWith } from "./fatal.ts";

/** One file of commands/ exports this as `run`; the arguments are those after the command's name. */
type Run = (args: readonly string[]) => Promise<void>;

const commands: Readonly<Record<string, () => Promise<{ readonly run: Run }>>> = {
  up: () => import("./commands/up.ts"),
  down: () => import("./commands/down.ts"),
  edge: () => import("./commands/edge.ts"),
  app: () => import("./commands/app.ts"),
};

/** Runs `seatstack <argv>`; errors go to the caller, and later ones from callbacks end the process the same way. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  process.on("uncaughtException", endWith);
  const [name = "help", ...args] = argv;
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) {
    throw new SeatstackError("UNKNOWN_COMMAND", `no command "${name}"`, {
      fix: `Commands: ${Object.keys(commands).join(", ")}.`,
      exitCode: EXIT.badSetting,
    });
  }
  const command = await load();
  await command.run(args);
}
