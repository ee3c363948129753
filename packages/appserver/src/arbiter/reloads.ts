// A reload: reads the config again, rolls the workers, and finds the way back from what is broken.
import { loadConfig } from "@seatstack/shared/config/load";
import type { Config } from "@seatstack/shared/config/schema";
import { messageOf, SeatstackError } from "@seatstack/shared/errors";
import type { Core } from "./core.ts";

export class Reloads {
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Reads the config and rolls the workers; returns what is wrong with the config, if anything. */
  reload(): SeatstackError | undefined {
    const { crew, generations, log, options, stop } = this.#core;
    if (stop) return new SeatstackError("STOPPING", "the app tier is stopping");
    let config: Config;
    try {
      config = loadConfig(options.run.source);
    } catch (error) {
      const reason = messageOf(error);
      generations.lastError = `the config is broken: ${reason}`;
      log.error({ reason }, "reload failed: the config is broken, the old one stays");
      return error instanceof SeatstackError ? error : new SeatstackError("CONFIG", reason);
    }
    const generation = generations.begin(config);
    log.level = config.log.level;
    crew.forgive();
    log.info({ generation: generation.number }, "reload: replacing the workers one at a time");
    return undefined;
  }

  /** A worker of generation `failed` could not boot: goes back where that generation never served. */
  rollBack(failed: number): void {
    const { generations, log } = this.#core;
    const back = generations.rollBack(failed);
    if (!back) return;
    log.level = back.config.log.level;
    const reason = generations.lastError;
    log.error({ failed, generation: back.number, reason }, "reload failed: the old generation keeps serving");
  }
}
