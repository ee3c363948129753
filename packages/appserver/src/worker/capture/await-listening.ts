// For an app that exports nothing: waits until it calls listen(), which may be after its database has answered.
import { setTimeout as delay } from "node:timers/promises";
import type { ListenCapture } from "./capture.ts";

/** Milliseconds between two looks. */
const INTERVAL = 50;
/** Looks in a row that find nothing under way. */
const IDLE_LOOKS = 20;
/** Turns of the event loop in which what is just ending comes to its end. */
const SETTLING_TURNS = 3;

/**
 * Resolves when the app listens, when nothing is under way any more that could make it (as Node itself ends a program
 * with nothing left to do), or after `limit` milliseconds. `before` is quietWork() from before the app was loaded.
 * Rejects with what `capture` refuses.
 */
export async function awaitListening(capture: ListenCapture, before: number, limit: number): Promise<void> {
  const deadline = performance.now() + limit;
  let idle = 0;
  while (capture.server === undefined && idle < IDLE_LOOKS && performance.now() < deadline) {
    // The timer of this wait is not counted: it is not there while we look.
    await Promise.race([delay(INTERVAL), capture.captured, capture.refused]);
    idle = pendingWork() > before ? 0 : idle + 1;
  }
}

/** How many things keep this process (or thread) running by themselves, such as its channel to the arbiter. */
export async function quietWork(): Promise<number> {
  let least = pendingWork();
  for (let turn = 0; turn < SETTLING_TURNS; turn++) {
    await new Promise(resolve => setImmediate(resolve));
    least = Math.min(least, pendingWork());
  }
  return least;
}

/** Sockets, timers, file operations. */
function pendingWork(): number {
  return process.getActiveResourcesInfo().length;
}
