// The probe of preload_app: makes the app as a worker would, asks it its own request, puts it away, and ends.
import { EXIT } from "@seatstack/shared/errors";
import { createLogger } from "@seatstack/shared/logger";
import { describeFailure, failBoot, receiveBoot, tell } from "./child/channel.ts";
import { Life } from "./child/life.ts";
import { startServing, type Builtins } from "./worker/serving.ts";

/** What the app has to put itself away. Milliseconds. */
const CLOSE_LIMIT = 2000;

/** Runs until the process exits: 0 a worker could serve the app, 4 it could not. */
export async function runProbe(builtins: Builtins): Promise<void> {
  const life = new Life();
  const boot = await receiveBoot("web");
  const log = createLogger(boot.config.log.level, { tier: "app", role: "probe" }, boot.config.app.errorlog);
  try {
    life.begin(boot, log);
    const place = { path: boot.socket, slots: boot.slots, thread: 0, stopping: life.stopping };
    const serving = await startServing(builtins, boot, place, log);
    tell({ type: "ready" });
    setTimeout(() => process.exit(EXIT.ok), CLOSE_LIMIT);
    await serving.drain();
    await serving.close();
    process.exit(EXIT.ok);
  } catch (error) {
    const { message, stack } = describeFailure(error, EXIT.appLoad);
    log.error(
      stack === undefined ? { reason: message } : { err: Object.assign(new Error(message), { stack }) },
      "boot failed",
    );
    failBoot(error, EXIT.appLoad);
  }
}
