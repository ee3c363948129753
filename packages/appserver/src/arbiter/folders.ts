// Makes the app tier's folders for whoever the children run as, and clears what an arbiter that died by SIGKILL left there.
import { chmodSync, chownSync, lchownSync, mkdirSync, readdirSync, rmdirSync, statSync, unlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { EXIT, SeatstackError } from "@seatstack/shared/errors";
import { notesPath } from "@seatstack/shared/link/work-notes";
import { LINKS_FOLDER, type Paths } from "@seatstack/shared/paths";
import { measuresPath } from "../worker/measures-file.ts";
import type { Identity } from "./privileges.ts";

/**
 * run 0750, data and temp 0700, public 0755. Modes of folders that exist already (made by systemd, say) stay as they are.
 * With an owner, data, temp and public are the children's; of run they have the group only, so that the control socket in
 * it stays the arbiter's. Throws NOT_REACHABLE (exit 2) where the owner may not pass through a folder above.
 */
export function prepareFolders({ app }: Paths, owner: Identity | undefined): void {
  makeFolder(app.run, 0o750);
  makeFolder(app.data, 0o700);
  makeFolder(app.temp, 0o700);
  makeFolder(app.public, 0o755);
  if (owner === undefined) return;
  chownSync(app.run, 0, owner.gid);
  const theirs = [app.data, app.temp, app.public];
  for (const folder of theirs) giveAway(folder, owner);
  for (const folder of [app.run, ...theirs]) assertReachable(folder, owner);
}

/** The link sockets' own folder, empty: each arbiter has one, and no two arbiters of an installation have the same. */
export function prepareLinks(paths: Paths, owner: Identity | undefined): void {
  clearFolder(paths.app.links);
  makeFolder(paths.app.links, 0o750);
  if (owner !== undefined) chownSync(paths.app.links, owner.uid, owner.gid);
}

/** Folders of link sockets that other arbiters left; only for one that is known to be alone. */
export function removeLeftovers(paths: Paths): void {
  for (const name of readdirSync(paths.app.run)) {
    const path = join(paths.app.run, name);
    if (LINKS_FOLDER.test(name) && path !== paths.app.links) clearFolder(path);
  }
}

/** Removes the link sockets' own folder. */
export function removeLinks(paths: Paths): void {
  clearFolder(paths.app.links);
}

/** The link socket of a worker that is gone, and the files beside it. Never throws: who had it may have put anything there. */
export function removeSocket(path: string): void {
  for (const file of [path, notesPath(path), measuresPath(path)]) removeFile(file);
}

function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Not there, or a folder in its place.
  }
}

/** Not recursive: its contents are an app's, and root must not be led elsewhere by a link in there. */
function clearFolder(path: string): void {
  try {
    for (const name of readdirSync(path)) removeFile(join(path, name));
    rmdirSync(path);
  } catch {
    // Not there, or something of the app's that is none of ours.
  }
}

function makeFolder(path: string, mode: number): void {
  // Only the last folder is private; those above are shared with the other tier.
  const made = mkdirSync(path, { recursive: true });
  if (made !== undefined) chmodSync(path, mode);
}

/** What an earlier run as root left in it goes with the folder; one that is somebody else's is not ours to give. */
function giveAway(folder: string, owner: Identity): void {
  if (statSync(folder).uid !== 0) return;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    lchownSync(join(entry.parentPath, entry.name), owner.uid, owner.gid);
  }
  chownSync(folder, owner.uid, owner.gid);
}

function assertReachable(path: string, owner: Identity): void {
  if (owner.uid === 0) return;
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === owner.uid ? 0o100 : gid === owner.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) throw notReachable(path, folder, owner);
    if (folder === dirname(folder)) return;
  }
}

function notReachable(path: string, folder: string, { uid }: Identity): SeatstackError {
  return new SeatstackError("NOT_REACHABLE", `app.user (uid ${uid}) cannot reach ${path}: ${folder} is closed to it`, {
    fix: "Choose another state folder with --dir, such as /var/lib/seatstack.",
    exitCode: EXIT.badSetting,
  });
}
