// Calls the listeners of an app's server so that an async one's rejection costs its request and not the process.
import type { Server } from "node:http";
import { SeatstackError } from "@seatstack/shared/errors";

type Listener = (this: Server, ...args: readonly unknown[]) => unknown;

/** Throws what a listener throws; a promise settles when all have. Throws NO_LISTENER where there is none. */
export function callListeners(server: Server, event: "request" | "upgrade", args: readonly unknown[]): unknown {
  const listeners = server.listeners(event) as unknown as readonly Listener[];
  const [first] = listeners;
  if (first === undefined) throw new SeatstackError("NO_LISTENER", `the app's server has no listener for '${event}'`);
  if (listeners.length === 1) return first.apply(server, args as unknown[]);
  const pending = listeners.map(listener => listener.apply(server, args as unknown[]));
  return pending.some(result => result instanceof Promise) ? Promise.all(pending) : undefined;
}
