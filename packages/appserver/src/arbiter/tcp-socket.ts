// Binds a TCP address of `bind`.
import { isIPv6 } from "node:net";
import type { Listener } from "./listeners.ts";
import { bindFailed, bindHandle, listen } from "./socket-handle.ts";

/** Throws BIND_FAILED. Port 0 is any free one; the name has the real one. */
export function bindTcp(text: string, host: string, port: number, backlog: number): Listener {
  const family = isIPv6(host) ? 6 : 4;
  const handle = bindHandle(text, host === "localhost" ? "127.0.0.1" : host, port, family);
  const close = (): void => handle.close();
  try {
    // libuv keeps EADDRINUSE to itself until listen; the port then reads 0 (as in Node's cluster).
    const name: { port?: number } = {};
    const error = handle.getsockname?.(name) ?? 0;
    if (error !== 0 || (port !== 0 && name.port !== port)) throw bindFailed(text, "EADDRINUSE");
    listen(text, handle, backlog);
    const shown = family === 6 ? `[${host}]:${name.port}` : `${host}:${name.port}`;
    return { fd: handle.fd, name: shown, bind: text, path: undefined, close };
  } catch (error) {
    close();
    throw error;
  }
}
