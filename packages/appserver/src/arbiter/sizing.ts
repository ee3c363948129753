// How many workers, with how many slots: the formulas behind `workers = "auto"` and `worker_class`.
import { availableParallelism } from "node:os";
import type { Config } from "@seatstack/shared/config/schema";

type AppConfig = Config["app"];

/** Wanted number of web workers. gunicorn's (2 x cores) + 1 for sync; one per core, 2 to 12, for event loops. */
export function workerCount(app: AppConfig, cores = availableParallelism()): number {
  if (app.workers !== "auto") return app.workers;
  return app.worker_class === "sync" ? cores * 2 + 1 : Math.min(12, Math.max(2, cores));
}

/** Requests that one worker serves at a time. */
export function slotsPerWorker(app: AppConfig): number {
  return app.worker_class === "sync" ? 1 : app.worker_connections;
}
