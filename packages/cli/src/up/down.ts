// Stops the foreground `up` of a state folder and waits until it is gone.
import { setTimeout as sleep } from "node:timers/promises";
import { codeOf, EXIT, SeatstackError, type ExitCode } from "@seatstack/shared/errors";
import type { CommandContext } from "../command.ts";
import { isRunning, pidFile, readPidFile, type ProcessMark } from "./pid-file.ts";

/** Longer than `up` itself gives both tiers by default before it kills them. */
const DEADLINE = 120_000;
const POLL = 50;
const PROGRESS_EVERY = 2000;

export async function downInForeground({ dir, paths, terminal, options }: CommandContext): Promise<ExitCode> {
  const running = readPidFile(pidFile(paths));
  if (running === undefined) {
    terminal.out(`Nothing is up in ${dir}.\n`);
    return EXIT.ok;
  }
  ask(running.pid, "SIGTERM");
  // A second request tells `up` to hurry; another signal, because two of a kind may arrive as one.
  if (options["now"] === true) ask(running.pid, "SIGINT");
  await waitForEnd(running, () => terminal.err(`stopping process ${running.pid} …\n`));
  terminal.out("Stopped.\n");
  return EXIT.ok;
}

function ask(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (codeOf(error) === "ESRCH") return;
    throw new SeatstackError("NOT_PERMITTED", `not permitted to stop process ${pid}`, {
      fix: "Run the command as root or as the user who started Seatstack.",
      cause: error,
    });
  }
}

async function waitForEnd(running: ProcessMark, onProgress: () => void): Promise<void> {
  const began = performance.now();
  let told = began;
  while (isRunning(running)) {
    const now = performance.now();
    if (now - began > DEADLINE) {
      throw new SeatstackError("STILL_RUNNING", `process ${running.pid} is still running after ${DEADLINE / 1000} s`, {
        fix: "`seatstack down --now` cuts what it still does.",
      });
    }
    if (now - told > PROGRESS_EVERY) {
      onProgress();
      told = now;
    }
    await sleep(POLL);
  }
}
