// The hooks of one worker, or of one of its threads, in the order of its life.
import type { RequestHead } from "@seatstack/shared/link/protocol";
import type { Logger } from "@seatstack/shared/logger";
import { VERSION } from "@seatstack/shared/version";
import { workerCount } from "../arbiter/sizing.ts";
import type { HookRequest, ServerInfo, WorkerInfo } from "../hooks.ts";
import type { BootMessage } from "../ipc.ts";
import { HOOK_LIMIT } from "./caller.ts";
import { HookSet } from "./hook-set.ts";
import { loadHooks } from "./load.ts";
import type { WorkerHook } from "./names.ts";
import { fireHook, runHook } from "./run.ts";

/** What serving calls for each request; there is none where neither hook exists. */
export interface RequestHooks {
  before(head: RequestHead): void;
  /** Undefined where there is no post_request: nothing needs to know of the end then. `duration` in milliseconds. */
  readonly after: ((head: RequestHead, status: number, duration: number) => void) | undefined;
}

/** What an INT or QUIT leaves for worker_int and worker_exit together; the arbiter kills after a second. Milliseconds. */
const QUICK_LIMIT = 700;

export class WorkerHooks {
  readonly #boot: BootMessage;
  readonly #log: Logger;
  readonly #server: ServerInfo;
  readonly #worker: WorkerInfo;
  #hooks = new HookSet();
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

  /** The app is made. */
  async initialized(): Promise<void> {
    await this.#run("post_worker_init", this.#boot.config.app.boot_timeout / 4, [this.#worker]);
  }

  /** To be asked once, after `begin`. */
  get requests(): RequestHooks | undefined {
    const hooks = this.#hooks;
    const [pre, post] = [hooks.has("pre_request"), hooks.has("post_request")];
    if (!pre && !post) return undefined;
    return {
      before: head => {
        if (pre) fireHook(hooks, "pre_request", [this.#worker, requestOf(head)], this.#log);
      },
      after: post
        ? (head, status, duration) => {
            fireHook(hooks, "post_request", [this.#worker, requestOf(head), { status, duration }], this.#log);
          }
        : undefined,
    };
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

function requestOf({ id, method, target, remoteAddress }: RequestHead): HookRequest {
  return { id, method, target, remoteAddress };
}
