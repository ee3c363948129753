// The program as it was started: what USR2 starts again, from what is on the disk by then.
import { accessSync, constants, statSync } from "node:fs";
import { isSea } from "node:sea";
import { delimiter, join, resolve } from "node:path";

export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

/** The file that this process runs, whatever has its name by now. */
const RUNNING = "/proc/self/exe";

/**
 * Looked up at the start, while the names still lead to what runs. Symbolic links are kept, as gunicorn keeps them: a
 * release is often switched by one. In a checkout it is Node with our main file.
 */
export function thisProgram(): Program {
  const cwd = startFolder();
  const file = executable(cwd) ?? process.execPath;
  const main = isSea() ? [] : [...process.execArgv, ...process.argv.slice(1, 2)];
  return { file, args: [...main, ...process.argv.slice(2)], cwd };
}

/** The working folder by the name that the shell knew it by, if it is that one. */
function startFolder(): string {
  const real = process.cwd();
  const named = process.env["PWD"];
  return named !== undefined && isSame(named, real) ? named : real;
}

/** By the name that was typed, where that leads to what runs; execve(2) gets no PATH. */
function executable(cwd: string): string | undefined {
  const name = process.argv0;
  const folders = name.includes("/") ? [cwd] : (process.env["PATH"] ?? "").split(delimiter);
  const candidates = folders.map(folder => (name.includes("/") ? resolve(folder, name) : join(folder, name)));
  return candidates.find(path => isExecutable(path) && isSame(path, RUNNING));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isSame(a: string, b: string): boolean {
  const [first, second] = [statSync(a, { throwIfNoEntry: false }), statSync(b, { throwIfNoEntry: false })];
  return first !== undefined && first.dev === second?.dev && first.ino === second.ino;
}
