// `seatstack logs`: the last lines of both tiers, and those to come.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { codeOf, EXIT, SeatstackError, type ExitCode } from "@seatstack/shared/errors";
import { SYSTEM_DIR } from "@seatstack/shared/paths";
import { textOption, usage } from "../args.ts";
import type { Command, CommandContext } from "../command.ts";
import { logFile } from "../log-file.ts";
import { renderLine } from "../log-line.ts";
import { followFile, readTail } from "../log-tail.ts";

const UNITS = ["seatstack-edge.service", "seatstack-app.service"];
const MOST_LINES = 1_000_000;

export const logs: Command = {
  name: "logs",
  summary: "show what both tiers wrote last",
  usage: "logs [-f] [-n N] [--json]",
  examples: [
    { line: "seatstack logs -n 50", does: "the last fifty lines" },
    { line: "seatstack logs -f", does: "what comes, until Ctrl-C" },
    { line: 'seatstack logs -n 1000 --json | grep \'"level":"error"\'', does: "lines as they were written" },
  ],
  options: {
    follow: { type: "boolean", short: "f", help: "Go on with what is written from now on" },
    lines: { type: "string", short: "n", value: "N", help: "How many lines; default 100" },
  },
  exitCodes: { 0: "shown", 1: "there is no log yet, or it may not be read" },
  async run(context) {
    const lines = readCount(textOption(context.options, "lines"));
    const file = logFile(context.paths);
    if (context.dir === SYSTEM_DIR && !existsSync(file)) return runJournal(lines, context);
    await showFile(file, lines, context);
    return EXIT.ok;
  },
};

function readCount(text = "100"): number {
  const count = /^\d{1,7}$/.test(text) ? Number(text) : Infinity;
  if (count > MOST_LINES) throw usage(`logs: -n "${text}" is no number of lines`, `It goes from 0 to ${MOST_LINES}.`);
  return count;
}

async function showFile(path: string, lines: number, context: CommandContext): Promise<void> {
  const show = (text: string): void => context.terminal.out(context.json ? text : render(text, context));
  const tail = await readTail(path, lines).catch((error: unknown) => {
    throw noLog(path, error);
  });
  show(tail.text);
  if (context.options["follow"] !== true) return;
  // Ends with the process, by Ctrl-C.
  await followFile(path, tail.position, show, new AbortController().signal);
}

function render(text: string, { terminal }: CommandContext): string {
  const lines = text.split("\n");
  return lines.map(line => renderLine(line, (color, part) => terminal.paint(color, part))).join("\n");
}

function noLog(path: string, error: unknown): SeatstackError {
  if (codeOf(error) === "ENOENT") {
    return new SeatstackError("NO_LOG", `there is no log at ${path}`, {
      fix: "Start it with `seatstack up`, or name its state folder with --dir. A tier that runs alone (`seatstack app`) writes to its own standard output, or to app.errorlog.",
    });
  }
  return new SeatstackError("NO_LOG", `the log at ${path} cannot be read (${codeOf(error) ?? "unknown"})`, {
    fix: "Run the command as root or as the user who started Seatstack.",
    cause: error,
  });
}

/** Under systemd the journal keeps the log. */
async function runJournal(lines: number, { options, json, terminal }: CommandContext): Promise<ExitCode> {
  const args = [...UNITS.flatMap(unit => ["--unit", unit]), "--lines", String(lines)];
  if (options["follow"] === true) args.push("--follow");
  if (json) args.push("--output", "cat");
  if (!terminal.isTerminal) args.push("--no-pager");
  const child = spawn("journalctl", args, { stdio: "inherit" });
  try {
    const [code] = (await once(child, "exit")) as [number | null];
    return code === 0 || code === null ? EXIT.ok : EXIT.failure;
  } catch (error) {
    throw new SeatstackError("NO_JOURNAL", `journalctl cannot be run (${codeOf(error) ?? "unknown"})`, {
      fix: "Install systemd's journal, or read the log where your supervisor puts it.",
      cause: error,
    });
  }
}
