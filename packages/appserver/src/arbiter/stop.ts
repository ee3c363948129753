// The arbiter's way out: who is told to stop when, and who is killed.
import type { Family } from "./family.ts";
import type { WorkerTable } from "./worker-table.ts";

/** The front's requests need the workers: these drain when it is gone, or this much later. Milliseconds. */
export const FRONT_FIRST = 1000;
/** A child that was told to end at once gets this long. Milliseconds. */
export const QUICK_LIMIT = 1000;

export type StopMode = "graceful" | "quick";

/** What of the family a stop needs. */
type Told = Pick<Family, "drain" | "quit" | "kill">;

export class Stop {
  #mode: StopMode;
  #since: number;
  /** Those that were told to end at once: a second signal would cut their hooks short. */
  readonly #quitting = new Set<number>();

  /** `now` is the arbiter's clock in milliseconds. */
  constructor(mode: StopMode, now: number) {
    this.#mode = mode;
    this.#since = now;
  }

  get mode(): StopMode {
    return this.#mode;
  }

  /** A second stop signal during a graceful stop. */
  hurry(now: number): void {
    if (this.#mode === "quick") return;
    this.#mode = "quick";
    this.#since = now;
  }

  /** Tells whoever is due now; returns whether nobody is left. */
  proceed(table: WorkerTable, family: Told, now: number): boolean {
    if (this.#mode === "quick") this.#quick(table, family, now);
    else this.#graceful(table, family, now);
    return table.size === 0;
  }

  #graceful(table: WorkerTable, family: Told, now: number): void {
    for (const record of [...table.ofKind("front"), ...table.ofKind("task")]) family.drain(record);
    if (table.ofKind("front").length > 0 && now - this.#since < FRONT_FIRST) return;
    for (const record of table.ofKind("web")) family.drain(record);
  }

  #quick(table: WorkerTable, family: Told, now: number): void {
    const late = now - this.#since > QUICK_LIMIT;
    for (const record of table.all()) {
      if (late) family.kill(record, "it did not end at once when told to");
      else if (!this.#quitting.has(record.id)) {
        this.#quitting.add(record.id);
        family.quit(record);
      }
    }
  }
}
