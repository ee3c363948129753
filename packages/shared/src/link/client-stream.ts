// One request on a link, seen from the router: body out, response in, until the worker's last frame for it.
import { protocolError } from "./errors.ts";
import { GRANT_BYTES } from "./incoming.ts";
import { OutgoingChunks } from "./outgoing.ts";
import { FRAME, INITIAL_WINDOW, SWITCHING_PROTOCOLS, type ResponseHead } from "./protocol.ts";
import type { FrameWriter } from "./writer.ts";

/** Who gets the response. The last call is one of onEnd, onBusy, onReset, onLost. */
export interface StreamHandler {
  onHead(head: ResponseHead): void;
  onBody(chunk: Buffer): void;
  /** Before the head. */
  onHints(headers: readonly string[]): void;
  onEnd(): void;
  /** Not touched: no slot, draining, or the claim ran out. */
  onBusy(): void;
  onReset(reason: string): void;
  /**
   * The link is gone. `untouched`: it is proven that no handler saw the request, and none will. `culprit`: the worker was
   * ended because this request held its loop, and would do so to the next.
   */
  onLost(untouched: boolean, culprit: boolean): void;
  /** The worker has read more of the request's body. */
  onDrain(): void;
  /** Both sides of a stream that has switched have ended, ours last; onEnd was called before. */
  onClosed(): void;
}

export class ClientStream {
  readonly id: number;
  /** Batch that the REQUEST is in: while it is the writer's current one, nothing of it has left this process. */
  readonly batch: number;
  /** As in FrameWriter.request. */
  readonly claim: number;
  readonly starts: boolean;
  /** Null once nobody waits for it; the slot is held until the worker's last frame all the same. */
  handler: StreamHandler | null;
  readonly upgrade: boolean;
  started = false;
  headSeen = false;
  /** By a 101: each direction ends by itself. */
  switched = false;
  /** The worker's side of a stream that has switched has ended. */
  remoteEnded = false;
  readonly #writer: FrameWriter;
  #outgoing: OutgoingChunks | null = null;
  #credit = INITIAL_WINDOW;
  #owed = 0;

  constructor(
    writer: FrameWriter,
    id: number,
    claim: number,
    starts: boolean,
    upgrade: boolean,
    handler: StreamHandler,
  ) {
    this.#writer = writer;
    this.id = id;
    this.batch = writer.batch;
    this.claim = claim;
    this.starts = starts;
    this.upgrade = upgrade;
    this.handler = handler;
  }

  /** Whether neither side has more to say. */
  get closed(): boolean {
    return this.remoteEnded && this.#outgoing?.done === true;
  }

  /** The request's body. */
  get out(): OutgoingChunks {
    this.#outgoing ??= new OutgoingChunks(this.#writer, this.id, () => this.handler?.onDrain());
    return this.#outgoing;
  }

  /** No call to the handler follows. */
  cancel(reason: string): void {
    if (this.handler === null) return;
    this.handler = null;
    this.#writer.frame(FRAME.CANCEL, this.id, reason);
  }

  /** `bytes` of the response's body are consumed: the worker may send as many more. */
  grant(bytes: number): void {
    this.#owed += bytes;
    if (this.#owed < GRANT_BYTES || this.handler === null) return;
    this.#writer.window(this.id, this.#owed);
    this.#credit += this.#owed;
    this.#owed = 0;
  }

  /** A WINDOW frame. */
  granted(bytes: number): void {
    if (this.handler !== null) this.#outgoing?.grant(bytes);
  }

  receiveHead(head: ResponseHead): void {
    if (this.headSeen) throw protocolError("a second RESPONSE on a stream");
    if (head.status === SWITCHING_PROTOCOLS) {
      if (!this.upgrade) throw protocolError("status 101 for a request that is no upgrade");
      this.switched = true;
    }
    this.headSeen = true;
    this.handler?.onHead(head);
  }

  receiveHints(headers: readonly string[]): void {
    if (this.headSeen) throw protocolError("HINTS after RESPONSE");
    this.handler?.onHints(headers);
  }

  receiveBody(chunk: Buffer): void {
    if (!this.headSeen) throw protocolError("BODY before RESPONSE");
    if (this.remoteEnded) throw protocolError("BODY after END");
    this.#credit -= chunk.length;
    if (this.#credit < 0) throw protocolError("BODY beyond its window");
    if (chunk.length > 0) this.handler?.onBody(chunk);
  }
}
