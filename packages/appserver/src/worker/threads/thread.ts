// The worker's hold on one of its threads: starts it, hears it, ends it, and knows how it is.
import type { Worker } from "node:worker_threads";
import type { SlotStatus } from "@seatstack/shared/control/protocol";
import { codeOf, messageOf } from "@seatstack/shared/errors";
import { launchThread } from "@seatstack/shared/launch";
import { TICKER_BYTES, TickReader } from "../../child/ticker.ts";
import type { BootMessage, ChildFailure } from "../../ipc.ts";
import { Silence } from "../../silence.ts";
import { MEASURES_BYTES, readLoad, type Load } from "../measures.ts";
import type { FromThread, ThreadData, ToThread } from "./messages.ts";

/** starting: loads the app. stuck: its event loop hangs, it is being ended. stopping: was told to finish. */
export type ThreadState = "starting" | "ready" | "stuck" | "stopping";

export interface ThreadEvents {
  onReady(thread: AppThread): void;
  /** Once; nothing follows. */
  onExit(thread: AppThread, code: number): void;
}

export interface ThreadPlace {
  readonly slot: number;
  readonly path: string;
  /** Monotonic ms. */
  readonly now: number;
  /** Between two calls of `silentFor`, milliseconds. */
  readonly pollInterval: number;
}

export class AppThread {
  readonly slot: number;
  readonly path: string;
  readonly startedAt: number;
  state: ThreadState = "starting";
  readyAt: number | undefined;
  /** Why it could not boot, in its own words. */
  failure: ChildFailure | undefined;
  /** What ended it, where it could not say so itself: its heap was full, its main could not be loaded. */
  error: string | undefined;
  /** It is inside a native call, and only the end of the process will end it. */
  unendable = false;
  /** Its heap was full. */
  outOfMemory = false;
  readonly #worker: Worker;
  readonly #tick: TickReader;
  readonly #silence: Silence;
  readonly #events: ThreadEvents;
  readonly #interrupted = Promise.withResolvers<void>();
  readonly #measures = new SharedArrayBuffer(MEASURES_BYTES);
  #utilization;
  #spoke = false;
  #interruptible = false;

  constructor(boot: BootMessage, place: ThreadPlace, events: ThreadEvents) {
    this.slot = place.slot;
    this.path = place.path;
    this.startedAt = place.now;
    const ticker = new SharedArrayBuffer(TICKER_BYTES);
    this.#tick = new TickReader(ticker);
    this.#silence = new Silence(place.pollInterval, place.now);
    const data: ThreadData = { boot, slot: this.slot, path: this.path, ticker, measures: this.#measures };
    this.#worker = launchThread("app-thread", data, { name: `app thread ${this.slot}` });
    this.#utilization = this.#worker.performance.eventLoopUtilization();
    this.#worker.on("message", (message: FromThread) => this.#onMessage(message));
    this.#worker.on("error", error => {
      this.error = messageOf(error);
      this.outOfMemory = codeOf(error) === "ERR_WORKER_OUT_OF_MEMORY";
    });
    this.#worker.once("exit", code => {
      this.#interrupted.resolve();
      events.onExit(this, code);
    });
    this.#events = events;
  }

  /** By which the debugger knows it. */
  get threadId(): number {
    return this.#worker.threadId;
  }

  /** Milliseconds for which its event loop has not turned. To be called at every poll. */
  silentFor(now: number): number {
    const heard = this.#tick.heard() || this.#spoke;
    this.#spoke = false;
    return this.#silence.poll(heard, now);
  }

  drain(): void {
    this.#tell("drain");
  }

  /** Whether it has hooks for INT and QUIT. */
  get interruptible(): boolean {
    return this.#interruptible;
  }

  /** Resolves when these hooks are done, or the thread is gone. */
  async interrupt(): Promise<void> {
    this.#tell("interrupt");
    await this.#interrupted.promise;
  }

  /** Ends it wherever its JavaScript is. Resolves when it is gone: never while it is inside a native call. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  /** What its requests cost so far. */
  get load(): Load {
    return readLoad(this.#measures);
  }

  /** Share of the time that its event loop was busy since the last call, 0 to 1. */
  takeUtilization(): number {
    const now = this.#worker.performance.eventLoopUtilization();
    const { utilization } = this.#worker.performance.eventLoopUtilization(now, this.#utilization);
    this.#utilization = now;
    return Number.isFinite(utilization) ? utilization : 0;
  }

  status(now: number): SlotStatus {
    const { inFlight, requests, busy } = this.load;
    return {
      slot: this.slot,
      state: this.state === "stopping" ? "ready" : this.state,
      busyNow: inFlight > 0,
      requests,
      busy,
      uptime: Math.round(now - this.startedAt),
      loopLag: this.#tick.takeLag(),
    };
  }

  #tell(message: ToThread): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
    this.#worker.postMessage(message);
  }

  #onMessage(message: FromThread): void {
    // Loading the app may have kept its timer from ticking so far.
    this.#spoke = true;
    switch (message.type) {
      case "ready":
        this.#interruptible = message.interruptible;
        return this.#events.onReady(this);
      case "interrupted":
        return this.#interrupted.resolve();
      case "failed":
        this.failure = message;
        return;
      default:
        message satisfies never;
    }
  }
}
