// What the arbiter does on request of a signal, the control socket or the admin server.
import type { AppStatus } from "@seatstack/shared/control/protocol";
import { MAX_WORKERS } from "@seatstack/shared/control/request";
import { SeatstackError } from "@seatstack/shared/errors";
import type { Core } from "./core.ts";
import { renderMetrics } from "./metrics.ts";
import type { Progress } from "./progress.ts";
import type { Reloads } from "./reloads.ts";
import type { Commands } from "./requests.ts";
import { tierStatus } from "./status.ts";
import type { StopMode } from "./stop.ts";
import type { Subscribers } from "./subscribers.ts";
import { ownsTerminal } from "./terminal.ts";

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
    return tierStatus(this.#core, this.#progress.state);
  }

  async metrics(): Promise<string> {
    return renderMetrics(await this.status());
  }

  reload(): SeatstackError | undefined {
    return this.#reloads.reload();
  }

  reloaded(): Promise<SeatstackError | undefined> {
    return this.#core.reloadWatch.end();
  }

  upgrade(): SeatstackError | undefined {
    if (this.#core.stop) return new SeatstackError("STOPPING", "the app tier is stopping");
    return this.#core.options.upgrade();
  }

  scale(workers: number): number {
    const { generations, log } = this.#core;
    generations.target = Math.min(MAX_WORKERS, Math.max(1, workers));
    log.info({ workers: generations.target }, "number of workers changed");
    return generations.target;
  }

  rest(): void {
    const { generations, log } = this.#core;
    if (ownsTerminal()) {
      log.info("WINCH is ignored in the foreground of a terminal: its window sends it too");
      return;
    }
    generations.rest();
    log.info("the workers stop, the sockets stay open; HUP brings all back, TTIN one");
  }

  reopen(): void {
    this.#core.options.onReopen(this.#core.generations.current.config);
    this.#core.family.signal("SIGUSR1");
    this.#core.hooks.reopen();
  }

  stop(mode: StopMode): void {
    this.#core.beginStop(mode);
  }
}
