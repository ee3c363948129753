// The hooks that an app's module, or the module that `app.hooks` names, may export. Names and moments are gunicorn's.
import type { Logger } from "@seatstack/shared/logger";

/** The server as a hook sees it. */
export interface ServerInfo {
  /** Pid of the arbiter. */
  readonly pid: number;
  readonly version: string;
  readonly generation: number;
  /** Workers wanted; in a worker what the settings say, before any TTIN or TTOU. */
  readonly workers: number;
  readonly log: Logger;
}

export interface WorkerInfo {
  /** Task workers get the hooks of a worker too: their tasks use what post_fork makes. */
  readonly kind: "web" | "task";
  /** 0 before it exists (pre_fork). */
  readonly pid: number;
  /** From 1. */
  readonly worker: number;
  readonly generation: number;
  /** From 1 in a thread of a `threads` worker, else 0. */
  readonly thread: number;
  /** Per worker (and thread), for what post_fork makes; the app gets the same object as ApplicationContext.state. */
  readonly state: Record<string, unknown>;
}

export interface HookRequest {
  readonly id: string;
  readonly method: string;
  readonly target: string;
  readonly remoteAddress: string;
}

export interface HookResponse {
  /** 0 where there was no response: the client was gone, or the time was up. */
  readonly status: number;
  /** Milliseconds in the worker. */
  readonly duration: number;
}

export interface ExitInfo {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The log line's words. */
  readonly cause: string;
}

type Result = void | Promise<void>;

/** All optional. What one throws is logged with its name and takes nothing down; what hangs is given up after a time. */
export interface Hooks {
  /** Beside the arbiter, in a process of their own, so that a hook that hangs or crashes never touches it. */
  on_starting?(server: ServerInfo): Result;
  when_ready?(server: ServerInfo): Result;
  on_reload?(server: ServerInfo): Result;
  pre_fork?(server: ServerInfo, worker: WorkerInfo): Result;
  child_exit?(server: ServerInfo, worker: WorkerInfo, exit: ExitInfo): Result;
  /** A worker, or one of its threads, was ended because its event loop hung for `timeout`. */
  worker_abort?(server: ServerInfo, worker: WorkerInfo, exit: ExitInfo): Result;
  nworkers_changed?(server: ServerInfo, now: number, before: number): Result;
  on_exit?(server: ServerInfo): Result;

  /** In the worker. post_fork comes before the app is made, post_worker_init after. */
  post_fork?(server: ServerInfo, worker: WorkerInfo): Result;
  post_worker_init?(worker: WorkerInfo): Result;
  /** For each request; kept cheap: what they return is not waited for, only a rejection is logged. */
  pre_request?(worker: WorkerInfo, request: HookRequest): Result;
  post_request?(worker: WorkerInfo, request: HookRequest, response: HookResponse): Result;
  /** The worker got INT or QUIT. */
  worker_int?(worker: WorkerInfo): Result;
  /** The last that runs in a worker that ends in order. */
  worker_exit?(server: ServerInfo, worker: WorkerInfo): Result;
}
