// Ends connections that wait too long for their next request. A timer per socket, set and cleared by each request and
// refreshed by each read and write, costs 1 us per request (2 us with TLS); looking at all of them now and then, nothing.
import type { Socket } from "node:net";
import type { ClientConnection } from "./client-connection.ts";

/** How often all connections are looked at, ms; a short limit is kept more exactly. */
const MAX_INTERVAL = 1000;
const MIN_INTERVAL = 20;

interface Watched {
  readonly connection: ClientConnection;
  bytesRead: number;
  /** Monotonic ms of the look that saw something going on last. */
  since: number;
}

export class IdleWatch {
  readonly #watched = new Map<Socket, Watched>();
  #limit: number;
  #timer: NodeJS.Timeout | undefined;

  /** `limit` in ms: nginx's keepalive_timeout. A connection lives up to a second longer, never shorter. */
  constructor(limit: number) {
    this.#limit = limit;
    this.#start();
  }

  set limit(limit: number) {
    this.#limit = limit;
    this.#start();
  }

  add(socket: Socket, connection: ClientConnection): void {
    this.#watched.set(socket, { connection, bytesRead: 0, since: performance.now() });
    socket.once("close", () => this.#watched.delete(socket));
  }

  /** The socket has left HTTP. */
  remove(socket: Socket): void {
    this.#watched.delete(socket);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #start(): void {
    clearInterval(this.#timer);
    const interval = Math.max(MIN_INTERVAL, Math.min(this.#limit / 4, MAX_INTERVAL));
    this.#timer = setInterval(this.#look, interval).unref();
  }

  readonly #look = (): void => {
    const now = performance.now();
    for (const [socket, watched] of this.#watched) {
      const { connection } = watched;
      // Before its first request node's headersTimeout has the say; a response that waits has its own timer.
      const busy = !connection.used || connection.open.size > 0 || socket.writableLength > 0;
      if (busy || socket.bytesRead !== watched.bytesRead) {
        watched.bytesRead = socket.bytesRead;
        watched.since = now;
      } else if (now - watched.since >= this.#limit) socket.destroySoon();
    }
  };
}
