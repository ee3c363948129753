// One thread of a `threads` worker: its own copy of the app, one slot, a link socket of its own.
import { parentPort } from "node:worker_threads";
import { EXIT } from "@seatstack/shared/errors";
import { scheduleAsBatch } from "@seatstack/shared/ffi";
import { createLogger, type Logger } from "@seatstack/shared/logger";
import { describeFailure } from "./child/channel.ts";
import type { Livelihood } from "./child/life.ts";
import { startTicking } from "./child/ticker.ts";
import { startServing, type Builtins } from "./worker/serving.ts";
import type { FromThread, ThreadData, ToThread } from "./worker/threads/messages.ts";

/** Runs until the thread exits: 0 drained, 1 an uncaught error, 3 could not boot, 4 could not load the app. */
export async function runAppThread(builtins: Builtins, data: unknown): Promise<void> {
  const thread = data as ThreadData;
  const { boot, slot } = thread;
  const bindings = { tier: "app", role: "worker", worker: boot.worker, thread: slot } as const;
  const log = createLogger(boot.config.log.level, bindings, boot.config.app.errorlog);
  startTicking(thread.ticker);
  process.on("uncaughtException", error => {
    log.fatal({ err: error }, "uncaught error: the thread cannot go on");
    process.exit(EXIT.failure);
  });
  scheduleAsBatch();
  const stopping = new AbortController();
  try {
    const { path, measures } = thread;
    const place = { path, slots: 1, thread: slot, stopping: stopping.signal, measures };
    const livelihood = await startServing(builtins, boot, place, log);
    livelihood.restart?.();
    parentPort?.on("message", (message: ToThread) => {
      if (message === "interrupt") void interrupt(livelihood);
      else void drain(livelihood, stopping, log);
    });
    tellWorker({ type: "ready", interruptible: livelihood.interrupted !== undefined });
  } catch (error) {
    const failure = describeFailure(error, EXIT.workerBoot);
    tellWorker(failure);
    process.exit(failure.exitCode);
  }
}

async function drain(livelihood: Livelihood, stopping: AbortController, log: Logger): Promise<void> {
  if (stopping.signal.aborted) return;
  stopping.abort();
  try {
    await livelihood.drain();
    await livelihood.close();
  } catch (error) {
    log.error({ err: error }, "closing failed");
  }
  process.exit(EXIT.ok);
}

async function interrupt(livelihood: Livelihood): Promise<void> {
  await livelihood.interrupted?.();
  tellWorker({ type: "interrupted" });
}

/** What was posted before process.exit arrives all the same. */
function tellWorker(message: FromThread): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
  parentPort?.postMessage(message);
}
