// Takes the PROXY protocol's header off a new connection, before anybody reads HTTP from it.
import type { Socket } from "node:net";
import { parseProxyHeader, type ProxySource, type ProxyVersions } from "./proxy-protocol.ts";

/** HAProxy and nginx send it at once; who does not is no proxy. Milliseconds. */
const TIMEOUT = 5000;

/**
 * Calls `onHeader` once the header is whole; the bytes behind it can be read from the socket again. Anything else ends
 * the connection: a header that is none, one that comes too slowly, or the end.
 */
export function readProxyHeader(
  socket: Socket,
  versions: ProxyVersions,
  onHeader: (source: ProxySource | undefined) => void,
): void {
  let bytes: Buffer = Buffer.alloc(0);
  const timer = setTimeout(() => socket.destroy(), TIMEOUT);
  const stop = (): void => {
    clearTimeout(timer);
    socket.off("readable", read).off("end", give).off("error", give).off("close", stop);
  };
  const give = (): void => {
    stop();
    socket.destroy();
  };
  const read = (): void => {
    // What is larger than any header belongs to the client, and waits in the kernel.
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) return;
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    const header = parseProxyHeader(bytes, versions);
    if (header === "more") return;
    if (header === "invalid") return give();
    stop();
    // The engine adds its own error listener only when it gets the socket, in this same turn.
    if (bytes.length > header.length) socket.unshift(bytes.subarray(header.length));
    onHeader(header.source);
  };
  socket.on("readable", read).on("end", give).on("error", give).on("close", stop);
}
