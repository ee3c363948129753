// How many workers, with how many slots: the formulas behind `workers = "auto"` and `worker_class`.
import { availableParallelism } from "node:os";
import type { Config } from "@seatstack/shared/config/schema";
import type { WorkerClass } from "@seatstack/shared/endpoints";

type AppConfig = Config["app"];

/** More than one thread makes any class `threads`, as it makes gunicorn's sync workers gthread. */
export function workerClass(app: AppConfig): WorkerClass {
  return app.threads > 1 ? "threads" : app.worker_class;
}

/** Wanted number of web workers. gunicorn's (2 x cores) + 1 for sync; one per core, 2 to 12, for event loops. */
export function workerCount(app: AppConfig, cores = availableParallelism()): number {
  if (app.workers !== "auto") return app.workers;
  return workerClass(app) === "sync" ? cores * 2 + 1 : Math.min(12, Math.max(2, cores));
}

/** Requests that one worker serves at a time. */
export function slotsPerWorker(app: AppConfig): number {
  const threads = threadsPerWorker(app);
  if (threads > 0) return threads;
  return app.worker_class === "sync" ? 1 : app.worker_connections;
}

/** Threads of one worker, each with one slot; 0 where requests run on its main thread. */
export function threadsPerWorker(app: AppConfig): number {
  return workerClass(app) === "threads" ? app.threads : 0;
}
