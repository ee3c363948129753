// The threads of one worker: starts one per slot, watches them, replaces each alone, and drains them together.
import type { SlotStatus } from "@seatstack/shared/control/protocol";
import { EXIT, SeatstackError } from "@seatstack/shared/errors";
import { condemn } from "@seatstack/shared/link/work-notes";
import type { Logger } from "@seatstack/shared/logger";
import { Backoff } from "../../arbiter/backoff.ts";
import type { Livelihood } from "../../child/life.ts";
import type { BootMessage, FromChild } from "../../ipc.ts";
import { threadSocketPath } from "../../thread-socket.ts";
import type { Load } from "../measures.ts";
import { DeathRow } from "./death-row.ts";
import { sumOfLoads } from "./loads.ts";
import { threadStack } from "./stuck-thread.ts";
import { AppThread, type ThreadEvents } from "./thread.ts";

/** Milliseconds between two looks at the threads' ticks. */
const POLL = 200;
/** A thread that does not end within this is inside a native call. Milliseconds. */
const END_LIMIT = 3000;

export interface CrewOptions {
  readonly boot: BootMessage;
  readonly log: Logger;
  /** Tells the arbiter. */
  tell(message: FromChild): void;
  /** The worker is past help and is to be replaced as a whole: after what it has in flight, or at once. */
  giveUp(how: "draining" | "at once"): void;
}

export class ThreadCrew implements Livelihood, ThreadEvents {
  readonly #options: CrewOptions;
  readonly #log: Logger;
  /** By slot, from 1. */
  readonly #threads = new Map<number, AppThread>();
  /** Threads that were started in each slot. */
  readonly #launches = new Map<number, number>();
  readonly #restarts = new Set<NodeJS.Timeout>();
  readonly #backoff = new Backoff(Math.random);
  readonly #deathRow = new DeathRow();
  readonly #booted = Promise.withResolvers<void>();
  readonly #gone = Promise.withResolvers<void>();
  /** Of threads that are gone: one sum, or none. */
  #past: readonly Load[] = [];
  #watch: NodeJS.Timeout | undefined;
  #serving = false;
  #stopping = false;
  #unendable = false;

  constructor(options: CrewOptions) {
    this.#options = options;
    this.#log = options.log;
  }

