// A web worker: loads the app, then serves requests on its private link socket until it is told to stop.
import { createLinkServer } from "@seatstack/shared/link/server";
import { EXIT } from "@seatstack/shared/errors";
import { scheduleAsBatch } from "@seatstack/shared/ffi";
import { createLogger, type Logger } from "@seatstack/shared/logger";
import type { ApplicationModule } from "./application.ts";
import { failBoot, receiveBoot } from "./child/channel.ts";
import { Life } from "./child/life.ts";
import type { BootMessage } from "./ipc.ts";
import { loadApp } from "./worker/load-app.ts";
import { serve } from "./worker/serve.ts";

/** The apps that are part of this program, by the names that `app.module` knows them by. */
export type Builtins = Readonly<Record<string, () => Promise<ApplicationModule>>>;

/** Runs until the process exits: 0 told to stop, 3 could not boot, 4 could not load the app. */
export async function runWorker(builtins: Builtins): Promise<void> {
  const life = new Life();
  const boot = await receiveBoot("web");
  const log = createLogger(boot.config.log.level, { tier: "app", role: "worker", worker: boot.worker });
  try {
    life.begin(boot, log);
    // A worker that is woken lets the edge finish its turn first, so that turns batch more: docs/decisions/009.
    scheduleAsBatch();
    await work(builtins, boot, life, log);
  } catch (error) {
    log.error({ err: error instanceof Error && error.cause instanceof Error ? error.cause : error }, "boot failed");
    failBoot(error, EXIT.workerBoot);
  }
}

async function work(builtins: Builtins, boot: BootMessage, life: Life, log: Logger): Promise<void> {
  const app = await loadApp(builtins, boot, life.stopping, log);
  const server = await createLinkServer({
    path: boot.socket,
    hello: { worker: boot.worker, generation: boot.generation },
    slots: boot.slots,
    log,
    onRequest: serve(app, log),
  });
  life.live({
    drain: () => server.drain(),
    close: async () => {
      await server.close();
      await app.close();
    },
    get inFlight() {
      return server.inFlight;
    },
    get served() {
      return server.served;
    },
  });
}
