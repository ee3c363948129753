// Opens a log file to append to, also as root in a folder that somebody else may write to.
import { closeSync, constants, fstatSync, lstatSync, openSync } from "node:fs";
import { codeOf } from "./errors.ts";

const MODE = 0o640;

/**
 * A new file is 0640. As root nothing is followed that somebody else may have put there: their link, a second name of
 * another file, their pipe (CVE-2016-1247 made nginx's log folder a way to root). Throws the system's error, or one that
 * says what is there instead of a file.
 */
export function openToAppend(path: string): number {
  return process.geteuid?.() === 0 ? openAsRoot(path) : openSync(path, "a", MODE);
}

function openAsRoot(path: string): number {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants;
  // Such as /dev/stderr.
  const followed = isRootsLink(path);
  const fd = openOrExplain(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | (followed ? 0 : O_NOFOLLOW));
  const found = fstatSync(fd);
  const foreign = found.isFile() ? found.nlink > 1 : !followed && found.uid !== 0;
  if (!foreign) return fd;
  closeSync(fd);
  throw new Error(found.isFile() ? "it is another file's second name" : "it is no file, and not root's");
}

function openOrExplain(path: string, flags: number): number {
  try {
    return openSync(path, flags, MODE);
  } catch (error) {
    throw codeOf(error) === "ELOOP" ? new Error("it is a link that root did not make", { cause: error }) : error;
  }
}

function isRootsLink(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isSymbolicLink() === true && found.uid === 0;
}
