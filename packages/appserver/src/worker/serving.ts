// One place where requests are served, a whole worker or one of its threads: the app, and the link socket that leads to it.
import { systemClock } from "@seatstack/shared/link/clock";
import { createLinkServer } from "@seatstack/shared/link/server";
import { flushNow } from "@seatstack/shared/link/turn";
import type { Logger } from "@seatstack/shared/logger";
import type { ApplicationModule } from "../application.ts";
import type { Livelihood } from "../child/life.ts";
import { WorkerHooks } from "../hooks/worker-hooks.ts";
import type { BootMessage } from "../ipc.ts";
import { passGate } from "./gate.ts";
import { loadApp } from "./load-app.ts";
import { mapMeasures } from "./measures-file.ts";
import { Measures } from "./measures.ts";
import { serve } from "./serve.ts";

/** The apps that are part of this program, by the names that `app.module` knows them by. */
export type Builtins = Readonly<Record<string, () => Promise<ApplicationModule>>>;

export interface Place {
  /** Link socket. */
  readonly path: string;
  /** Requests at a time. */
  readonly slots: number;
  /** From 1 in a thread of a `threads` worker, else 0. */
  readonly thread: number;
  /** Aborted when it begins to drain. */
  readonly stopping: AbortSignal;
  /** Where it counts its requests, if others are to read that while it is stuck or dead. MEASURES_BYTES. */
  readonly measures?: ArrayBufferLike;
}

/** Serves when it resolves. Rejects with what keeps the app or its socket from it. */
export async function startServing(
  builtins: Builtins,
  boot: BootMessage,
  place: Place,
  log: Logger,
): Promise<Livelihood> {
  const hooks = new WorkerHooks(boot, place.thread, log);
  const app = await loadApp(builtins, boot, place.stopping, log, hooks);
  const measures = new Measures(place.measures ?? mapMeasures(place.path));
  const server = await createLinkServer({
    path: place.path,
    hello: { worker: boot.worker, generation: boot.generation },
    slots: place.slots,
    log,
    onRequest: serve(app, log),
    observer: hooks.observe(measures),
  });
  // As of `node app.js`: what the app answered before it crashed or called process.exit goes out, and is asked of nobody else.
  process.once("exit", flushNow);
  await hooks.initialized();
  await passGate(boot, place.path, log);
  hooks.serving();
  return {
    interrupted: hooks.interrupted,
    drain: () => server.drain(),
    close: async () => {
      await server.close();
      try {
        await app.close();
      } finally {
        await hooks.exit();
      }
    },
    get inFlight() {
      return server.inFlight;
    },
    get served() {
      return server.served;
    },
    load: () => measures.load(systemClock.now()),
    callAt: (requests, reached) => measures.callAt(requests, reached),
    restart: () => measures.restart(systemClock.now()),
  };
}
