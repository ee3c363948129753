// Makes the app tier's folders, and clears what an arbiter that died by SIGKILL left in them.
import { chmodSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Paths } from "@seatstack/shared/paths";

/** A link's socket, of a worker or one of its threads, and the notes beside it. */
const LINK_SOCKET = /^w-\d+-\d+(-\d+-\d+)?\.sock(\.notes)?$/;

/** run 0750, data 0700, public 0755. Modes of folders that exist already (made by systemd, say) stay as they are. */
export function prepareFolders(paths: Paths): void {
  makeFolder(paths.app.run, 0o750);
  makeFolder(paths.app.data, 0o700);
  makeFolder(paths.app.public, 0o755);
}

/** Only for an arbiter that is known to be the only one. */
export function removeLeftovers(paths: Paths): void {
  for (const name of readdirSync(paths.app.run)) {
    if (LINK_SOCKET.test(name)) removeSocket(join(paths.app.run, name));
  }
}

export function removeSocket(path: string): void {
  rmSync(path, { force: true });
  rmSync(`${path}.notes`, { force: true });
}

function makeFolder(path: string, mode: number): void {
  // Only the last folder is private; those above are shared with the other tier.
  const made = mkdirSync(path, { recursive: true });
  if (made !== undefined) chmodSync(path, mode);
}
