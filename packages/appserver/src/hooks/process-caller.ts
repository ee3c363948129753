// The HookCaller: which generation's hooks process gets the calls, and the way back from one that failed.
import { isBuiltinApp } from "@seatstack/shared/builtin-apps";
import type { Config } from "@seatstack/shared/config/schema";
import type { Logger } from "@seatstack/shared/logger";
import { HOOK_LIMIT, type ArbiterHook, type ArbiterHookArguments, type HookCaller } from "./caller.ts";
import { expectedHooks } from "./expected.ts";
import type { LaunchHooks } from "./launch.ts";
import { HooksProcess, type HookCall } from "./process.ts";

export interface HookCallerOptions {
  readonly log: Logger;
  readonly launch: LaunchHooks;
}

/** Whether the settings can name hooks at all: only then is there a process. */
function mayHaveHooks(app: Config["app"]): boolean {
  return app.hooks !== "" || !isBuiltinApp(app.module);
}

export class ProcessHookCaller implements HookCaller {
  readonly #options: HookCallerOptions;
  readonly #closing = new Set<Promise<void>>();
  /** Gets the calls. */
  #current: HooksProcess | undefined;
  /** What it took over from; kept while `#rolling`, until its generation is proven. */
  #former: HooksProcess | undefined;
  #rolling = false;
  workers = 0;

  constructor(options: HookCallerOptions) {
    this.#options = options;
  }

  begin(generation: number, config: Config): void {
    // A reload that overtakes another goes back to what both would have replaced.
    if (this.#rolling) this.#letGo(this.#current, 0);
    else this.#former = this.#current;
    this.#rolling = true;
    this.#current = mayHaveHooks(config.app) ? this.#start(generation, config) : undefined;
  }

  keep(): void {
    this.#letGo(this.#former, HOOK_LIMIT);
    this.#former = undefined;
    this.#rolling = false;
  }

  rollBack(): void {
    if (!this.#rolling) return;
    this.#letGo(this.#current, 0);
    this.#current = this.#former;
    this.#former = undefined;
    this.#rolling = false;
  }

  has(name: ArbiterHook): boolean {
    return this.#current?.has(name) ?? false;
  }

  call<Name extends ArbiterHook>(name: Name, ...args: ArbiterHookArguments[Name]): void {
    this.#current?.push({ name, args, workers: this.workers, done: () => undefined });
  }

  async callAndWait<Name extends ArbiterHook>(
    name: Name,
    limit: number,
    ...args: ArbiterHookArguments[Name]
  ): Promise<void> {
    if (!this.has(name)) return this.call(name, ...args);
    const over = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      this.#options.log.error({ hook: name }, `the hook ${name} is not done after ${limit} ms: not waiting any longer`);
      over.resolve();
    }, limit);
    this.#current?.push({ name, args, workers: this.workers, done: over.resolve });
    await over.promise;
    clearTimeout(timer);
  }

  reopen(): void {
    this.#former?.reopen();
    this.#current?.reopen();
  }

  async close(): Promise<void> {
    this.#letGo(this.#former, 0);
    this.#letGo(this.#current, 0);
    this.#former = undefined;
    this.#current = undefined;
    await Promise.all(this.#closing);
  }

  #start(generation: number, config: Config): HooksProcess {
    const { log, launch } = this.#options;
    const onFailed = (calls: readonly HookCall[]): void => this.#onFailed(started, calls);
    const expects = expectedHooks(config.app);
    const started = new HooksProcess({ generation, config, log, launch, random: Math.random, expects, onFailed });
    return started;
  }

  /** The new hooks cannot be loaded: the old ones take the calls, those that wait already, too. */
  #onFailed(failed: HooksProcess, calls: readonly HookCall[]): void {
    if (this.#current === failed) this.rollBack();
    for (const call of calls) {
      if (this.#current === undefined) call.done();
      else this.#current.push(call);
    }
  }

  /** What it still has to call gets `limit` ms. */
  #letGo(process: HooksProcess | undefined, limit: number): void {
    if (process === undefined) return;
    const closed = process.close(limit);
    this.#closing.add(closed);
    void closed.then(() => this.#closing.delete(closed));
  }
}
