// Where the edge accepts: sockets that systemd opened, or host:port of the settings, tried before anything starts.
import { createServer } from "node:net";
import { parseHostPort, type HostPort } from "@seatstack/shared/config/address";
import type { Config } from "@seatstack/shared/config/schema";
import type { InheritedSocket } from "@seatstack/shared/activation";
import { codeOf, EXIT, SeatstackError } from "@seatstack/shared/errors";
import { duplicateDescriptor } from "@seatstack/shared/ffi";
import type { Listener } from "./connections.ts";

/** What the edge listens on, before each thread has its own. */
export type PublicListener =
  { readonly secure: boolean; readonly address: HostPort } | { readonly secure: boolean; readonly inherited: number };

/** The listeners of the settings; an inherited socket named http or https takes the place of the setting. */
export function publicListeners(config: Config, inherited: readonly InheritedSocket[]): PublicListener[] {
  const { edge } = config;
  const wanted = [
    { name: "http", text: edge.http, secure: false },
    { name: "https", text: edge.tls.mode === "off" ? "" : edge.https, secure: true },
  ];
  return wanted.flatMap(({ name, text, secure }): PublicListener[] => {
    const sockets = inherited.filter(socket => socket.name === name);
    if (sockets.length > 0 && (!secure || edge.tls.mode !== "off")) {
      return sockets.map(({ fd }) => ({ secure, inherited: fd }));
    }
    const address = parseHostPort(text);
    return address === undefined ? [] : [{ secure, address }];
  });
}

/**
 * Makes sure that every address can be had, and gives port 0 a number that all threads share. Throws `PORT_IN_USE`,
 * `PORT_FORBIDDEN` or `CANNOT_LISTEN` (exit 2).
 */
export async function claimPorts(listeners: readonly PublicListener[]): Promise<PublicListener[]> {
  const claimed: PublicListener[] = [];
  for (const listener of listeners) {
    if ("inherited" in listener) claimed.push(listener);
    else claimed.push({ ...listener, address: { ...listener.address, port: await tryPort(listener.address) } });
  }
  return claimed;
}

/** Each thread closes its own: descriptors are duplicated, addresses are bound again with SO_REUSEPORT. */
export function listenersForThread(listeners: readonly PublicListener[]): Listener[] {
  return listeners.map(listener =>
    "inherited" in listener
      ? { secure: listener.secure, fd: duplicateDescriptor(listener.inherited) }
      : { secure: listener.secure, ...listener.address },
  );
}

/** For logs and status. */
export function listenerUrls(listeners: readonly PublicListener[]): string[] {
  return listeners.map(listener => {
    const scheme = listener.secure ? "https" : "http";
    if ("inherited" in listener) return `${scheme}://(systemd socket)`;
    const { host, port } = listener.address;
    return `${scheme}://${host === "" ? "*" : host.includes(":") ? `[${host}]` : host}:${port}`;
  });
}

/** Without SO_REUSEPORT, so that another server of the same port is seen. Returns the port. */
async function tryPort({ host, port }: HostPort): Promise<number> {
  const server = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.once("error", error => reject(cannotListen(host, port, error)));
  server.listen({ ...(host === "" ? {} : { host }), port, exclusive: true }, () => {
    const address = server.address();
    server.close(() => resolve(typeof address === "object" && address !== null ? address.port : port));
  });
  return promise;
}

function cannotListen(host: string, port: number, error: Error): SeatstackError {
  const where = `${host === "" ? "*" : host}:${port}`;
  const options = { exitCode: EXIT.badSetting, cause: error };
  switch (codeOf(error)) {
    case "EADDRINUSE":
      return new SeatstackError("PORT_IN_USE", `${where} is in use by another program`, {
        fix: `Stop it (ss -ltnp 'sport = :${port}' names it), or choose another port in [edge].`,
        ...options,
      });
    case "EACCES":
      return new SeatstackError("PORT_FORBIDDEN", `${where} may not be opened by this user`, {
        fix: "Choose a port from 1024 up, or start it as root: systemd then opens the socket.",
        ...options,
      });
    default:
      return new SeatstackError("CANNOT_LISTEN", `cannot listen on ${where}: ${error.message}`, {
        fix: "Check edge.http, edge.https and edge.admin.",
        ...options,
      });
  }
}
