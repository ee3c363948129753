// Starts our own program again in another role, from source or from the single executable, as a process or a thread.
import type { ChildProcess, StdioOptions } from "node:child_process";
import { getAsset, getAssetKeys, isSea } from "node:sea";
import { Worker, type WorkerOptions } from "node:worker_threads";
import { spawnProcess } from "./spawn.ts";

/** Name of the environment variable that tells a child which role to play. */
export const ROLE_VARIABLE = "SEATSTACK_ROLE";

export interface LaunchOptions {
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly stdio?: StdioOptions;
  /** Own session and process group, so that a terminal's Ctrl-C reaches only the parent. */
  readonly detached?: boolean;
  readonly cwd?: string;
  /** Who the child runs as, with no supplementary groups; only root may say so. */
  readonly uid?: number;
  readonly gid?: number;
}

/** In the single executable a child's own command line is short, and a process title longer than that would be cut. */
const ROOM_FOR_TITLE = " ".repeat(64);

/**
 * What this process runs, even when its file was replaced or removed since: a child of another version would not
 * understand us, and a broken one would never serve. The new file's turn is an upgrade (USR2) or a restart.
 */
const RUNNING_PROGRAM = "/proc/self/exe";

/**
 * Starts this program as a child process in `role`; a failure is told by its event `error`. In the single executable,
 * spawn and not fork: fork repeats the executable's own path in argv.
 */
export function launchProcess(role: string, options: LaunchOptions = {}): ChildProcess {
  const own = isSea() ? [] : [...process.execArgv, mainFile()];
  return spawnProcess(isSea() ? RUNNING_PROGRAM : process.execPath, [...own, ...(options.args ?? [ROOM_FOR_TITLE])], {
    argv0: process.execPath,
    env: { ...(options.env ?? process.env), [ROLE_VARIABLE]: role },
    stdio: options.stdio ?? "inherit",
    detached: options.detached ?? false,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.gid === undefined ? {} : { gid: options.gid }),
  });
}

/** Starts this program as a worker_thread in `role`; `data` arrives as `workerData.data`. */
export function launchThread(role: string, data: unknown, options: WorkerOptions = {}): Worker {
  const workerData = { role, data, mainFile: mainFile() };
  if (isSea()) return new Worker(threadCode(role), { ...options, eval: true, workerData });
  return new Worker(mainFile(), { ...options, workerData });
}

/** Its own, smaller main where the build made one: every thread evaluates the whole text again. */
function threadCode(role: string): string {
  const own = `${role}.cjs`;
  return getAsset(getAssetKeys().includes(own) ? own : "main.cjs", "utf8");
}

let main = "";

/** Called once by the program's main with its own path, so that a role can start others. */
export function setMainFile(path: string): void {
  main = path;
}

function mainFile(): string {
  if (main === "" && !isSea()) throw new Error("setMainFile was not called by the program's main");
  return main;
}
