// The threads of one worker: starts one per slot, replaces each alone, and drains them together.
import type { SlotStatus } from "@seatstack/shared/control/protocol";
import { EXIT, SeatstackError } from "@seatstack/shared/errors";
import type { Logger } from "@seatstack/shared/logger";
import { Backoff } from "../../arbiter/backoff.ts";
import type { Livelihood } from "../../child/life.ts";
import type { BootMessage, FromChild, ThreadDeath } from "../../ipc.ts";
import { threadSocketPath } from "../../thread-socket.ts";
import type { Load } from "../measures.ts";
import { DeathRow } from "./death-row.ts";
import { Roster } from "./roster.ts";
import { AppThread, type ThreadEvents } from "./thread.ts";
import { Warden } from "./warden.ts";

/** Milliseconds between two looks at the threads' ticks. */
const POLL = 200;

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
  readonly #roster = new Roster();
  readonly #warden: Warden;
  readonly #restarts = new Set<NodeJS.Timeout>();
  readonly #backoff = new Backoff(Math.random);
  readonly #deathRow = new DeathRow();
  readonly #booted = Promise.withResolvers<void>();
  readonly #gone = Promise.withResolvers<void>();
  #watch: NodeJS.Timeout | undefined;
  /** Whether all of them have been ready: from then on the dead are replaced. */
  #serving = false;
  #stopping = false;
  #unendable = false;

  constructor(options: CrewOptions) {
    this.#options = options;
    this.#log = options.log;
    this.#warden = new Warden(options.boot.config.app, options.log, () => this.#onUnendable());
  }

  /** Resolves when every slot has a thread that is ready. Rejects with why the first of them could not boot. */
  async start(): Promise<void> {
    for (let slot = 1; slot <= this.#options.boot.threads; slot++) this.#start(slot);
    // The arbiter sees to the boot_timeout of a whole worker.
    this.#watch = setInterval(() => this.#warden.look(this.#roster.all(), performance.now(), this.#serving), POLL);
    await this.#booted.promise;
    this.#serving = true;
  }

  async drain(): Promise<void> {
    this.#stopping = true;
    for (const timer of this.#restarts) clearTimeout(timer);
    for (const thread of this.#roster.all()) this.#dismiss(thread);
    this.#onStopped();
    await this.#gone.promise;
  }

  /** process.exit would wait for a thread in its native call, as long as that takes. */
  async close(): Promise<void> {
    clearInterval(this.#watch);
    if (this.#unendable) process.kill(process.pid, "SIGKILL");
  }

  /** Only where a thread has hooks for it; one that hangs is left to the arbiter's patience. */
  get interrupted(): (() => Promise<void>) | undefined {
    const threads = this.#roster.ready().filter(thread => thread.interruptible);
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
    return this.#roster.load();
  }

  threads(): readonly SlotStatus[] {
    return this.#roster.statuses(performance.now());
  }

  utilization(): number {
    return this.#roster.takeUtilization();
  }

  onReady(thread: AppThread): void {
    if (thread.state !== "starting") return;
    const { slot, path, startedAt } = thread;
    thread.state = "ready";
    thread.readyAt = performance.now();
    this.#backoff.onReady();
    this.#options.tell({ type: "slot", slot, state: "ready", path });
    const fields = { thread: slot, took: Math.round(thread.readyAt - startedAt) };
    if (this.#serving) this.#log.info(fields, "thread is ready");
    else if (this.#roster.ready().length === this.#options.boot.threads) this.#booted.resolve();
  }

  onExit(thread: AppThread, code: number): void {
    const { slot, path } = thread;
    this.#roster.remove(thread);
    const death = this.#stopping ? undefined : causeOf(thread);
    this.#options.tell({ type: "slot", slot, state: "gone", path, ...(death ? { death } : {}) });
    if (this.#stopping) this.#onStopped();
    if (death === undefined) return;
    if (this.#serving) this.#replace(thread, code, death, performance.now());
    else this.#booted.reject(bootError(thread, code));
  }

  #start(slot: number): void {
    const { boot } = this.#options;
    const path = threadSocketPath(boot.socket, slot, this.#roster.nextLaunch(slot));
    const place = { slot, path, now: performance.now(), pollInterval: POLL };
    this.#roster.add(new AppThread(boot, place, this));
  }

  #replace(thread: AppThread, code: number, death: ThreadDeath, now: number): void {
    const { slot, readyAt, error, failure } = thread;
    const ready = readyAt !== undefined;
    const stuck = death === "stuck_thread";
    const reason = failure?.message ?? error;
    const stack = failure?.stack;
    const fields = {
      thread: slot,
      code,
      ...(reason === undefined ? {} : { reason }),
      ...(stack === undefined ? {} : { err: Object.assign(new Error(reason), { stack }) }),
    };
    if (!stuck) this.#log.error(fields, ready ? "thread died" : "thread could not boot");
    this.#backoff.onDeath({ ready, lived: ready ? now - readyAt : 0, external: stuck }, now);
    const serving = this.#roster.ready().length > 0;
    // What keeps a new thread from booting is no reason to end those that serve.
    if (!stuck && (ready || !serving) && this.#deathRow.add(now)) return this.#giveUp(serving);
    const timer = setTimeout(() => {
      this.#restarts.delete(timer);
      this.#start(slot);
    }, this.#backoff.wait(now));
    this.#restarts.add(timer);
    this.#backoff.onRestart(now);
  }

  #giveUp(serving: boolean): void {
    this.#log.error("too many threads died one after the other: their worker is replaced");
    this.#options.giveUp(serving ? "draining" : "at once");
  }

  /** The others finish what they have; then the process goes, and the thread with it. */
  #onUnendable(): void {
    this.#unendable = true;
    if (this.#stopping) this.#onStopped();
    else this.#options.giveUp("draining");
  }

  #onStopped(): void {
    if (this.#roster.all().every(thread => thread.unendable)) this.#gone.resolve();
  }

  #dismiss(thread: AppThread): void {
    if (thread.state === "starting") return this.#warden.end(thread);
    if (thread.state !== "ready") return;
    thread.state = "stopping";
    thread.drain();
  }
}

function causeOf(thread: AppThread): ThreadDeath {
  if (thread.state === "stuck") return "stuck_thread";
  if (thread.outOfMemory) return "oom";
  return thread.readyAt === undefined ? "boot" : "crash";
}

function bootError(thread: AppThread, code: number): SeatstackError {
  const { failure, error, slot } = thread;
  if (failure === undefined) {
    const why = error ?? `it ended with exit code ${code}`;
    return new SeatstackError("THREAD_BOOT", `thread ${slot} could not boot: ${why}`, { exitCode: EXIT.workerBoot });
  }
  const { exitCode, message, fix, stack } = failure;
  const cause = stack === undefined ? undefined : Object.assign(new Error(message), { stack });
  return new SeatstackError(failure.code, message, { exitCode, cause, ...(fix === undefined ? {} : { fix }) });
}
