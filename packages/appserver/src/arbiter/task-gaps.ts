// Since when nobody has run the tasks of a number: the next task worker says which cron times were missed meanwhile.
import type { ChildRecord } from "./worker-table.ts";

export class TaskGaps {
  readonly #now: () => number;
  readonly #drained = new Map<number, number>();
  readonly #since = new Map<number, number>();

  /** `now` in milliseconds since 1970. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** It begins no run any more. */
  drains(record: ChildRecord): void {
    if (record.kind === "task") this.#drained.set(record.id, this.#now());
  }

  /** One that never was ready has run nothing: the gap goes on. */
  gone(record: ChildRecord): void {
    if (record.kind !== "task") return;
    if (record.readyAt !== undefined) this.#since.set(record.worker, this.#drained.get(record.id) ?? this.#now());
    this.#drained.delete(record.id);
  }

  /** Milliseconds since 1970; 0 where there was none before. */
  since(worker: number): number {
    return this.#since.get(worker) ?? 0;
  }
}
