// Starts the measured programs, remembers each by pid, and stops exactly those, the last one first.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const STOP_MILLISECONDS = 10_000;
const POLL_MILLISECONDS = 50;

export interface StartOptions {
  readonly name: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** One program under way; its output is in `log`. */
export interface Started {
  readonly pid: number;
  readonly log: string;
  readonly exited: () => boolean;
  /** Aborted when the benchmark is interrupted. */
  readonly interrupt: AbortSignal;
}

/** Every process of a benchmark run. Output goes to `<dir>/<name>.log`. */
export class Processes {
  readonly #dir: string;
  readonly #interrupt: AbortSignal;
  readonly #children: ChildProcess[] = [];

  constructor(dir: string, interrupt: AbortSignal) {
    this.#dir = dir;
    this.#interrupt = interrupt;
    // Should the benchmark itself fail unexpectedly, nothing that it started stays.
    process.once("exit", () => this.#children.forEach(child => child.kill("SIGTERM")));
  }

  /** Starts a program in a process group of its own: a Ctrl-C reaches only the benchmark, which stops the rest in order. */
  start(command: string, args: readonly string[], options: StartOptions): Started {
    const log = join(this.#dir, `${options.name}.log`);
    const output = openSync(log, "a");
    const child = spawn(command, args, {
      stdio: ["ignore", output, output],
      detached: true,
      env: { ...process.env, ...options.env },
      cwd: options.cwd ?? this.#dir,
    });
    closeSync(output);
    if (child.pid === undefined) throw new Error(`${options.name}: ${command} could not be started`);
    this.#children.push(child);
    return { pid: child.pid, log, exited: () => hasExited(child), interrupt: this.#interrupt };
  }

  /** SIGTERM to each, newest first, then SIGKILL to the group of whichever is still there after ten seconds. */
  async stopAll(): Promise<void> {
    for (const child of this.#children.splice(0).toReversed()) await stop(child);
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (hasExited(child) || child.pid === undefined) return;
  const gone = once(child, "exit");
  const timer = setTimeout(() => process.kill(-(child.pid ?? 0), "SIGKILL"), STOP_MILLISECONDS);
  child.kill("SIGTERM");
  await gone;
  clearTimeout(timer);
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Waits until `check` resolves to true. Throws with the program's own output when it ends or time is up. */
export async function waitFor(started: Started, check: () => Promise<boolean>, milliseconds = 20_000): Promise<void> {
  const deadline = performance.now() + milliseconds;
  while (performance.now() < deadline && !started.exited()) {
    if (await check().catch(() => false)) return;
    await sleep(POLL_MILLISECONDS, undefined, { signal: started.interrupt });
  }
  throw new Error(
    `not answering (pid ${started.pid}); its output:\n${readFileSync(started.log, "utf8").slice(-4_000)}`,
  );
}
