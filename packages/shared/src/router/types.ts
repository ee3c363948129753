// What the router offers to a tier's pipeline, and what it needs from it.
import type { Endpoint } from "../endpoints.ts";
import type { RequestBody } from "../link/body.ts";
import type { RequestHead, ResponseHead } from "../link/protocol.ts";
import type { RouterLimits } from "./options.ts";

/** Why no (whole) response came. The pipeline maps it to a status; nothing of it reaches a client. */
export type DispatchFailure =
  /** The queue was full: 503, Retry-After. */
  | "queue-full"
  /** No slot came free in time: 503, Retry-After. */
  | "queue-timeout"
  /** A worker took the request and was lost before the response's head; not safe to repeat: 502. */
  | "worker-lost"
  /** No response head within the upstream timeout: 504. */
  | "upstream-timeout"
  /** Lost or reset after the head: the client's connection must be cut, never ended cleanly. */
  | "cut-short";

/** Receives a response as it arrives. All calls come from the event loop, in this order: onHead, onBody*, then onEnd or onFailure. */
export interface ResponseSink {
  /** The app's early hints (flat headers of a 103), any number before the head; absent: they are dropped. */
  onHints?(headers: readonly string[]): void;
  onHead(head: ResponseHead, timing: DispatchTiming): void;
  /**
   * The chunk may be kept, but it is a part of what was read at once, up to 64 KB: copy a small one that is kept for long.
   * Call `grant(bytes)` on the dispatch when it is consumed.
   */
  onBody(chunk: Buffer): void;
  onEnd(): void;
  onFailure(failure: DispatchFailure, timing: DispatchTiming): void;
}

/** For the access log. Milliseconds. */
export interface DispatchTiming {
  readonly queued: number;
  readonly worker: number;
  readonly attempts: number;
  /** Number of the worker that has it; 0 or absent: none. */
  readonly workerNumber?: number;
}

export interface Dispatch {
  /** The client is gone: leaves the queue, or CANCELs at the worker. No call to the sink follows. */
  cancel(reason: string): void;
  /** Lets the worker send `bytes` more of the response body (flow control). */
  grant(bytes: number): void;
}

/** Receives what a worker makes of an upgrade. */
export interface UpgradeSink extends ResponseSink {
  /** The worker has taken what `write` refused. */
  onDrain(): void;
}

/**
 * An upgrade under way. After a head of status 101 both sides send raw bytes: onEnd tells that the worker has ended its
 * side, and only `end` and onEnd together are the end; `cut-short` may follow onEnd. Any other status is a plain response.
 */
export interface Upgrade extends Dispatch {
  /** Only after the 101. False: kept, but stop until onDrain. The chunk must not be changed after. */
  write(chunk: Buffer): boolean;
  /** The client has ended its side. Only after the 101, once. */
  end(): void;
}

export interface Router {
  /** Never throws; every outcome reaches the sink. */
  dispatch(head: RequestHead, body: RequestBody | null, sink: ResponseSink): Dispatch;
  /**
   * Dispatches a request that asks to switch protocols; its head has `connection` and `upgrade`. Nothing of the client's
   * stream leaves before the 101, so that until then it may be tried elsewhere like any other GET. Never throws.
   */
  upgrade(head: RequestHead, sink: UpgradeSink): Upgrade;
  /** Replaces the endpoint table: links to new endpoints are made, gone or draining ones get nothing new. */
  update(endpoints: readonly Endpoint[]): void;
  /** Replaces the limits, for the requests and the waits that begin after it. */
  configure(limits: RouterLimits): void;
  readonly stats: RouterStats;
  /** Waits for in-flight requests up to `timeout` ms, then closes all links. */
  close(timeout: number): Promise<void>;
}

export interface RouterStats {
  readonly queued: number;
  readonly inFlight: number;
  /** Endpoints connected, ready and not stalled. */
  readonly usable: number;
  readonly dispatched: number;
  readonly retries: number;
}

/** Slots in use per endpoint, shared by every router of a process (the zone) or private to one (a map). */
export interface SlotCounter {
  /** Takes a slot of the endpoint unless all are in use. */
  tryAcquire(endpoint: Endpoint): boolean;
  release(endpoint: Endpoint): void;
  /** The router's link to it is gone for good. */
  forget(endpoint: Endpoint): void;
  inUse(endpoint: Endpoint): number;
  /** Calls back (once per registration) when a slot was released by another router while this one had requests waiting. */
  onReleased(callback: () => void): void;
  /** Tells others that this router has requests waiting, oldest since `since` (monotonic ms), or none (0). */
  setWaiting(since: number): void;
  /** False while another router's oldest waiting request is older than `since`: a free slot is that one's. */
  mayTake(since: number): boolean;
}
