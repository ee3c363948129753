// A web worker: serves requests on its private link socket, or on one per thread, until it is told to stop.
import { EXIT } from "@seatstack/shared/errors";
import { scheduleAsBatch } from "@seatstack/shared/ffi";
import { createLogger, type Logger } from "@seatstack/shared/logger";
import { failBoot, receiveBoot, tell } from "./child/channel.ts";
import { Life } from "./child/life.ts";
import type { BootMessage } from "./ipc.ts";
import { startServing, type Builtins } from "./worker/serving.ts";
import { ThreadCrew } from "./worker/threads/crew.ts";

/** Runs until the process exits: 0 told to stop, 3 could not boot, 4 could not load the app. */
export async function runWorker(builtins: Builtins): Promise<void> {
  const life = new Life();
  const boot = await receiveBoot("web");
  const { app, log: logging } = boot.config;
  const log = createLogger(logging.level, { tier: "app", role: "worker", worker: boot.worker }, app.errorlog);
  try {
    life.begin(boot, log);
    // A worker that is woken lets the edge finish its turn first, so that turns batch more: docs/decisions/009.
    scheduleAsBatch();
    await work(builtins, boot, life, log);
  } catch (error) {
    failBoot(error, EXIT.workerBoot);
  }
}

async function work(builtins: Builtins, boot: BootMessage, life: Life, log: Logger): Promise<void> {
  if (boot.threads > 0) return workInThreads(boot, life, log);
  const place = { path: boot.socket, slots: boot.slots, thread: 0, stopping: life.stopping };
  life.live(await startServing(builtins, boot, place, log));
}

async function workInThreads(boot: BootMessage, life: Life, log: Logger): Promise<void> {
  const crew = new ThreadCrew({
    boot,
    log,
    tell,
    giveUp: how => (how === "draining" ? void life.end("draining") : process.exit(EXIT.failure)),
  });
  await crew.start();
  life.live(crew);
}
