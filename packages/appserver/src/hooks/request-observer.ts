// pre_request and post_request, told by the link server. Where neither exists nothing of this is in a request's way.
import type { RequestHead } from "@seatstack/shared/link/protocol";
import type { LinkObserver } from "@seatstack/shared/link/types";
import type { Logger } from "@seatstack/shared/logger";
import type { HookRequest, WorkerInfo } from "../hooks.ts";
import type { HookSet } from "./hook-set.ts";
import { fireHook } from "./run.ts";

export class RequestObserver implements LinkObserver {
  readonly #inner: LinkObserver;
  readonly #hooks: HookSet;
  readonly #worker: WorkerInfo;
  readonly #log: Logger;
  readonly #pre: boolean;
  readonly #post: boolean;
  /** False until the worker is ready: what it asks itself before is nobody's request. */
  live = false;

  constructor(inner: LinkObserver, hooks: HookSet, worker: WorkerInfo, log: Logger) {
    this.#inner = inner;
    this.#hooks = hooks;
    this.#worker = worker;
    this.#log = log;
    this.#pre = hooks.has("pre_request");
    this.#post = hooks.has("post_request");
  }

  begun(waited: number, now: number, request: RequestHead): void {
    this.#inner.begun(waited, now, request);
    if (this.#pre && this.live) fireHook(this.#hooks, "pre_request", [this.#worker, toHook(request)], this.#log);
  }

  ended(begun: number, now: number, request: RequestHead, status: number): void {
    this.#inner.ended(begun, now, request, status);
    if (!this.#post || !this.live) return;
    const response = { status, duration: now - begun };
    fireHook(this.#hooks, "post_request", [this.#worker, toHook(request), response], this.#log);
  }
}

function toHook({ id, method, target, remoteAddress }: RequestHead): HookRequest {
  return { id, method, target, remoteAddress };
}
