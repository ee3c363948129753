// What a worker sees of the link: a request's body as it arrives, the reply it writes, and the server itself.
import type { Logger } from "../logger.ts";
import type { Clock } from "./clock.ts";
import type { RequestHead } from "./protocol.ts";

/** A request's body. Read it once: `ready`, `buffer()` or the iterator. */
export interface IncomingBody extends AsyncIterable<Buffer> {
  /**
   * Whether the client asks to switch protocols (an upgrade). As a request it has no body; what the client sends after
   * `reply.head(101, …)` comes out of an iterator that was made after it, and ends where the client has ended its side.
   */
  readonly upgrade: boolean;
  /** The whole body if it has arrived already (it usually has, with the head), else undefined. Costs no promise. */
  readonly ready: Buffer | undefined;
  /** The whole body; empty where there is none. Rejects with a LinkError when the request is cancelled first. */
  buffer(): Promise<Buffer>;
}

/**
 * The answer to one request. Every request must come to `respond`, `end` or `reset`, also after a CANCEL: only that frees
 * its slot. Calls after the end are ignored; head and body of a cancelled request go nowhere.
 */
export interface Reply {
  /** Made on first access; aborted with the CANCEL's reason when the client is gone, the time is up, or the link is lost. */
  readonly signal: AbortSignal;
  /** Whether the signal is (or would be) aborted. Costs nothing. */
  readonly cancelled: boolean;
  /** Whether `head` or `respond` was called. */
  readonly headSent: boolean;
  /** Whether the stream has had its last frame. */
  readonly ended: boolean;
  /** Cheaper than the signal; called at most once, never when cancelled before it was set. */
  onCancel: ((reason: string) => void) | null;
  /** Called when `write` returned false and everything has been handed to the link since. */
  onDrain: (() => void) | null;
  /** Head and whole body in one go: the common case, no allocation. Throws LinkError BAD_HEAD on CR, LF, NUL or non-latin1 text. */
  respond(status: number, headers: readonly string[], body: Buffer | string | null): void;
  /**
   * Status 200 to 999 and flat [name, value, …]. Throws LinkError BAD_HEAD like `respond`, and then nothing was sent. 101,
   * for an upgrade only, switches protocols: no deadline applies any more, `write` sends raw bytes, `end` ends this side
   * alone, and the slot is free when the client has ended its side too, or by `reset`.
   */
  head(status: number, headers: readonly string[]): void;
  /**
   * 103 Early Hints (RFC 8297), any number of times before the head; later they are ignored. The tier decides who gets
   * them. Flat [name, value, …], at least one pair. Throws LinkError BAD_HEAD.
   */
  hints(headers: readonly string[]): void;
  /** False: the router's window is used up; the chunk is kept, wait for `onDrain`. The chunk must not be changed after. */
  write(chunk: Buffer): boolean;
  end(chunk?: Buffer): void;
  /** The stream failed. Before the head the router may try another worker, if the method allows it. */
  reset(reason: string): void;
}

export type RequestHandler = (head: RequestHead, body: IncomingBody, reply: Reply) => void;

/** Is told of every request that a handler gets. Must be cheap, and must not throw. Times in milliseconds of the server's clock. */
export interface LinkObserver {
  /** The handler is called now; the request waited so long for that, in the router's queue and here. */
  begun(waited: number, now: number, request: RequestHead): void;
  /** The reply's last frame is written, or there will be none. `begun`: when its handler was called. Status 0: it had no head. */
  ended(begun: number, now: number, request: RequestHead, status: number): void;
}

export interface LinkServerOptions {
  /** Unix socket path; bound under a temporary name, chmod, renamed, so that it is never seen half made. */
  readonly path: string;
  /** Default 0o660: the edge's user is in the app's group. */
  readonly mode?: number;
  readonly hello: { readonly worker: number; readonly generation: number };
  /** Requests in service at once, over all links; more are answered BUSY. */
  readonly slots: number;
  readonly log: Logger;
  /** Runs for each request after the whole chunk that brought it was decoded. Must not throw (it is logged, and the stream reset). */
  readonly onRequest: RequestHandler;
  /** The request's deadline has passed; its signal is aborted already. Default: `reply.reset("deadline")`, which frees the slot. */
  readonly onDeadline?: (reply: Reply) => void;
  readonly observer?: LinkObserver;
  readonly clock?: Clock;
}

export interface LinkServer {
  /** Requests in service. */
  readonly inFlight: number;
  /** Requests taken since the start. */
  readonly served: number;
  /** Links open. */
  readonly links: number;
  /** Takes no new link, tells every router DRAIN, answers BUSY to what still comes; resolves when nothing is in flight. */
  drain(): Promise<void>;
  /** Closes every link: after a drain it waits up to `grace` ms for the routers to close first. Default 1000. */
  close(grace?: number): Promise<void>;
}
