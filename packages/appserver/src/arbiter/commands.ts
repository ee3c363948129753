// What the arbiter does on request of a signal, the control socket or the admin server.
import type { AppStatus } from "@seatstack/shared/control/protocol";
import { MAX_WORKERS } from "@seatstack/shared/control/request";
import type { SeatstackError } from "@seatstack/shared/errors";
import { VERSION } from "@seatstack/shared/version";
import type { Core } from "./core.ts";
import type { Progress } from "./progress.ts";
import type { Reloads } from "./reloads.ts";
import type { Commands } from "./requests.ts";
import { workerClass } from "./sizing.ts";
import { appStatus } from "./status.ts";
import type { StopMode } from "./stop.ts";
import type { Subscribers } from "./subscribers.ts";

export class CoreCommands implements Commands {
  readonly #core: Core;
  readonly #reloads: Reloads;
  readonly #progress: Progress;

  constructor(core: Core, reloads: Reloads, progress: Progress) {
    this.#core = core;
    this.#reloads = reloads;
    this.#progress = progress;
  }

  get subscribers(): Subscribers {
    return this.#core.subscribers;
  }

  get target(): number {
    return this.#core.generations.target;
  }

  async status(): Promise<AppStatus> {
    const { app, crew, generations, options, table } = this.#core;
    const { lastError } = generations;
    const parts = {
      version: VERSION,
      pid: process.pid,
      uptime: Math.round(process.uptime() * 1000),
      state: this.#progress.state,
      generation: generations.current.number,
      workerClass: workerClass(app),
      target: generations.target,
      restarts: crew.restarts,
      restartsBy: {},
      bind: options.bind,
      ...(lastError === undefined ? {} : { lastError }),
    };
    return appStatus(parts, table.all(), this.#core.now());
  }

  reload(): SeatstackError | undefined {
    return this.#reloads.reload();
  }

  scale(workers: number): number {
    const { generations, log } = this.#core;
    generations.target = Math.min(MAX_WORKERS, Math.max(1, workers));
    log.info({ workers: generations.target }, "number of workers changed");
    return generations.target;
  }

  reopen(): void {
    this.#core.family.signal("SIGUSR1");
  }

  stop(mode: StopMode): void {
    this.#core.beginStop(mode);
  }
}
