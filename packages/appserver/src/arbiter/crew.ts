// Keeps the wanted children alive: web workers by the plan, one front, the task workers, each kind with its own backoff.
import type { ChildKind } from "../ipc.ts";
import { Backoff, type Death } from "./backoff.ts";
import type { RestartCause } from "./death.ts";
import type { Family } from "./family.ts";
import type { Generation } from "./generations.ts";
import { frontPlan } from "./front-plan.ts";
import { nextStep } from "./plan.ts";
import { FRONT_FIRST } from "./stop.ts";
import { taskPlan } from "./task-plan.ts";
import { isLive, type ChildRecord, type WorkerTable } from "./worker-table.ts";

/** Milliseconds within which a signal to a process group has reached everybody in it. */
const GROUP_SIGNAL = 100;

export class Crew {
  readonly #table: WorkerTable;
  readonly #family: Family;
  readonly #backoffs: Record<ChildKind, Backoff>;
  /** Why children are gone that have no replacement yet; the first start of a child is no restart. */
  readonly #owed: Record<ChildKind, RestartCause[]> = { web: [], front: [], task: [] };
  readonly #restartsBy = new Map<RestartCause, number>();
  /** Numbers of task workers that have no task in `#idleGeneration`. */
  readonly #idle = new Set<number>();
  #idleGeneration = 0;
  #tasksTried = false;
  /** Fronts that another is to replace, because the sockets of `bind` are others. */
  readonly #staleFronts = new Set<number>();
  /** Since when there are to be no workers (WINCH). */
  #restingSince: number | undefined;
  /** Whether another arbiter runs the app's tasks: they must not run twice. */
  tasksElsewhere = false;

  constructor(table: WorkerTable, family: Family, random: () => number) {
    this.#table = table;
    this.#family = family;
    this.#backoffs = { web: new Backoff(random), front: new Backoff(random), task: new Backoff(random) };
  }

  /** Replacements of children that died, and of those that were recycled. */
  get restarts(): number {
    return this.#restartsBy.values().reduce((sum, count) => sum + count, 0);
  }

  /** The same by cause. */
  get restartsBy(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#restartsBy);
  }

  /** Something was replaced that was no child that died: a recycled worker, a stuck thread. */
  countRestart(cause: RestartCause): void {
    this.#restartsBy.set(cause, (this.#restartsBy.get(cause) ?? 0) + 1);
  }

  /** Failures of web workers to become ready since the last that was. */
  get bootFailures(): number {
    return this.#backoffs.web.bootFailures;
  }

  /** Whether the tasks' first boot is over: they could be loaded once, or a reload brought others. */
  get tasksTried(): boolean {
    return this.#tasksTried;
  }

  onReady(kind: ChildKind): void {
    this.#backoffs[kind].onReady();
    if (kind === "task") this.#tasksTried = true;
  }

  /** A child died that nobody told to. */
  onDeath(kind: ChildKind, death: Death, cause: RestartCause, now: number): void {
    this.#owed[kind].push(cause);
    this.#backoffs[kind].onDeath(death, now);
  }

  /**
   * Ends one that is overdue. It counts from now on, not from its exit: it is replaced at once, also where the kernel takes
   * its time to end it.
   */
  kill(record: ChildRecord, reason: string, now: number): void {
    if (record.state === "killed") return;
    const { kind, readyAt, stoppedAt } = record;
    this.#family.kill(record, reason);
    if (stoppedAt !== undefined) return;
    const death = { ready: readyAt !== undefined, lived: now - (readyAt ?? now), external: false };
    this.onDeath(kind, death, death.ready ? "timeout" : "boot", now);
  }

  /**
   * A child drains that somebody else told to. Its replacement waits for a moment: a signal to the whole process group
   * reaches the children before the arbiter knows of it.
   */
  onDraining(kind: ChildKind, now: number): void {
    this.#owed[kind].push("signal");
    this.#backoffs[kind].postpone(now + GROUP_SIGNAL);
  }

