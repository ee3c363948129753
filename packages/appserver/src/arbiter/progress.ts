// How far the app tier is: up for the first time, a reload finished, a restart storm slowed down.
import type { AppStatus } from "@seatstack/shared/control/protocol";
import type { Core } from "./core.ts";
import type { Reloads } from "./reloads.ts";

export class Progress {
  readonly #core: Core;
  readonly #reloads: Reloads;
  #intense = false;
  #target: number;

  constructor(core: Core, reloads: Reloads) {
    this.#core = core;
    this.#reloads = reloads;
    this.#target = core.generations.target;
  }

  /** After each decision. */
  note(now: number): void {
    const { generations, log, table } = this.#core;
    const complete = generations.isComplete(table.ofKind("web"));
    if (complete && generations.rolling) {
      generations.finish();
      log.info({ generation: generations.current.number }, "reload finished: all workers are new");
    }
    if (complete && !this.#core.running) this.#noteRunning();
    this.#noteTarget();
    this.#noteIntensity(now);
  }

  get state(): AppStatus["state"] {
    const { crew, generations, running, stop, table } = this.#core;
    if (stop) return "stopping";
    if (this.#reloads.busy) return "reloading";
    if (generations.target === 0) return "resting";
    const ready = table.ofKind("web").some(record => record.state === "ready");
    if (!ready && crew.bootFailures > 0) return "failing";
    return running ? "running" : "starting";
  }

  #noteRunning(): void {
    const { generations, hooks, log, options, table } = this.#core;
    if (!table.ofKind("front").some(record => record.state === "ready")) return;
    this.#core.running = true;
    log.info({ workers: generations.target, bind: options.bind }, "ready");
    options.onRunning();
    hooks.call("when_ready");
  }

  #noteTarget(): void {
    const { generations, hooks } = this.#core;
    const before = this.#target;
    if (generations.target === before) return;
    this.#target = generations.target;
    hooks.workers = this.#target;
    hooks.call("nworkers_changed", this.#target, before);
  }

  #noteIntensity(now: number): void {
    const intense = this.#core.crew.isIntense(now);
    if (intense && !this.#intense) this.#core.log.error("too many restarts: starting one per second from now on");
    this.#intense = intense;
  }
}
