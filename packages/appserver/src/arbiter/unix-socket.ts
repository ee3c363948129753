// Binds a Unix socket of `bind` so that its file appears complete and at once, never takes a living one's place, and goes only
// when it is still ours.
import {
  chmodSync,
  lchownSync,
  linkSync,
  lstatSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { codeOf, SeatstackError } from "@seatstack/shared/errors";
import type { ListenOptions, Listener } from "./listeners.ts";
import { isSocketAlive } from "./single-instance.ts";
import { bindFailed, bindHandle, listen } from "./socket-handle.ts";

/** The file of a socket, and which one it is. */
export interface UnixPath {
  readonly path: string;
  readonly dev: number;
  readonly ino: number;
}

/** Each round some other start took the name or let it go. */
const ATTEMPTS = 10;

/** Rejects with BIND_FAILED, also where there is a file that is no socket: a typing error must not cost one. */
export async function bindUnix(text: string, path: string, options: ListenOptions): Promise<Listener> {
  let folder: string | undefined;
  try {
    // Bound where nobody can reach it, so that no client ever finds it with another mode, or before it listens.
    folder = mkdtempSync(`${dirname(path)}/.`);
    const temporary = join(folder, "s");
    const handle = bindHandle(text, temporary, -1, -1);
    const close = (): void => handle.close();
    try {
      chmodSync(temporary, options.mode);
      if (options.owner !== undefined) lchownSync(temporary, options.owner.uid, options.owner.gid);
      listen(text, handle, options.backlog);
      const { dev, ino } = statSync(temporary);
      await claim(text, temporary, path);
      return { fd: handle.fd, name: `unix:${path}`, bind: text, path: { path, dev, ino }, close };
    } catch (error) {
      close();
      throw error;
    }
  } catch (error) {
    throw error instanceof SeatstackError ? error : bindFailed(text, codeOf(error) ?? "EIO");
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether the file is there, and the one that we made. */
export function isPathOurs({ path, dev, ino }: UnixPath): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.dev === dev && found.ino === ino;
}

/** Removes the file if it is still ours. */
export function removePath(path: UnixPath): void {
  if (isPathOurs(path)) rmSync(path.path, { force: true });
}

/**
 * link(2) fails where the name exists: of two that start at once, one gets it. Whoever holds a name listens, so a socket
 * that refuses is a dead one's.
 */
async function claim(text: string, temporary: string, path: string): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (tryLink(temporary, path)) return;
    await removeDead(text, path, `${temporary}.dead`);
  }
  throw bindFailed(text, "EADDRINUSE");
}

/** Moved aside before it is judged for good, so that a living one that came in between is noticed and put back. */
async function removeDead(text: string, path: string, aside: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) throw bindFailed(text, "ENOTSOCK");
  if (await isSocketAlive(path)) throw bindFailed(text, "EADDRINUSE");
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  if (await isSocketAlive(aside)) {
    tryLink(aside, path);
    throw bindFailed(text, "EADDRINUSE");
  }
  unlinkSync(aside);
}

function tryLink(existing: string, path: string): boolean {
  try {
    linkSync(existing, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}
