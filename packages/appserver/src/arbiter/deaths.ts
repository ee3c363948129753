// A child's process is gone: why, what the log says of it, and what follows for the generation that it belonged to.
import { isCondemned } from "@seatstack/shared/link/work-notes";
import type { ChildFailure } from "../ipc.ts";
import type { Core } from "./core.ts";
import { explainDeath, type DeathReport, type Exit } from "./death.ts";
import { describe, factsOf } from "./family.ts";
import { readMeasures } from "../worker/measures-file.ts";
import { bootVerdict } from "./first-boot.ts";
import type { Reloads } from "./reloads.ts";
import { socketsOf, type ChildRecord } from "./worker-table.ts";

export class Deaths {
  readonly #core: Core;
  readonly #reloads: Reloads;
  readonly #failures = new Map<number, ChildFailure>();
  /** What was said in full last: a generation and why its children cannot boot. */
  #said = "";

  constructor(core: Core, reloads: Reloads) {
    this.#core = core;
    this.#reloads = reloads;
  }

  /** What a child said before it ended. */
  noteFailure(id: number, failure: ChildFailure): void {
    this.#failures.set(id, failure);
  }

  onExit(id: number, exit: Exit): void {
    const { app, family, oom, overdue, options, stop, table, totals } = this.#core;
    const record = table.get(id);
    if (!record) return;
    const failure = this.#failures.get(id);
    const death = explainDeath(record, exit, {
      stuck: () => isCondemned(record.path) || overdue.wasStuck(id, app.timeout),
      outOfMemory: () => oom.killed(record.pid),
    });
    const told = record.stoppedAt !== undefined;
    this.#say(record, exit, death, failure);
    // Of one that never was ready, what it asked itself would count.
    totals.onGone(record, record.readyAt === undefined ? undefined : readMeasures(record.path));
    family.forget(id);
    this.#failures.delete(id);
    overdue.forget(id);
    for (const path of socketsOf(record)) options.removeSocket(path);
    this.#callHooks(record, exit, death);
    if (!told && !stop) this.#onDeath(record, death, failure);
  }

  /** What several workers fail with alike is said in full once per generation, and not again while the tier gives up. */
  #say(record: ChildRecord, { code, signal }: Exit, death: DeathReport, failure: ChildFailure | undefined): void {
    const { failure: verdict, log } = this.#core;
    const fields = { ...describe(record), code, signal };
    if (death.expected) return log.info(fields, death.message);
    // An uncaught error: it is in the log already.
    if (failure === undefined || record.readyAt !== undefined) return log.error(fields, death.message);
    const cause = `${record.generation}: ${failure.message}`;
    const repeated = cause === this.#said;
    this.#said = cause;
    const { message, stack } = failure;
    if (repeated && verdict !== undefined) return log.debug(fields, death.message);
    const err = stack === undefined || repeated ? {} : { err: Object.assign(new Error(message), { stack }) };
    log.error({ ...fields, reason: message, ...err }, death.message);
  }

  #callHooks(record: ChildRecord, { code, signal }: Exit, { cause, message }: DeathReport): void {
    const { hooks } = this.#core;
    if (record.kind === "front" || record.pid === 0) return;
    // One that found no task and left was no worker.
    if (record.kind === "task" && record.readyAt === undefined) return;
    const facts = factsOf(record, record.kind);
    const exit = { code, signal, cause: message };
    if (cause === "timeout") hooks.call("worker_abort", facts, exit);
    hooks.call("child_exit", facts, exit);
  }

  #onDeath(record: ChildRecord, death: DeathReport, failure: ChildFailure | undefined): void {
    const { crew, generations } = this.#core;
    const { cause, external, message } = death;
    const now = this.#core.now();
    const ready = record.readyAt !== undefined;
    const lived = now - (record.readyAt ?? now);
    // One that the crew has killed counted by then.
    if (record.killReason === undefined) crew.onDeath(record.kind, { ready, lived, external }, cause, now);
    const reason = failure ? `${message}: ${failure.message}` : message;
    if (ready) return this.#core.lastDeath.note(reason, now);
    generations.bootFailed(reason);
    if (record.kind === "web") this.#reloads.rollBack(record.generation);
    if (!generations.firstBoot && (record.kind !== "task" || crew.tasksTried)) return;
    const verdict = bootVerdict(record.kind, failure, crew.bootFailures, message);
    if (verdict) this.#core.fail(verdict);
  }
}
