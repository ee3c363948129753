// The gate between a worker that listens and one that is ready: it must answer a request of its own.
import { messageOf } from "@seatstack/shared/errors";
import type { Logger } from "@seatstack/shared/logger";
import type { BootMessage } from "../ipc.ts";
import { selfRequest } from "./self-request.ts";

/** Where nobody else serves, a page that takes its time must not hold the site back for long. Milliseconds. */
const UNGATED_LIMIT = 5000;
/** Share of boot_timeout by which it ends: what fails here says why, what is killed at boot_timeout does not. */
const GATED_SHARE = 0.9;
/** However long the rest of the boot took. Milliseconds. */
const LEAST = 100;

/**
 * Asks the worker (or thread) that listens on `socketPath` for `app.boot_request`. Where an older worker serves meanwhile
 * (`boot.gated`) a failure rejects with SELF_REQUEST and this one must not take its place; otherwise it is a warning.
 */
export async function passGate(boot: BootMessage, socketPath: string, log: Logger): Promise<void> {
  const { boot_request: path, boot_timeout: limit } = boot.config.app;
  if (path === "") return;
  // performance.now() is the age of the process, or of the thread.
  const left = Math.max(LEAST, limit * GATED_SHARE - performance.now());
  try {
    await selfRequest(socketPath, path, boot.gated ? left : Math.min(UNGATED_LIMIT, left), log);
  } catch (error) {
    if (boot.gated) throw error;
    log.warn({ reason: messageOf(error) }, "the worker failed its own request; it is taken as ready all the same");
  }
}
