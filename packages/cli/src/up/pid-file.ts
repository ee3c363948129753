// The pid file that keeps a second `up` off the same state folder, and tells `down` whom to stop.
import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { codeOf, EXIT, SeatstackError } from "@seatstack/shared/errors";
import type { Paths } from "@seatstack/shared/paths";

/** A process that is not mistaken for a later one with the same number. */
export interface ProcessMark {
  readonly pid: number;
  /** Start time in clock ticks since boot, /proc/<pid>/stat field 22. */
  readonly started: string;
}

export function pidFile(paths: Paths): string {
  return join(paths.dir, "run", "up.pid");
}

/** The running `up` of this folder, if there is one. */
export function readPidFile(path: string): ProcessMark | undefined {
  const mark = parse(read(path));
  return mark !== undefined && isRunning(mark) ? mark : undefined;
}

/**
 * Makes `path` name this process and returns what takes it away again. A file left by a dead process is replaced.
 * Throws ALREADY_RUNNING when another `up` lives there.
 */
export function takePidFile(path: string): () => void {
  mkdirSync(dirname(path), { recursive: true });
  const own = format({ pid: process.pid, started: startTime(process.pid) ?? "0" });
  const temporary = `${path}.${randomUUID()}`;
  writeFileSync(temporary, own);
  try {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      if (tryLink(temporary, path)) return () => releaseOwn(path, own);
      removeStale(path);
    }
    throw alreadyRunning(undefined);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** link(2) fails where the name exists: of two that start at once, one gets it. */
function tryLink(temporary: string, path: string): boolean {
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Moved aside before it is judged, so that a file made in between by another `up` is noticed and put back. */
function removeStale(path: string): void {
  const holder = readPidFile(path);
  if (holder !== undefined) throw alreadyRunning(holder.pid);
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  const moved = readPidFile(aside);
  if (moved !== undefined) tryLink(aside, path);
  rmSync(aside, { force: true });
  if (moved !== undefined) throw alreadyRunning(moved.pid);
}

function releaseOwn(path: string, own: string): void {
  if (read(path) === own) rmSync(path, { force: true });
}

function alreadyRunning(pid: number | undefined): SeatstackError {
  const who = pid === undefined ? "" : ` as process ${pid}`;
  return new SeatstackError("ALREADY_RUNNING", `seatstack is already up in this state folder${who}`, {
    fix: "Stop it with `seatstack down`, or choose another folder with --dir.",
  });
}

export function isRunning(mark: ProcessMark): boolean {
  return startTime(mark.pid) === mark.started;
}

/** Undefined when there is no such process, or only its zombie. */
export function markOf(pid: number): ProcessMark | undefined {
  const started = startTime(pid);
  return started === undefined ? undefined : { pid, started };
}

/** As markOf. Field 2, the name, may hold spaces and parentheses. */
function startTime(pid: number): string | undefined {
  const stat = read(`/proc/${pid}/stat`);
  const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return stat === "" || state === "Z" ? undefined : fields[18];
}

function format(mark: ProcessMark): string {
  return `${mark.pid} ${mark.started}\n`;
}

function parse(text: string): ProcessMark | undefined {
  const match = /^(\d+) (\d+)\n$/.exec(text);
  return match ? { pid: Number(match[1]), started: match[2] ?? "" } : undefined;
}

function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ESRCH") return "";
    throw new SeatstackError("BAD_STATE_FOLDER", `cannot read ${path}: ${(error as Error).message}`, {
      fix: "Run as the user who owns the state folder, or choose another with --dir.",
      exitCode: EXIT.badSetting,
    });
  }
}
