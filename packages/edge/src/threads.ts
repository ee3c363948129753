// The edge's threads: started, fed, replaced when one dies.
import type { Worker } from "node:worker_threads";
import type { Endpoint } from "@seatstack/shared/endpoints";
import { launchThread } from "@seatstack/shared/launch";
import type { Logger } from "@seatstack/shared/logger";
import type { FromThread, ThreadBoot, ToThread } from "./thread-protocol.ts";

/** Milliseconds: a thread that dies at once again and again must not spin. */
const FIRST_BACKOFF = 100;
const LONGEST_BACKOFF = 10_000;
/** A thread that lived longer than this starts with no history. */
const STEADY = 30_000;

export interface ThreadsOptions {
  readonly count: number;
  readonly log: Logger;
  /** The boot data of a thread, with the settings of now. */
  readonly bootOf: (thread: number) => ThreadBoot;
  /** A thread is dead: gives back what it held. */
  readonly onDead: (thread: number) => void;
}

interface Slot {
  worker: Worker | undefined;
  startedAt: number;
  failures: number;
  timer: NodeJS.Timeout | undefined;
}

export class Threads {
  readonly #options: ThreadsOptions;
  readonly #slots = new Map<number, Slot>();
  #endpoints: readonly Endpoint[] = [];
  #stopping = false;
  #restarts = 0;

  constructor(options: ThreadsOptions) {
    this.#options = options;
  }

  get restarts(): number {
    return this.#restarts;
  }

  /** Resolves when all accept; rejects with the error of the first that cannot. */
  async start(): Promise<void> {
    const numbers = Array.from({ length: this.#options.count }, (_, index) => index + 1);
    await Promise.all(numbers.map(thread => this.#launch(thread)));
  }

  update(endpoints: readonly Endpoint[]): void {
    this.#endpoints = endpoints;
    this.broadcast({ type: "endpoints", endpoints });
  }

  broadcast(message: ToThread): void {
    for (const slot of this.#slots.values()) tell(slot.worker, message);
  }

  /** Resolves when every thread has finished what it had, or `timeout` ms and a little more have passed. */
  async stop(timeout: number): Promise<void> {
    this.#stopping = true;
    const workers = [...this.#slots.values()].flatMap(slot => {
      clearTimeout(slot.timer);
      return slot.worker === undefined ? [] : [slot.worker];
    });
    this.broadcast({ type: "stop", timeout });
    const exits = workers.map(worker => new Promise(resolve => worker.once("exit", resolve)));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise(resolve => (timer = setTimeout(resolve, timeout + 2000)));
    await Promise.race([Promise.all(exits), late]);
    clearTimeout(timer);
    await Promise.all(workers.map(worker => worker.terminate()));
  }

  #launch(thread: number): Promise<void> {
    const slot = this.#slots.get(thread) ?? { worker: undefined, startedAt: 0, failures: 0, timer: undefined };
    this.#slots.set(thread, slot);
    const worker = launchThread("edge-thread", { ...this.#options.bootOf(thread), endpoints: this.#endpoints });
    slot.worker = worker;
    slot.startedAt = performance.now();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    worker.on("message", (message: FromThread) => {
      if (message.type !== "listening") return;
      // What changed between boot and now.
      tell(worker, { type: "endpoints", endpoints: this.#endpoints });
      resolve();
    });
    worker.on("error", error => {
      this.#options.log.error({ err: error, thread }, "an edge thread failed");
      reject(error);
    });
    worker.on("exit", code => {
      reject(new Error(`edge thread ${thread} ended with code ${code}`));
      this.#onExit(thread, slot, worker);
    });
    return promise;
  }

  #onExit(thread: number, slot: Slot, worker: Worker): void {
    if (slot.worker !== worker) return;
    slot.worker = undefined;
    this.#options.onDead(thread);
    if (this.#stopping) return;
    slot.failures = performance.now() - slot.startedAt > STEADY ? 0 : slot.failures + 1;
    const delay = slot.failures === 0 ? 0 : Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** (slot.failures - 1));
    this.#options.log.warn({ thread, delay }, "an edge thread ended; starting another");
    this.#restarts += 1;
    slot.timer = setTimeout(() => {
      // A failure is logged by its 'error' event, and its exit brings us here again.
      this.#launch(thread).catch(() => undefined);
    }, delay);
  }
}

function tell(worker: Worker | undefined, message: ToThread): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a browser's window
  worker?.postMessage(message);
}
