// How far the app tier is: up for the first time, a reload finished, a restart storm slowed down.
import type { AppStatus } from "@seatstack/shared/control/protocol";
import type { Core } from "./core.ts";

export class Progress {
  readonly #core: Core;
  #intense = false;

  constructor(core: Core) {
    this.#core = core;
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
    this.#noteIntensity(now);
  }

  get state(): AppStatus["state"] {
    const { crew, generations, running, stop, table } = this.#core;
    if (stop) return "stopping";
    if (generations.rolling) return "reloading";
    const ready = table.ofKind("web").some(record => record.state === "ready");
    if (!ready && crew.bootFailures > 0) return "failing";
    return running ? "running" : "starting";
  }

  #noteRunning(): void {
    const { generations, log, options, table } = this.#core;
    if (!table.ofKind("front").some(record => record.state === "ready")) return;
    this.#core.running = true;
    log.info({ workers: generations.target, bind: options.bind }, "ready");
    options.onRunning();
  }

  #noteIntensity(now: number): void {
    const intense = this.#core.crew.isIntense(now);
    if (intense && !this.#intense) this.#core.log.error("too many restarts: starting one per second from now on");
    this.#intense = intense;
  }
}
