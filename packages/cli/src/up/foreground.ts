// `seatstack up` without systemd: checks everything, then keeps both tiers alive in the foreground.
import { mkdirSync } from "node:fs";
import { loadSettings } from "@seatstack/shared/config/load";
import type { Config } from "@seatstack/shared/config/schema";
import { EXIT, messageOf, SeatstackError, type ExitCode } from "@seatstack/shared/errors";
import { checkInstallation } from "../check/installation.ts";
import type { CommandContext } from "../command.ts";
import { logFile } from "../log-file.ts";
import { lastingOutput, type Terminal } from "../terminal.ts";
import { MergedLog } from "./merged-log.ts";
import { pidFile, takePidFile } from "./pid-file.ts";
import { RotatingFile } from "./rotating-file.ts";
import { Supervisor } from "./supervisor.ts";

/** Resolves when both tiers have ended. Throws before anything is started when a setting cannot work (exit 2). */
export async function upInForeground(context: CommandContext): Promise<ExitCode> {
  // A mistake in the file is told before a folder is made.
  loadSettings(context.source);
  makeStateFolder(context.dir);
  const release = takePidFile(pidFile(context.paths));
  try {
    const { config } = await checkInstallation(context.source, context.paths, "free");
    const file = new RotatingFile(logFile(context.paths));
    const toTerminal = lastingOutput();
    const terminal: Terminal = { ...context.terminal, out: toTerminal };
    const log = new MergedLog({
      paint: (color, text) => terminal.paint(color, text),
      toTerminal,
      toFile: bytes => file.write(bytes),
    });
    const asRoot = runsAsRoot(config);
    if (asRoot) log.say("warn", "started as root: the app runs as root, too; app.user names whom it should run as");
    const supervisor = new Supervisor({ config, args: tierArguments(context, asRoot), log, terminal });
    const code = await supervisor.run();
    file.close();
    return code;
  } finally {
    release();
  }
}

/** The app tier refuses that by itself; whoever tries it out in a container as root has said enough. */
function runsAsRoot({ app }: Config): boolean {
  return process.geteuid?.() === 0 && app.user === "" && !app.allow_root;
}

/** Tells the tiers exactly what this command was told. */
function tierArguments({ dir, source }: CommandContext, allowRoot: boolean): string[] {
  return [
    "--dir",
    dir,
    ...(allowRoot ? ["--set", "app.allow_root=true"] : []),
    ...(source.file === undefined ? [] : ["--config", source.file]),
    ...source.sets.flatMap(set => ["--set", set]),
  ];
}

function makeStateFolder(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o750 });
  } catch (error) {
    throw new SeatstackError("BAD_STATE_FOLDER", `cannot make the state folder ${dir}: ${messageOf(error)}`, {
      fix: "Choose another with --dir.",
      exitCode: EXIT.badSetting,
    });
  }
}
