// One generation's hooks process as the arbiter drives it: one call at a time, in order; started again when it dies.
import type { Config } from "@seatstack/shared/config/schema";
import type { Logger } from "@seatstack/shared/logger";
import { Backoff } from "../arbiter/backoff.ts";
import type { ArbiterHook } from "./caller.ts";
import type { HooksChild, LaunchHooks } from "./launch.ts";
import { hangLimit, type FromHooks } from "./messages.ts";

export interface HookCall {
  readonly name: ArbiterHook;
  readonly workers: number;
  readonly args: readonly unknown[];
  /** Exactly once: done, failed, or given up. */
  done(): void;
}

export interface HooksProcessOptions {
  readonly generation: number;
  readonly config: Config;
  readonly log: Logger;
  readonly launch: LaunchHooks;
  readonly random: () => number;
  /** Whether a hook is likely to exist, while they are not loaded yet. */
  expects(name: ArbiterHook): boolean;
  /** The modules could not be loaded at the first try: whoever had the calls before may have them again. */
  onFailed(calls: readonly HookCall[]): void;
}

/** Calls that wait; what comes beyond is dropped with a warning: a hook that hangs must not fill the arbiter's memory. */
const MOST_WAITING = 1000;
/** A process that was told to end is killed after this. Milliseconds. */
const END_LIMIT = 500;
/** The process's own watchdog acts first; this is for one that is stopped altogether. Milliseconds. */
const MARGIN = 5000;

export class HooksProcess {
  readonly #options: HooksProcessOptions;
  readonly #backoff: Backoff;
  readonly #gone = Promise.withResolvers<void>();
  /** Nothing waits any more, once it is closing. */
  readonly #idle = Promise.withResolvers<void>();
  #child: HooksChild | undefined;
  /** The hooks that exist; undefined until they have been loaded once. */
  #names: ReadonlySet<ArbiterHook> | undefined;
  #ready = false;
  #queue: HookCall[] = [];
  #current: HookCall | undefined;
  #readyAt = 0;
  #deadline: NodeJS.Timeout | undefined;
  #restart: NodeJS.Timeout | undefined;
  #closing = false;
  /** There is nothing more to call. */
  #over = false;

  constructor(options: HooksProcessOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.random);
    this.#start();
  }

  has(name: ArbiterHook): boolean {
    return !this.#over && (this.#names?.has(name) ?? this.#options.expects(name));
  }

  push(call: HookCall): void {
    if (this.#over || this.#names?.has(call.name) === false) return call.done();
    if (this.#queue.length >= MOST_WAITING) {
      this.#options.log.warn({ hook: call.name }, "too many hooks wait for one that is not done: this call is dropped");
      return call.done();
    }
    this.#queue.push(call);
    this.#next();
  }

  /** Ends the process when what waits is done, but `limit` ms from now at the latest; resolves when it is gone. */
  async close(limit = 0): Promise<void> {
    const timer = setTimeout(this.#idle.resolve, limit);
    this.#closing = true;
    if (limit > 0) {
      this.#next();
      await this.#idle.promise;
    }
    clearTimeout(timer);
    this.#finish();
    this.#child?.send({ type: "end" });
    const killer = setTimeout(() => this.#child?.kill(), END_LIMIT);
    await this.#gone.promise;
    clearTimeout(killer);
  }

  /** USR1: the log files were renamed. */
  reopen(): void {
    this.#child?.send({ type: "reopen" });
  }

  #start(): void {
    const { config, generation, launch } = this.#options;
    this.#child = launch(config, {
      onMessage: message => this.#onMessage(message),
      onExit: cause => this.#onExit(cause),
    });
    this.#child.send({ type: "load", generation, arbiter: process.pid, config });
    this.#limit(config.app.boot_timeout, "the hooks are not loaded within boot_timeout");
  }

  #onMessage(message: FromHooks): void {
    switch (message.type) {
      case "loaded":
        return this.#onLoaded(message.hooks);
      case "failed":
        return this.#onFailed(message.message, message.app);
      case "done":
        return this.#onDone();
      default:
        message satisfies never;
    }
  }

  #onLoaded(hooks: readonly ArbiterHook[]): void {
    clearTimeout(this.#deadline);
    this.#names = new Set(hooks);
    this.#ready = true;
    this.#readyAt = performance.now();
    this.#backoff.onReady();
    if (hooks.length === 0) return this.#finish();
    const missing = this.#queue.filter(call => !this.has(call.name));
    this.#queue = this.#queue.filter(call => this.has(call.name));
    for (const call of missing) call.done();
    this.#next();
  }

  #onFailed(reason: string, ofApp: boolean): void {
    const { generation, log } = this.#options;
    const again = this.#names !== undefined;
    // Workers that boot at the same time say what is wrong with the app; after a death of this process alone there are none.
    log[ofApp && !again ? "debug" : "error"]({ reason, generation }, "the hooks cannot be loaded");
    if (again) return;
    const calls = this.#queue;
    this.#queue = [];
    this.#finish();
    this.#options.onFailed(calls);
  }

  #next(): void {
    if (this.#current !== undefined) return;
    if (this.#closing && this.#queue.length === 0) return this.#idle.resolve();
    const call = this.#ready ? this.#queue.shift() : undefined;
    if (call === undefined) return;
    this.#current = call;
    const { name, workers, args } = call;
    this.#child?.send({ type: "call", name, workers, args });
    this.#limit(hangLimit(this.#options.config.app) + MARGIN, `the hook ${name} hangs`);
  }

  #onDone(): void {
    clearTimeout(this.#deadline);
    const call = this.#current;
    this.#current = undefined;
    call?.done();
    this.#next();
  }

  #limit(ms: number, reason: string): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => {
      this.#options.log.error(`killing the hooks' process: ${reason}`);
      this.#child?.kill();
    }, ms);
    this.#deadline.unref();
  }

  #onExit(cause: string): void {
    clearTimeout(this.#deadline);
    this.#child = undefined;
    const wasReady = this.#ready;
    this.#ready = false;
    if (this.#over) return this.#gone.resolve();
    const hook = this.#current?.name;
    this.#options.log.error({ cause, ...(hook === undefined ? {} : { hook }) }, "the hooks' process died");
    this.#onDone();
    const now = performance.now();
    this.#backoff.onDeath({ ready: wasReady, lived: wasReady ? now - this.#readyAt : 0, external: false }, now);
    this.#restart = setTimeout(() => {
      this.#backoff.onRestart(performance.now());
      this.#start();
    }, this.#backoff.wait(now));
  }

  /** No calls any more. */
  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    this.#idle.resolve();
    clearTimeout(this.#restart);
    clearTimeout(this.#deadline);
    for (const call of this.#queue.splice(0)) call.done();
    this.#current?.done();
    this.#current = undefined;
    if (this.#child === undefined) this.#gone.resolve();
  }
}
