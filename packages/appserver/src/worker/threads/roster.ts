// Which threads a worker has, and what they and those before them served: bookkeeping, and the worker's report.
import type { SlotStatus } from "@seatstack/shared/control/protocol";
import { addLoads, type Load } from "../measures.ts";
import type { AppThread } from "./thread.ts";

export class Roster {
  /** By slot, from 1. */
  readonly #threads = new Map<number, AppThread>();
  /** Threads that were ever started in each slot. */
  readonly #launches = new Map<number, number>();
  /** Of threads that are gone: one sum, or none. */
  #past: readonly Load[] = [];

  all(): AppThread[] {
    return [...this.#threads.values()];
  }

  ready(): AppThread[] {
    return this.all().filter(thread => thread.state === "ready");
  }

  /** Counts the threads of a slot from 1. */
  nextLaunch(slot: number): number {
    const launch = (this.#launches.get(slot) ?? 0) + 1;
    this.#launches.set(slot, launch);
    return launch;
  }

  add(thread: AppThread): void {
    this.#threads.set(thread.slot, thread);
  }

  /** It is gone; what it served is kept, what it was serving when it died is not in flight any more. */
  remove(thread: AppThread): void {
    this.#threads.delete(thread.slot);
    this.#past = [addLoads([...this.#past, { ...thread.load, inFlight: 0 }])];
  }

  load(): Load {
    return addLoads([...this.#past, ...this.all().map(thread => thread.load)]);
  }

  /** In order of slots. `now` is monotonic ms. */
  statuses(now: number): SlotStatus[] {
    return this.all()
      .map(thread => thread.status(now))
      .toSorted((a, b) => a.slot - b.slot);
  }

  /** Mean share of the time that the threads' event loops were busy since the last call. */
  takeUtilization(): number {
    const shares = this.all().map(thread => thread.takeUtilization());
    return shares.length === 0 ? 0 : shares.reduce((sum, share) => sum + share, 0) / shares.length;
  }
}
