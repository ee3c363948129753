// What server.address() says of a server that was told to listen and does not.
import type { AddressInfo } from "node:net";

/** Of net.Server.listen, in all of its forms. */
export type ListenArguments = readonly unknown[];

/** The address that listen() asked for: a path, or a port (0 stays 0) with Node's default host. */
export function addressOf(args: ListenArguments): AddressInfo | string {
  const [first, second] = args;
  if (typeof first === "object" && first !== null) {
    const { port, host, path } = first as { port?: unknown; host?: unknown; path?: unknown };
    return typeof path === "string" && port === undefined ? path : tcp(port, host);
  }
  if (typeof first === "string" && !/^\d+$/.test(first)) return first;
  return tcp(first, second);
}

function tcp(port: unknown, host: unknown): AddressInfo {
  const asked = typeof host === "string" && host !== "" ? host : "::";
  const address = asked === "localhost" ? "127.0.0.1" : asked;
  const number = typeof port === "number" || typeof port === "string" ? Number(port) : 0;
  return { address, family: address.includes(":") ? "IPv6" : "IPv4", port: number };
}
