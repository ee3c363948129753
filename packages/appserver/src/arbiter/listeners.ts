// Binds the public sockets of the front. The arbiter holds them, so that connections wait in the backlog while a front is
// replaced; it never listens or accepts itself.
import { chmodSync, mkdtempSync, renameSync, rmSync, statSync, unlinkSync } from "node:fs";
import * as net from "node:net";
import { dirname, join } from "node:path";
import { codeOf, EXIT, SeatstackError } from "@seatstack/shared/errors";
import { getSystemErrorName } from "node:util";
import { parseBind, type BindAddress } from "./bind-address.ts";
import { isSocketAlive } from "./single-instance.ts";

export interface Listeners {
  /** Bound descriptors, for the front to inherit and listen on. */
  readonly fds: readonly number[];
  /** For people: `unix:/path` or `host:port`. */
  readonly names: readonly string[];
  /** Closes all, and removes the Unix paths that are still ours. */
  close(): void;
}

/** Node's own bound-but-not-listening handle, which its cluster module passes to workers; net does not document it. */
interface Handle {
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

interface Bound {
  readonly handle: Handle;
  readonly name: string;
  readonly remove: () => void;
}

/** Sockets that somebody else bound (systemd) and keeps: closing leaves them as they are. */
export function adoptListeners(sockets: readonly { readonly fd: number; readonly name: string }[]): Listeners {
  return {
    fds: sockets.map(({ fd }) => fd),
    names: sockets.map(({ name }) => `systemd:${name}`),
    close: () => undefined,
  };
}

/** `mode` is for Unix sockets. Rejects with BAD_BIND, PATH_TOO_LONG or BIND_FAILED (exit 2); then nothing stays bound. */
export async function bindListeners(addresses: readonly string[], mode: number): Promise<Listeners> {
  const parsed = addresses.map(text => [text, parseBind(text)] as const);
  const bound: Bound[] = [];
  const close = (): void => {
    for (const { handle, remove } of bound) {
      remove();
      handle.close();
    }
  };
  try {
    for (const [text, address] of parsed) bound.push(await bind(text, address, mode));
  } catch (error) {
    close();
    throw error;
  }
  return { fds: bound.map(({ handle }) => handle.fd), names: bound.map(({ name }) => name), close };
}

async function bind(text: string, address: BindAddress, mode: number): Promise<Bound> {
  return address.type === "tcp" ? bindTcp(text, address.host, address.port) : bindUnix(text, address.path, mode);
}

function bindTcp(text: string, host: string, port: number): Bound {
  const family = net.isIPv6(host) ? 6 : 4;
  const handle = createHandle(text, host === "localhost" ? "127.0.0.1" : host, port, family);
  // libuv keeps EADDRINUSE to itself until listen; the port then reads 0 (as in Node's cluster).
  const name: { port?: number } = {};
  const error = handle.getsockname?.(name) ?? 0;
  if (error !== 0 || (port !== 0 && name.port !== port)) {
    handle.close();
    throw bindFailed(text, "EADDRINUSE");
  }
  return { handle, name: family === 6 ? `[${host}]:${name.port}` : `${host}:${name.port}`, remove: () => undefined };
}

async function bindUnix(text: string, path: string, mode: number): Promise<Bound> {
  if (await isSocketAlive(path)) throw bindFailed(text, "EADDRINUSE");
  let folder: string | undefined;
  try {
    // Bound where nobody can reach it, so that no client ever finds it with another mode.
    folder = mkdtempSync(`${dirname(path)}/.`);
    const temporary = join(folder, "s");
    const handle = createHandle(text, temporary, -1, -1);
    chmodSync(temporary, mode);
    const { dev, ino } = statSync(temporary);
    renameSync(temporary, path);
    return { handle, name: `unix:${path}`, remove: () => removeIfSame(path, dev, ino) };
  } catch (error) {
    throw error instanceof SeatstackError ? error : bindFailed(text, codeOf(error) ?? "EIO");
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

function createHandle(text: string, address: string, port: number, type: number): Handle {
  const create = (net as unknown as { _createServerHandle: CreateHandle })._createServerHandle;
  const handle = create(address, port, type, undefined, 0);
  if (typeof handle === "number") throw bindFailed(text, getSystemErrorName(handle));
  return handle;
}

function removeIfSame(path: string, dev: number, ino: number): void {
  try {
    const found = statSync(path);
    if (found.dev === dev && found.ino === ino) unlinkSync(path);
  } catch {
    // Somebody else removed it: gone is what we want.
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: "it is in use",
  EACCES: "permission denied",
  EADDRNOTAVAIL: "this machine has no such address",
  EINVAL: "it is no address of this machine",
  ENOENT: "its folder does not exist",
};

function bindFailed(text: string, code: string): SeatstackError {
  return new SeatstackError("BIND_FAILED", `cannot bind ${text}: ${REASONS[code] ?? code}`, {
    fix: "Change app.bind, or stop what uses the address.",
    exitCode: EXIT.badSetting,
  });
}
