// The control socket of a tier: newline-delimited JSON over a Unix socket, see protocol.ts.
import { createServer } from "node:net";
import type { Logger } from "../logger.ts";
import { listenUnix } from "../unix-listener.ts";
import { serveControlConnection, type ControlConnection } from "./connection.ts";
import type { ControlReply, ControlRequest } from "./protocol.ts";
import type { ControlOperation } from "./request.ts";

/** The one who asked. */
export interface ControlClient {
  /** Sends a reply: exactly one per request, any number for `endpoints`. Ignored once the client has gone. */
  reply(message: ControlReply): void;
  /** Calls back once when the client has gone; at once if it already has. */
  onClose(callback: () => void): void;
}

/** May throw or reject: the client gets the error's code, message and fix if it is a SeatstackError, else INTERNAL. */
export type ControlHandler = (request: ControlRequest, client: ControlClient) => void | Promise<void>;

export interface ControlServerOptions {
  readonly path: string;
  /** Permission bits of the socket file, for example 0o600. */
  readonly mode: number;
  readonly log: Logger;
  readonly handle: ControlHandler;
  /** The only operations that this socket takes; default all. */
  readonly operations?: readonly ControlOperation[];
}

export interface ControlServer {
  /** Cuts all connections, stops listening, and removes the path unless another process has taken it over. */
  close(): Promise<void>;
}

/** A control client is an operator or the other tier; more than this many at once is a mistake or an attack. */
const MAX_CONNECTIONS = 256;

/** Listens on `path`, replacing a socket that is there. Rejects when it cannot (EACCES, ENOENT, PATH_TOO_LONG). */
export async function serveControl(options: ControlServerOptions): Promise<ControlServer> {
  const connections = new Set<ControlConnection>();
  const server = createServer({ allowHalfOpen: true }, socket => {
    const connection = serveControlConnection(socket, options);
    connections.add(connection);
    socket.once("close", () => connections.delete(connection));
  });
  server.maxConnections = MAX_CONNECTIONS;
  const removePath = await listenUnix(server, options.path, options.mode);
  server.on("error", error => options.log.error({ err: error }, "control socket failed"));
  return {
    async close() {
      await removePath();
      const closed = new Promise<void>(resolve => server.close(() => resolve()));
      for (const connection of connections) connection.end();
      await closed;
    },
  };
}
