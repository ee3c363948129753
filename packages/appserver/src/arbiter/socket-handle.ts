// A socket that is bound and listens, but that nobody accepts on in this process.
import * as net from "node:net";
import { getSystemErrorName } from "node:util";
import { hasFfi, listenDescriptor } from "@seatstack/shared/ffi";
import { EXIT, SeatstackError } from "@seatstack/shared/errors";

/** Node's own bound-but-not-listening handle, which its cluster module passes to workers; net does not document it. */
export interface Handle {
  readonly fd: number;
  getsockname?(out: { port?: number }): number;
  close(): void;
}

type CreateHandle = (
  address: string | null,
  port: number,
  type: number,
  fd?: number,
  flags?: number,
) => Handle | number;

/** `type` is 4 or 6 for TCP, -1 for a Unix socket at the path `address`. `text` is how the operator wrote it. */
export function bindHandle(text: string, address: string, port: number, type: 4 | 6 | -1): Handle {
  const create = (net as unknown as { _createServerHandle: CreateHandle })._createServerHandle;
  const handle = create(address, port, type, undefined, 0);
  if (typeof handle === "number") throw bindFailed(text, getSystemErrorName(handle));
  return handle;
}

/**
 * Connections wait from here on, and the kernel refuses the address to anybody else: two that bound one TCP port at the
 * same time differ only now. Without node:ffi the front's own listen is the first.
 */
export function listen(text: string, handle: Handle, backlog: number): void {
  if (hasFfi() && !listenDescriptor(handle.fd, backlog)) throw bindFailed(text, "EADDRINUSE");
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: "it is in use",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EADDRNOTAVAIL: "this machine has no such address",
  EINVAL: "it is no address of this machine",
  ENOENT: "its folder does not exist",
  ENOTSOCK: "there is a file of that name that is no socket",
};

export function bindFailed(text: string, code: string): SeatstackError {
  return new SeatstackError("BIND_FAILED", `cannot bind ${text}: ${REASONS[code] ?? code}`, {
    fix: "Change app.bind, or stop what uses the address.",
    exitCode: EXIT.badSetting,
  });
}
