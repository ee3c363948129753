// A thread for tests: ticks, hangs when told to, leaves when told to.
import { parentPort, workerData } from "node:worker_threads";
import { startTicking } from "./ticker.ts";

startTicking(workerData as SharedArrayBuffer);
parentPort?.on("message", (message: string) => {
  if (message === "leave") return parentPort?.close();
  for (const end = performance.now() + 600; performance.now() < end;);
});
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
parentPort?.postMessage("up");
