// What comes before the first child: the hook on_starting, and the probe of preload_app.
import type { SeatstackError } from "@seatstack/shared/errors";
import { HOOK_LIMIT } from "../hooks/caller.ts";
import type { Core } from "./core.ts";

export class Startup {
  readonly #core: Core;
  #begun = false;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Once; sets `core.prepared` when children may be started. */
  begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    void this.#prepare().then(failure => this.#core.push({ type: "then", run: () => this.#onPrepared(failure) }));
  }

  #onPrepared(failure: SeatstackError | undefined): void {
    if (failure) this.#core.fail(failure);
    else this.#core.prepared = true;
  }

  async #prepare(): Promise<SeatstackError | undefined> {
    const { generations, hooks, probe } = this.#core;
    const first = generations.current;
    hooks.begin(first.number, first.config);
    hooks.workers = generations.target;
    await hooks.callAndWait("on_starting", HOOK_LIMIT);
    for (;;) {
      const { config, number } = generations.current;
      if (!config.app.preload_app || this.#core.stop) return undefined;
      const failure = await probe.run(config, number);
      // A reload that came meanwhile ended the probe: the newest config counts.
      if (number === generations.current.number) return failure;
    }
  }
}
