// Closing a connection whose client still sends: close(2) with unread bytes makes the kernel reset it, and the client
// would lose the answer that says why. So we end our side, swallow for a while, and then close. nginx: lingering_close.
import type { Duplex } from "node:stream";

/** nginx: lingering_timeout 5s. */
const LINGER = 5000;

/** From now on an orderly close of `socket` waits for the client's end, but not for long. The caller ends the socket. */
export function linger(socket: Duplex): void {
  const timer = setTimeout(() => socket.destroy(), LINGER);
  timer.unref();
  socket.once("close", () => clearTimeout(timer));
  socket.resume();
}
