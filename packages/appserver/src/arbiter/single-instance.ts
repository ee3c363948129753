// Refuses to start beside a living arbiter, whose control socket answers; a dead one's socket file does not.
import { connect } from "node:net";
import { SeatstackError } from "@seatstack/shared/errors";

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

/** Rejects with ALREADY_RUNNING. */
export async function assertAlone(control: string): Promise<void> {
  if (!(await isSocketAlive(control))) return;
  throw new SeatstackError("ALREADY_RUNNING", `an app tier already runs here: ${control} answers`, {
    fix: "Stop it with `seatstack down`, or choose another state folder with --dir.",
  });
}
