// The hooks of one worker, or of one of its threads, in the order of its life.
import type { LinkObserver } from "@seatstack/shared/link/types";
import type { Logger } from "@seatstack/shared/logger";
import { VERSION } from "@seatstack/shared/version";
import { workerCount } from "../arbiter/sizing.ts";
import type { ServerInfo, WorkerInfo } from "../hooks.ts";
import type { BootMessage } from "../ipc.ts";
import { HOOK_LIMIT } from "./caller.ts";
import { HookSet } from "./hook-set.ts";
import { loadHooks } from "./load.ts";
import type { WorkerHook } from "./names.ts";
import { RequestObserver } from "./request-observer.ts";
import { runHook } from "./run.ts";

/** What an INT or QUIT leaves for worker_int and worker_exit together; the arbiter kills after a second. Milliseconds. */
const QUICK_LIMIT = 700;

export class WorkerHooks {
  readonly #boot: BootMessage;
  readonly #log: Logger;
  readonly #server: ServerInfo;
  readonly #worker: WorkerInfo;
  #hooks = new HookSet();
  #requests: RequestObserver | undefined;
  #exited = false;

  /** `thread` from 1 in a thread of a `threads` worker, else 0. */
  constructor(boot: BootMessage, thread: number, log: Logger) {
    this.#boot = boot;
    this.#log = log;
    this.#server = {
      pid: boot.arbiter,
      version: VERSION,
      generation: boot.generation,
      workers: workerCount(boot.config.app),
      log,
    };
    this.#worker = {
      kind: boot.kind === "task" ? "task" : "web",
      pid: process.pid,
      worker: boot.worker,
      generation: boot.generation,
      thread,
      state: {},
    };
  }

  /**
   * Before the app is made, with the namespace of its module: loads the hooks and runs post_fork. Returns what it made of
   * `state`, for ApplicationContext. Rejects with HOOKS_LOAD (exit 4) only.
   */
  async begin(exported: object): Promise<Record<string, unknown>> {
    this.#hooks = await loadHooks(this.#boot.config.app, exported, this.#log);
    await this.#run("post_fork", this.#boot.config.app.boot_timeout / 2, [this.#server, this.#worker]);
    return this.#worker.state;
  }

  /** After `begin`: `inner`, with pre_request and post_request around it where one of them exists. */
  observe(inner: LinkObserver): LinkObserver {
    const hooks = this.#hooks;
    if (!hooks.has("pre_request") && !hooks.has("post_request")) return inner;
    this.#requests = new RequestObserver(inner, hooks, this.#worker, this.#log);
    return this.#requests;
  }

  /** From here on requests are somebody's. */
  serving(): void {
    if (this.#requests !== undefined) this.#requests.live = true;
  }

  /** The app is made. */
  async initialized(): Promise<void> {
    await this.#run("post_worker_init", this.#boot.config.app.boot_timeout / 4, [this.#worker]);
  }

  /** Got INT or QUIT: what still runs before the process ends at once, if anything does. */
  get interrupted(): (() => Promise<void>) | undefined {
    if (!this.#hooks.has("worker_int") && !this.#hooks.has("worker_exit")) return undefined;
    return async () => {
      await this.#run("worker_int", QUICK_LIMIT / 2, [this.#worker]);
      await this.exit(QUICK_LIMIT / 2);
    };
  }

  /** The last that runs. Once, however many ways lead to the end. */
  async exit(limit = HOOK_LIMIT): Promise<void> {
    if (this.#exited) return;
    this.#exited = true;
    await this.#run("worker_exit", limit, [this.#server, this.#worker]);
  }

  #run(name: WorkerHook, limit: number, args: readonly unknown[]): Promise<void> {
    return runHook(this.#hooks, name, args, this.#log, limit);
  }
}
