// `pidfile`: names the arbiter for init scripts. The lock on it, not the number in it, says whether its writer still lives.
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { codeOf, EXIT, messageOf, SeatstackError } from "@seatstack/shared/errors";
import { hasFfi, lockFile } from "@seatstack/shared/ffi";

/** gunicorn's name for the pid file of a program that was started by USR2, until the old one has gone. */
export const SUCCESSOR_SUFFIX = ".2";

const MODE = 0o644;
/** Several starts at once may replace one stale file after the other. */
const ATTEMPTS = 20;

export class PidFile {
  readonly #fd: number;
  #path: string;

  private constructor(fd: number, path: string) {
    this.#fd = fd;
    this.#path = path;
  }

  /**
   * Makes `path` name this process. A file whose writer is gone is replaced, also when its number is now somebody else's.
   * Throws PIDFILE_IN_USE or BAD_PIDFILE (exit 2); whoever has it is untouched.
   */
  static take(path: string): PidFile {
    const temporary = `${path}.${process.pid}.new`;
    try {
      const fd = write(temporary);
      try {
        place(temporary, path);
        return new PidFile(fd, path);
      } catch (error) {
        closeSync(fd);
        throw error;
      }
    } catch (error) {
      if (error instanceof SeatstackError) throw error;
      throw new SeatstackError("BAD_PIDFILE", `cannot write app.pidfile: ${messageOf(error)}`, {
        fix: "Choose a file in a folder that exists and that the arbiter may write to.",
        exitCode: EXIT.badSetting,
      });
    } finally {
      rmSync(temporary, { force: true });
    }
  }

  get path(): string {
    return this.#path;
  }

  /** Takes the name of a predecessor that is gone. Throws PIDFILE_IN_USE when it lives after all. */
  promote(path: string): void {
    if (isHeld(path)) throw inUse(path);
    renameSync(this.#path, path);
    this.#path = path;
  }

  /** Removes the file, unless it is somebody else's by now. */
  release(): void {
    if (isSame(this.#fd, this.#path)) rmSync(this.#path, { force: true });
    closeSync(this.#fd);
  }
}

/** The lock is on before anybody can find the file. */
function write(temporary: string): number {
  rmSync(temporary, { force: true });
  const fd = openSync(temporary, "wx", MODE);
  // The umask may have taken from it; monitoring runs as somebody else.
  fchmodSync(fd, MODE);
  writeSync(fd, `${process.pid}\n`);
  if (hasFfi()) lockFile(fd);
  return fd;
}

/** link(2) fails where the name exists, so of two that start at once, one gets it. */
function place(temporary: string, path: string): void {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    try {
      return linkSync(temporary, path);
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
    }
    removeStale(path);
  }
  throw inUse(path);
}

/**
 * Removes a file whose writer is gone. Whoever holds its lock may do that, and nobody else meanwhile. Throws PIDFILE_IN_USE
 * where the writer lives.
 */
export function removeStale(path: string): void {
  const fd = open(path);
  if (fd === undefined) return;
  try {
    if (isAlive(fd)) throw inUse(path);
    if (isSame(fd, path)) rmSync(path, { force: true });
  } finally {
    closeSync(fd);
  }
}

function isHeld(path: string): boolean {
  const fd = open(path);
  if (fd === undefined) return false;
  try {
    return isAlive(fd);
  } finally {
    closeSync(fd);
  }
}

/** Without locks, what /proc says of the number decides. */
function isAlive(fd: number): boolean {
  if (!fstatSync(fd).isFile()) throw new Error("there is something else of that name");
  return hasFfi() ? !lockFile(fd) : isOurs(readFileSync(fd, "latin1"));
}

function isOurs(text: string): boolean {
  const pid = Number.parseInt(text, 10);
  if (!(pid > 0) || pid === process.pid) return false;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1").includes("seatstack");
  } catch {
    return false;
  }
}

function open(path: string): number | undefined {
  try {
    // A pipe of that name must not keep the start waiting for its writer.
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

function isSame(fd: number, path: string): boolean {
  const named = statSync(path, { throwIfNoEntry: false });
  const own = fstatSync(fd);
  return named?.dev === own.dev && named.ino === own.ino;
}

function inUse(path: string): SeatstackError {
  const pid = readPid(path);
  const who = pid === undefined ? "another app tier" : `the app tier of process ${pid}`;
  return new SeatstackError("PIDFILE_IN_USE", `app.pidfile: ${path} belongs to ${who}, which is running`, {
    fix: `Stop that one${pid === undefined ? "" : ` (kill -TERM ${pid})`}, or choose another app.pidfile.`,
    exitCode: EXIT.badSetting,
  });
}

function readPid(path: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(path, "latin1"), 10) || undefined;
  } catch {
    return undefined;
  }
}
