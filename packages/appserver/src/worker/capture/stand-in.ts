// Makes an http.Server believe that it listens.
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ListenArguments } from "./address.ts";

const FINISH = Symbol("seatstack.finish");

interface StandIn extends Server {
  [FINISH]?: () => void;
}

/** Events of ours on a server that stands in. */
export const CLOSE_WANTED = Symbol("seatstack.closeWanted");

/**
 * `listening` is true, `address()` answers, 'listening' is emitted and the callback called in the next tick, as Node
 * does. close() calls back when the worker has answered its last request (finishStandIn), so that the usual
 * `server.close(() => process.exit())` of a SIGTERM handler cuts nobody off. Throws ERR_SERVER_ALREADY_LISTEN.
 */
export function standIn(server: Server, args: ListenArguments, address: AddressInfo | string): void {
  if (server.listening) {
    const message = "Listen method has been called more than once without closing.";
    throw Object.assign(new Error(message), { code: "ERR_SERVER_ALREADY_LISTEN" });
  }
  const callback = args.at(-1);
  if (typeof callback === "function") server.once("listening", callback as () => void);
  define(server, "listening", true);
  define(server, "address", () => address);
  define(server, "close", (done?: () => void) => {
    if (typeof done === "function") server.once("close", done);
    server.emit(CLOSE_WANTED);
    return server;
  });
  (server as StandIn)[FINISH] = () => finish(server);
  process.nextTick(() => server.emit("listening"));
}

/** The last request is answered: 'close' is emitted, and what waited for it runs. */
export async function finishStandIn(server: Server): Promise<void> {
  const end = (server as StandIn)[FINISH];
  if (end === undefined) return;
  delete (server as StandIn)[FINISH];
  const closed = new Promise<void>(resolve => server.once("close", () => resolve()));
  end();
  await closed;
}

function finish(server: Server): void {
  for (const name of ["listening", "address", "close"]) Reflect.deleteProperty(server, name);
  // Without a handle it only stops its timer and emits 'close'.
  server.close();
}

function define(server: Server, name: string, value: unknown): void {
  Object.defineProperty(server, name, { value, configurable: true, writable: true });
}
