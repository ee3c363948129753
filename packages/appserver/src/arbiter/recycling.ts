// Workers that work and are replaced all the same: max_requests, which they count themselves, and max_rss.
import type { Logger } from "@seatstack/shared/logger";
import type { RecycleReason } from "../ipc.ts";
import { describe } from "./family.ts";
import type { ChildRecord } from "./worker-table.ts";

export class Recycling {
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Marks a worker: the plan starts its replacement, and drains it when that is ready. `figures` are for the log. */
  ask(record: ChildRecord, reason: RecycleReason, figures: Readonly<Record<string, number | string>>): void {
    if (record.kind !== "web" || record.state !== "ready" || record.recycle !== undefined) return;
    record.recycle = reason;
    this.#log.info(
      { ...describe(record), ...figures },
      `worker has reached ${reason}: it is replaced, and serves until then`,
    );
  }
}
