// What the children tell the arbiter.
import type { FromChild, SlotMessage } from "../ipc.ts";
import { isThreadSocket } from "../thread-socket.ts";
import type { Core } from "./core.ts";
import { CHILD_NAMES } from "./death.ts";
import type { Deaths } from "./deaths.ts";
import { describe, factsOf } from "./family.ts";
import type { ChildRecord } from "./worker-table.ts";

export class Messages {
  readonly #core: Core;
  readonly #deaths: Deaths;

  constructor(core: Core, deaths: Deaths) {
    this.#core = core;
    this.#deaths = deaths;
  }

  onMessage(id: number, message: FromChild): void {
    const record = this.#core.table.get(id);
    if (!record) return;
    this.#core.overdue.heard(id);
    switch (message.type) {
      case "ready":
        return this.#onReady(record);
      case "stats":
        this.#core.totals.onStats(record, message);
        record.stats = message;
        return;
      case "draining":
        return this.#onDraining(record);
      case "recycle":
        return this.#core.recycling.ask(record, message.reason, { requests: record.stats?.requests ?? 0 });
      case "idle":
        return this.#onIdle(record);
      case "slot":
        return this.#onSlot(record, message);
      case "failed":
        return this.#deaths.noteFailure(id, message);
      default:
        message satisfies never;
    }
  }

  #onReady(record: ChildRecord): void {
    if (record.state !== "starting") return;
    const { crew, generations, hooks, log } = this.#core;
    record.state = "ready";
    record.readyAt = this.#core.now();
    crew.onReady(record.kind);
    const took = Math.round(record.readyAt - record.startedAt);
    log.info({ ...describe(record), took }, `${CHILD_NAMES[record.kind]} is ready`);
    if (record.kind === "web" && generations.prove(record.generation)) hooks.keep();
    if (record.kind === "front") this.#feedFront(record);
  }

  /** An app's own word on the channel: only of a task worker it means something. */
  #onIdle(record: ChildRecord): void {
    if (record.kind !== "task" || record.state !== "starting") return;
    record.stoppedAt ??= this.#core.now();
    record.state = "draining";
    this.#core.crew.onIdle(record.generation, record.worker);
  }

  #onSlot(record: ChildRecord, { slot, state, path, death }: SlotMessage): void {
    const { crew, hooks, options, table } = this.#core;
    if (!(slot >= 1 && slot <= record.threads && isThreadSocket(record.path, slot, path))) return;
    if (state === "ready") return table.addThread(record, slot, path);
    table.removeThread(record, slot, path);
    options.removeSocket(path);
    if (death !== undefined) crew.countRestart(death);
    if (death !== "stuck_thread") return;
    const cause = `thread ${slot} was terminated: its event loop was stuck`;
    hooks.call("worker_abort", { ...factsOf(record, "web"), thread: slot }, { code: null, signal: null, cause });
  }

  /** Somebody else told it to stop, unless we did: its replacement need not wait for its end. */
  #onDraining(record: ChildRecord): void {
    if (record.stoppedAt !== undefined) return;
    record.stoppedAt = this.#core.now();
    if (record.state !== "killed") record.state = "draining";
    this.#core.crew.onDraining(record.kind, record.stoppedAt);
  }

  #feedFront(record: ChildRecord): void {
    const { family, subscribers, table } = this.#core;
    const unsubscribe = subscribers.add(endpoints => {
      if (table.get(record.id)) family.send(record.id, { type: "endpoints", endpoints });
      else unsubscribe();
    });
  }
}
