// What a child tells the arbiter once a second: what it served, and how its event loop fares.
import { performance } from "node:perf_hooks";
import { EMPTY_HISTOGRAM, type SlotStatus, type TaskStatus } from "@seatstack/shared/control/protocol";
import type { ChildStats } from "../ipc.ts";
import type { Load } from "../worker/measures.ts";

/** What a kind of child can tell of itself. What it has not is left out. */
export interface Reportable {
  /** Requests (tasks, for a task worker) that it has now. */
  readonly inFlight: number;
  /** Requests since the start. */
  readonly served: number;
  /** Forgets all requests so far: what it asked itself before it was ready counts nowhere. */
  restart?(): void;
  /** What its requests cost; else nothing but their number is known. */
  load?(): Load;
  /** Of the front. */
  readonly queued?: number;
  /** Of a `threads` worker. */
  threads?(): readonly SlotStatus[];
  /** Share of the time that its threads were busy since the last call; else the main thread's. */
  utilization?(): number;
  /** Of a task worker. */
  tasks?(): readonly TaskStatus[];
}

export class Reporter {
  #before = performance.eventLoopUtilization();
  #rss = 0;

  /** `loopLag` in milliseconds. */
  report(of: Reportable | undefined, loopLag: number): ChildStats {
    const load = of?.load?.();
    const own = this.#utilization();
    return {
      type: "stats",
      inFlight: of?.inFlight ?? 0,
      requests: load?.requests ?? of?.served ?? 0,
      loopLag,
      utilization: of?.utilization?.() ?? own,
      rss: this.#memory(),
      busy: load?.busy ?? 0,
      queueTime: load?.queueTime ?? EMPTY_HISTOGRAM,
      responseTime: load?.responseTime ?? EMPTY_HISTOGRAM,
      ...(of?.queued === undefined ? {} : { queued: of.queued }),
      ...(of?.threads === undefined ? {} : { threads: of.threads() }),
      ...(of?.tasks === undefined ? {} : { tasks: of.tasks() }),
    };
  }

  /** Reads /proc, which fails while no descriptor is free: no reason to end a front that holds a thousand connections. */
  #memory(): number {
    try {
      this.#rss = process.memoryUsage.rss();
    } catch {
      // The last one known.
    }
    return this.#rss;
  }

  /** Of this thread's event loop since the last report; the share of the time that it did not wait for events. */
  #utilization(): number {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, this.#before);
    this.#before = now;
    // Two reports in one moment: 0/0.
    return Number.isFinite(utilization) ? Math.round(utilization * 1000) / 1000 : 0;
  }
}
