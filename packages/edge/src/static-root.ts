// Opens a file below a folder, and nothing else: no dotfile, no climbing out, no symlink that leads outside.
import { constants, type Stats } from "node:fs";
import { open, readlink, realpath, type FileHandle } from "node:fs/promises";
import { join, sep } from "node:path";

export interface StaticRoot {
  /** URL prefix with a slash at both ends. */
  readonly url: string;
  readonly root: string;
  readonly immutable: boolean;
  /** Whether the app is asked when there is no such file. */
  readonly fallThrough: boolean;
}

export interface OpenFile {
  readonly handle: FileHandle;
  readonly stats: Stats;
}

/** Whether a decoded path below a root names what may be served at all. */
export function isServable(relative: string): boolean {
  if (relative === "" || relative.endsWith("/") || relative.includes("\\") || relative.includes("\0")) return false;
  return relative.split("/").every((segment, index) => {
    if (segment === "") return false;
    // RFC 8615: the one dotted folder that is meant to be public.
    return !segment.startsWith(".") || (index === 0 && segment === ".well-known");
  });
}

/** The open regular file at `relative` below `root`, or undefined. The caller closes the handle. */
export async function openBelow(root: string, relative: string): Promise<OpenFile | undefined> {
  let handle: FileHandle | undefined;
  try {
    // O_NONBLOCK: opening a pipe for reading would wait for its writer.
    handle = await open(join(root, relative), constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await handle.stat();
    // What was opened decides, not what the path says now: no race with whoever can write there.
    const real = await readlink(`/proc/self/fd/${handle.fd}`);
    if (stats.isFile() && real.startsWith(`${await realpath(root)}${sep}`)) return { handle, stats };
  } catch {
    // Absent, not readable, a folder in the way: all the same to the client.
  }
  await handle?.close();
  return undefined;
}
