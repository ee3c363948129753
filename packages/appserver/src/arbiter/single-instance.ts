// Refuses to start beside a living arbiter of the same folder, exactly: one lock, which the kernel takes back from the dead.
import { closeSync, openSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { SeatstackError } from "@seatstack/shared/errors";
import { hasFfi, lockFile } from "@seatstack/shared/ffi";

/** The folder is this arbiter's, and of the program that inherits `fd` from it. */
export interface Claim {
  readonly fd: number;
  release(): void;
}

/** systemd-tmpfiles takes the same lock for a moment while it looks for old files. Milliseconds. */
const RETRY = 20;
const ATTEMPTS = 5;

/** Locks the folder itself, so no file is left behind. Rejects with ALREADY_RUNNING. */
export async function claimFolder(folder: string, control: string): Promise<Claim> {
  const fd = openSync(folder, "r");
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (await isFree(fd, control)) return claimOf(fd);
    await sleep(RETRY);
  }
  closeSync(fd);
  throw new SeatstackError("ALREADY_RUNNING", `an app tier already runs here: ${control} is its control socket`, {
    fix: "Stop it with `seatstack down`, or choose another state folder with --dir.",
  });
}

/** The claim that `fd` was inherited with. */
export function claimOf(fd: number): Claim {
  return { fd, release: () => closeSync(fd) };
}

/** Without node:ffi there is no lock, and only an arbiter that answers is noticed. */
async function isFree(fd: number, control: string): Promise<boolean> {
  return hasFfi() ? lockFile(fd) : !(await isSocketAlive(control));
}

/** Whether somebody accepts connections on the Unix socket at `path`. */
export function isSocketAlive(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(path);
    const finish = (alive: boolean): void => {
      socket.destroy();
      resolve(alive);
    };
    socket.once("connect", () => finish(true));
    // EACCES or EAGAIN (full backlog) mean that it lives, too.
    socket.once("error", (error: NodeJS.ErrnoException) =>
      finish(error.code !== "ENOENT" && error.code !== "ECONNREFUSED"),
    );
  });
}
