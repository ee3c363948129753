// A thread for tests: ticks, hangs when told to, leaves when told to.
import { parentPort, workerData } from "node:worker_threads";
import { startTicking } from "./ticker.ts";

startTicking(workerData as SharedArrayBuffer);
/** A buffer is of two numbers: the thread hangs and sets the first, until the second is set. */
parentPort?.on("message", (message: SharedArrayBuffer | "leave") => {
  if (message === "leave") return parentPort?.close();
  const flags = new Int32Array(message);
  Atomics.store(flags, 0, 1);
  while (Atomics.load(flags, 1) === 0);
});
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
parentPort?.postMessage("up");