  /** There is no task for that task worker in that generation. */
  onIdle(generation: number, worker: number): void {
    if (generation !== this.#idleGeneration) this.#idle.clear();
    this.#idleGeneration = generation;
    this.#idle.add(worker);
    this.#tasksTried = true;
  }

  /** Whether a restart storm is being slowed down. */
  isIntense(now: number): boolean {
    return Object.values(this.#backoffs).some(backoff => backoff.isIntense(now));
  }

  /** A new generation gets its first try at once. */
  forgive(): void {
    this.#tasksTried = true;
    for (const backoff of Object.values(this.#backoffs)) backoff.forgive();
  }

  /** Another front takes the place of each that is there, without a moment between them. */
  renewFront(): void {
    this.#staleFronts.clear();
    for (const { id } of this.#table.ofKind("front")) this.#staleFronts.add(id);
  }

  /** Starts and drains until nothing is due; returns milliseconds until something may be, or undefined. */
  proceed(generation: Generation, target: number, now: number): number | undefined {
    if (target === 0) return this.#rest(generation, now);
    this.#restingSince = undefined;
    const waits = [
      this.#keepWeb(generation, target, now),
      this.#keepFront(generation, now),
      this.#keepTasks(generation, now),
    ].filter(wait => wait !== undefined);
    return waits.length === 0 ? undefined : Math.min(...waits);
  }

  #keepWeb(generation: Generation, target: number, now: number): number | undefined {
    const goal = { target, generation: generation.number };
    for (;;) {
      const step = nextStep(this.#table.ofKind("web"), goal);
      if (step === undefined) {
        this.#owed.web = [];
        return undefined;
      }
      if (step.do === "drain") {
        const record = this.#table.get(step.id);
        if (record) this.#replace(record, step.why);
        continue;
      }
      const wait = this.#start("web", generation, now);
      if (wait !== undefined) return wait;
    }
  }

  #replace(record: ChildRecord, why: string): void {
    if (why === "recycle" && record.recycle !== undefined) this.countRestart(record.recycle);
    this.#family.drain(record);
  }

  #keepFront(generation: Generation, now: number): number | undefined {
    const plan = frontPlan(this.#table.ofKind("front"), this.#staleFronts);
    for (const record of plan.drain) this.#family.drain(record);
    return plan.start ? this.#start("front", generation, now) : undefined;
  }

  /** Never before the web workers could boot: a reload that fails must not have touched the tasks. */
  #keepTasks(generation: Generation, now: number): number | undefined {
    const web = this.#table.ofKind("web").filter(isLive);
    const booted = web.some(record => record.generation === generation.number && record.state === "ready");
    if (!booted || this.tasksElsewhere) return undefined;
    const plan = taskPlan(this.#table.ofKind("task"), {
      workers: generation.config.app.task_workers,
      generation: generation.number,
      idle: this.#idleGeneration === generation.number ? this.#idle : new Set(),
      rolled: web.every(other => other.generation === generation.number),
    });
    for (const record of plan.release) this.#family.release(record);
    for (const record of plan.drain) this.#family.drain(record);
    for (const number of plan.start) {
      const wait = this.#start("task", generation, now, number);
      if (wait !== undefined) return wait;
    }
    return undefined;
  }

  /** WINCH: what the front has still needs the workers, so these leave when it is gone, or a while later. */
  #rest(generation: Generation, now: number): number | undefined {
    this.#restingSince ??= now;
    for (const record of [...this.#table.ofKind("front"), ...this.#table.ofKind("task")]) this.#family.drain(record);
    const left = FRONT_FIRST - (now - this.#restingSince);
    if (this.#table.ofKind("front").length > 0 && left > 0) return left;
    return this.#keepWeb(generation, 0, now);
  }

  /** Returns the wait where it is too early for a replacement. */
  #start(kind: ChildKind, generation: Generation, now: number, number?: number): number | undefined {
    const backoff = this.#backoffs[kind];
    const owed = this.#owed[kind].length > 0;
    const wait = backoff.wait(now);
    if (owed && wait > 0) return wait;
    const cause = this.#owed[kind].shift();
    if (cause !== undefined) {
      backoff.onRestart(now);
      this.countRestart(cause);
    }
    this.#family.start(kind, generation, number);
    return undefined;
  }
}
