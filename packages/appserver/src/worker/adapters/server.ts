// An http.Server of the app's own, exported or told to listen: its listeners get what its port would have got.
import { isMainThread } from "node:worker_threads";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Logger } from "@seatstack/shared/logger";
import { CLOSE_WANTED, finishStandIn } from "../capture/stand-in.ts";
import type { LoadedApp } from "../loaded-app.ts";
import { callListeners } from "./listeners.ts";
import { nodeApp } from "./node.ts";
import { serverUpgrade } from "./upgrades.ts";

/** `stopping` tells an app that closes its server because it was told to stop from one that ends by itself. */
export function serverApp(server: Server, stopping: AbortSignal, log: Logger): LoadedApp {
  const dispatch = (request: IncomingMessage, response: ServerResponse): unknown =>
    callListeners(server, "request", [request, response]);
  const app = nodeApp(dispatch, log, { server });
  server.on(CLOSE_WANTED, () => {
    if (!stopping.aborted) onClosedByApp(log);
  });
  return { ...app, upgrade: serverUpgrade(() => server, app, log) };
}

/** The app, whose server's close() comes to its end with it: an app may export itself and listen long after it was loaded. */
export function withServerClosed(app: LoadedApp, listening: () => Server | undefined): LoadedApp {
  const close = async (): Promise<void> => {
    await app.close();
    const server = listening();
    if (server) await finishStandIn(server);
  };
  return { ...app, close };
}

/** A program that closes its only server is about to end; here it ends as a worker does, with what it has in flight. */
function onClosedByApp(log: Logger): void {
  log.warn("the app closed its server: its worker stops");
  if (isMainThread) process.kill(process.pid, "SIGTERM");
}
