// A reload: reads the config again, rolls the workers, and finds the way back from what is broken.
import { changedSettings } from "@seatstack/shared/config/changes";
import { loadConfig } from "@seatstack/shared/config/load";
import type { Config } from "@seatstack/shared/config/schema";
import { messageOf, SeatstackError } from "@seatstack/shared/errors";
import { assertChdir } from "./chdir.ts";
import type { Core } from "./core.ts";
import { tellFront } from "./front-settings.ts";

/** Boot failures in a row after which a reload counts as failed although some of its workers serve. */
const MAX_FAILURES = 3;

export class Reloads {
  readonly #core: Core;
  /** Counts reloads, so that the newest overtakes those before it. */
  #attempt = 0;
  #probing = false;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Whether a reload is under way, its probe included. */
  get busy(): boolean {
    return this.#probing || this.#core.generations.rolling;
  }

  /** Reads the config and rolls the workers; returns what is wrong with the config, if anything. */
  reload(): SeatstackError | undefined {
    const { stop } = this.#core;
    if (stop) return new SeatstackError("STOPPING", "the app tier is stopping");
    let config: Config;
    try {
      config = loadConfig(this.#core.options.run.source);
      assertChdir(config.app);
    } catch (error) {
      return this.#refuse(error);
    }
    this.#core.options.onReload(config);
    this.#attempt += 1;
    this.#warnOfRestartSettings(config);
    if (!this.#core.prepared) this.#overtakeStartup(config);
    else if (config.app.preload_app) void this.#preload(config, this.#attempt);
    else this.#begin(config);
    return undefined;
  }

  /** A worker of generation `failed` could not boot: goes back where that generation never served. */
  rollBack(failed: number): void {
    const { crew, generations, hooks, log } = this.#core;
    if (crew.bootFailures >= MAX_FAILURES) generations.stuck = true;
    const back = generations.rollBack(failed);
    if (!back) return;
    hooks.rollBack();
    log.level = back.config.log.level;
    tellFront(this.#core, back.config);
    const reason = generations.lastError;
    log.error({ failed, generation: back.number, reason }, "reload failed: the old generation keeps serving");
  }

  #begin(config: Config): void {
    const { crew, generations, hooks, log } = this.#core;
    this.#probing = false;
    this.#core.lastDeath.forget();
    const generation = generations.begin(config);
    hooks.begin(generation.number, config);
    hooks.workers = generations.target;
    hooks.call("on_reload");
    log.level = config.log.level;
    tellFront(this.#core, config);
    crew.forgive();
    log.info({ generation: generation.number }, "reload: replacing the workers one at a time");
  }

  /** No child exists yet: the startup goes on with the new config. */
  #overtakeStartup(config: Config): void {
    this.#begin(config);
    void this.#core.probe.end();
  }

  async #preload(config: Config, attempt: number): Promise<void> {
    const { generations, probe, push } = this.#core;
    this.#probing = true;
    const failure = await probe.run(config, generations.nextNumber);
    push({ type: "then", run: () => this.#onProbed(config, attempt, failure) });
  }

  #onProbed(config: Config, attempt: number, failure: SeatstackError | undefined): void {
    if (attempt !== this.#attempt || this.#core.stop) return;
    if (failure === undefined) return this.#begin(config);
    this.#probing = false;
    this.#core.generations.reloadFailed(failure.message);
    this.#core.log.error({ reason: failure.message }, "reload failed: the old generation keeps serving");
  }

  #refuse(error: unknown): SeatstackError {
    const reason = messageOf(error);
    this.#core.generations.reloadFailed(`the config is broken: ${reason}`);
    this.#core.log.error({ reason }, "reload failed: the config is broken, the old one stays");
    return error instanceof SeatstackError ? error : new SeatstackError("CONFIG", reason);
  }

  #warnOfRestartSettings(config: Config): void {
    const { generations, log } = this.#core;
    const settings = changedSettings(generations.current.config, config)
      .filter(({ change, setting }) => change === "restart" && !setting.startsWith("edge."))
      .map(({ setting }) => setting);
    if (settings.length > 0) log.warn({ settings }, "these settings change only with a restart of the app tier");
  }
}