  /** Resolves when every slot has a thread that is ready. Rejects with why the first of them could not boot. */
  async start(): Promise<void> {
    for (let slot = 1; slot <= this.#options.boot.threads; slot++) this.#start(slot);
    this.#watch = setInterval(() => this.#look(performance.now()), POLL);
    await this.#booted.promise;
    this.#serving = true;
  }

  async drain(): Promise<void> {
    this.#stopping = true;
    for (const timer of this.#restarts) clearTimeout(timer);
    for (const thread of this.#threads.values()) this.#dismiss(thread);
    if (this.#threads.size > 0) await this.#gone.promise;
    clearInterval(this.#watch);
  }

  async close(): Promise<void> {
    // process.exit would wait for the thread in its native call.
    if (this.#unendable) process.kill(process.pid, "SIGKILL");
  }

  /** Only where a thread has hooks for it; one that hangs is left to the arbiter's patience. */
  get interrupted(): (() => Promise<void>) | undefined {
    const threads = [...this.#threads.values()].filter(thread => thread.interruptible && thread.state === "ready");
    if (threads.length === 0) return undefined;
    return async () => void (await Promise.all(threads.map(thread => thread.interrupt())));
  }

  get inFlight(): number {
    return this.load().inFlight;
  }

  get served(): number {
    return this.load().requests;
  }

  load(): Load {
    return sumOfLoads([...this.#past, ...[...this.#threads.values()].map(thread => thread.load)]);
  }

  threads(): readonly SlotStatus[] {
    const now = performance.now();
    return [...this.#threads.values()].map(thread => thread.status(now)).toSorted((a, b) => a.slot - b.slot);
  }

  utilization(): number {
    const shares = [...this.#threads.values()].map(thread => thread.takeUtilization());
    return shares.length === 0 ? 0 : shares.reduce((sum, share) => sum + share, 0) / shares.length;
  }

  onReady(thread: AppThread): void {
    if (thread.state !== "starting") return;
    thread.state = "ready";
    thread.readyAt = performance.now();
    this.#backoff.onReady();
    this.#options.tell({ type: "slot", slot: thread.slot, state: "ready", path: thread.path });
    const took = Math.round(thread.readyAt - thread.startedAt);
    this.#log[this.#serving ? "info" : "debug"]({ thread: thread.slot, took }, "thread is ready");
    if (this.#isComplete()) this.#booted.resolve();
  }

  onExit(thread: AppThread, code: number): void {
    this.#threads.delete(thread.slot);
    this.#past = [sumOfLoads([...this.#past, { ...thread.load, inFlight: 0 }])];
    if (thread.readyAt !== undefined) {
      this.#options.tell({ type: "slot", slot: thread.slot, state: "gone", path: thread.path });
    }
    if (this.#stopping) {
      if (this.#threads.size === 0) this.#gone.resolve();
    } else if (this.#serving) {
      this.#replace(thread, code, performance.now());
    } else {
      this.#booted.reject(bootError(thread, code));
    }
  }

  #start(slot: number): void {
    const launch = (this.#launches.get(slot) ?? 0) + 1;
    this.#launches.set(slot, launch);
    const { boot } = this.#options;
    const path = threadSocketPath(boot.socket, slot, launch);
    const place = { slot, path, now: performance.now(), pollInterval: POLL };
    this.#threads.set(slot, new AppThread(boot, place, this));
  }

  #replace(thread: AppThread, code: number, now: number): void {
    const { slot, readyAt, state, error, failure } = thread;
    const ready = readyAt !== undefined;
    const reason = failure?.message ?? error;
    const what = ready ? "died" : "could not boot";
    if (state !== "stuck") this.#log.error({ thread: slot, code, ...(reason ? { reason } : {}) }, `thread ${what}`);
    const lived = ready ? now - readyAt : 0;
    this.#backoff.onDeath({ ready, lived, external: state === "stuck" }, now);
    const serving = [...this.#threads.values()].some(other => other.state === "ready");
    // What keeps a new thread from booting is no reason to end those that serve.
    if (state !== "stuck" && (ready || !serving) && this.#deathRow.add(now)) return this.#giveUp(serving);
    const timer = setTimeout(() => {
      this.#restarts.delete(timer);
      this.#start(slot);
    }, this.#backoff.wait(now));
    this.#restarts.add(timer);
    this.#backoff.onRestart(now);
  }

  #giveUp(serving: boolean): void {
    this.#log.error("too many threads died one after the other: the worker is replaced");
    this.#options.giveUp(serving ? "draining" : "at once");
  }

  #look(now: number): void {
    const { timeout, boot_timeout: bootLimit } = this.#options.boot.config.app;
    for (const thread of this.#threads.values()) {
      const silent = thread.silentFor(now);
      if (thread.state === "stuck") continue;
      if (silent >= timeout) void this.#endStuck(thread, Math.round(silent));
      else if (this.#serving && thread.state === "starting" && now - thread.startedAt > bootLimit) {
        this.#log.error({ thread: thread.slot }, "ending thread: it was not ready within boot_timeout");
        this.#end(thread);
      }
    }
  }

  async #endStuck(thread: AppThread, silent: number): Promise<void> {
    const { slot, threadId } = thread;
    thread.state = "stuck";
    condemn(thread.path);
    const stack = await threadStack(threadId).catch((error: unknown) => [`(no stack: ${String(error)})`]);
    const message = "the event loop of a thread is stuck: this is where; ending the thread";
    this.#log.error({ thread: slot, silent, stack }, message);
    this.#end(thread);
  }

  #end(thread: AppThread): void {
    const timer = setTimeout(() => {
      this.#unendable = true;
      this.#log.error({ thread: thread.slot }, "the thread is inside a native call and cannot be ended: the worker is");
      this.#options.giveUp("draining");
    }, END_LIMIT);
    void thread.end().finally(() => clearTimeout(timer));
  }

  #dismiss(thread: AppThread): void {
    if (thread.state === "starting") return this.#end(thread);
    if (thread.state !== "ready") return;
    thread.state = "stopping";
    thread.drain();
  }

  #isComplete(): boolean {
    const threads = [...this.#threads.values()];
    return threads.length === this.#options.boot.threads && threads.every(thread => thread.state === "ready");
  }
}

function bootError(thread: AppThread, code: number): SeatstackError {
  const { failure, error, slot } = thread;
  if (failure === undefined) {
    const why = error ?? `it ended with exit code ${code}`;
    return new SeatstackError("THREAD_BOOT", `thread ${slot} could not boot: ${why}`, { exitCode: EXIT.workerBoot });
  }
  const { exitCode, message, fix } = failure;
  return new SeatstackError(failure.code, message, { exitCode, ...(fix === undefined ? {} : { fix }) });
}
