// One request in a worker: its body, its reply, its signal and its deadline, as one object.
import { LinkError, protocolError } from "./errors.ts";
import { EMPTY, IncomingChunks } from "./incoming.ts";
import { OutgoingChunks } from "./outgoing.ts";
import { FRAME, MAX_BODY_PAYLOAD, RESET_REASON, SWITCHING_PROTOCOLS, type RequestHead } from "./protocol.ts";
import type { IncomingBody, Reply } from "./types.ts";
import { WheelEntry } from "./wheel.ts";
import type { FrameWriter } from "./writer.ts";

/** What a stream needs of its link. */
export interface StreamOwner {
  /** Its turn has come. */
  run(stream: ServerStream): void;
  readonly writer: FrameWriter;
  readonly noteCell: number;
  /** Called once, when the stream has had its last frame and its slot is free. */
  onStreamEnd(stream: ServerStream): void;
  /** Called when its deadline has passed. */
  onStreamDeadline(stream: ServerStream): void;
  /** It has a head and goes on, or has switched protocols: it may stay open for as long as it likes. */
  onStreamOpen(stream: ServerStream): void;
  /** A callback of the handler threw, which must cost this request only. */
  onHandlerFault(stream: ServerStream, error: unknown): void;
}

/** Longest reason that crosses the link. */
const MAX_REASON = 200;

export class ServerStream extends WheelEntry implements IncomingBody, Reply {
  readonly request: RequestHead;
  readonly id: number;
  /** Latest monotonic ms at which the handler may begin; 0 for no limit. */
  readonly claim: number;
  /** Whether START goes out before the handler runs. */
  readonly starts: boolean;
  readonly upgrade: boolean;
  /** Whether it holds one of the server's slots. */
  taken = false;
  /** Whether a handler has it. */
  running = false;
  /** When it was taken, and when its handler was called. Monotonic ms. */
  arrivedAt = 0;
  begunAt = 0;
  headSent = false;
  ended = false;
  /** Of the reply's head; 0 before it. */
  status = 0;
  onCancel: ((reason: string) => void) | null = null;
  onDrain: (() => void) | null = null;
  readonly #owner: StreamOwner;
  readonly #incoming: IncomingChunks | null;
  #outgoing: OutgoingChunks | null = null;
  /** The handler is done, but the window has not let everything out yet, or the client of an upgrade is not done. */
  #ending = false;
  /** Our END of an upgraded stream is out; it waits for the client's. */
  #halfClosed = false;
  #switched = false;
  #cancelReason: string | null = null;
  #abort: AbortController | null = null;

  constructor(
    owner: StreamOwner,
    id: number,
    request: RequestHead,
    claim: number,
    starts: boolean,
    whole: boolean,
    upgrade: boolean,
  ) {
    super();
    this.#owner = owner;
    this.id = id;
    this.request = request;
    this.claim = claim;
    this.starts = starts;
    this.upgrade = upgrade;
    this.#incoming = whole ? null : new IncomingChunks(owner.writer, id);
  }

  get ready(): Buffer | undefined {
    return this.#readable === null ? EMPTY : this.#readable.ready;
  }

  async buffer(): Promise<Buffer> {
    return this.#readable === null ? EMPTY : this.#readable.whole();
  }

  [Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    return this.#readable === null ? nothing() : this.#readable.iterate();
  }

  /** An upgrade that has not switched is a request without a body. */
  get #readable(): IncomingChunks | null {
    return this.upgrade && !this.#switched ? null : this.#incoming;
  }

  get noteCell(): number {
    return this.#owner.noteCell;
  }

  get cancelled(): boolean {
    return this.#cancelReason !== null;
  }

  get signal(): AbortSignal {
    if (this.#abort === null) {
      this.#abort = new AbortController();
      if (this.#cancelReason !== null) this.#abort.abort(abortReason(this.#cancelReason));
    }
    return this.#abort.signal;
  }

  respond(status: number, headers: readonly string[], body: Buffer | string | null): void {
    if (this.#mute()) return;
    this.#assertNoHead();
    const empty = body === null || body.length === 0;
    this.#owner.writer.response(this.id, status, headers, empty);
    this.headSent = true;
    this.status = status;
    if (empty) this.#finish();
    else if (typeof body !== "string") this.#endWith(body);
    else if (this.#owner.writer.bodyText(this.id, body)) this.#finish();
    else this.#endWith(Buffer.from(body));
  }

  head(status: number, headers: readonly string[]): void {
    if (this.ended || this.#ending) return;
    this.#assertNoHead();
    if (status === SWITCHING_PROTOCOLS) return this.#switch(headers);
    if (!this.cancelled) this.#owner.writer.response(this.id, status, headers, false);
    this.headSent = true;
    this.status = status;
    // The time was for an answer to begin: events and downloads may go on for hours.
    this.#owner.onStreamOpen(this);
  }

  hints(headers: readonly string[]): void {
    if (!this.headSent && !this.cancelled && !this.ended) this.#owner.writer.hints(this.id, headers);
  }

  #switch(headers: readonly string[]): void {
    if (!this.upgrade) throw new LinkError("LINK_BAD_HEAD", "status 101 for a request that is no upgrade");
    if (!this.cancelled) this.#owner.writer.switching(this.id, headers);
    this.headSent = true;
    this.status = SWITCHING_PROTOCOLS;
    this.#switched = true;
    this.#owner.onStreamOpen(this);
  }

  write(chunk: Buffer): boolean {
    if (this.ended || this.#ending || this.cancelled) return true;
    this.#assertHead();
    return this.#out().write(chunk);
  }

  end(chunk?: Buffer): void {
    if (this.#mute()) return;
    this.#assertHead();
    this.#endWith(chunk ?? EMPTY);
  }

  /** Once the deadline has passed that is the reason, whatever an app's code does then: the router must not ask again. */
  reset(reason: string): void {
    if (this.ended) return;
    const why = this.#cancelReason === RESET_REASON.deadline ? RESET_REASON.deadline : reason;
    this.#owner.writer.frame(FRAME.RESET, this.id, plain(why));
    this.#finish();
  }

  /** Its turn has come. */
  run(): void {
    this.#owner.run(this);
  }

  /** The request was not touched: no slot, or its claim ran out. */
  busy(): void {
    this.#owner.writer.frame(FRAME.BUSY, this.id);
    this.#finish();
  }

  /** A BODY frame. Throws LINK_PROTOCOL. */
  receive(chunk: Buffer, end: boolean): void {
    if (this.#incoming === null) throw protocolError("BODY after END");
    if (this.upgrade && !this.#switched) throw protocolError("BODY of an upgrade before its 101");
    this.#incoming.receive(chunk, end);
    if (end && this.#halfClosed) this.#finish();
  }

  /** A WINDOW frame. Throws LINK_PROTOCOL. */
  grant(bytes: number): void {
    if (this.cancelled || this.#outgoing === null) return;
    this.#outgoing.grant(bytes);
    if (this.#outgoing.done && !this.ended) this.#allSent();
  }

  /** Nobody waits for the answer any more. The slot stays taken until the handler has ended the reply. */
  cancel(reason: string): void {
    if (this.cancelled || this.ended) return;
    this.#cancelReason = reason;
    if (this.#ending && !this.#switched) return this.reset(RESET_REASON.cancelled);
    this.#incoming?.fail(reason);
    this.#abort?.abort(abortReason(reason));
    const { onCancel } = this;
    this.onCancel = null;
    if (onCancel !== null) this.#call(() => onCancel(reason));
    if (this.#ending) this.reset(RESET_REASON.cancelled);
    else if (this.#outgoing !== null) this.#drained();
  }

  override onDue(): void {
    this.cancel(RESET_REASON.deadline);
    if (!this.ended) this.#owner.onStreamDeadline(this);
  }

  /** Whether the last bytes of the reply go nowhere. A cancelled one is ended here, so that its slot comes free. */
  #mute(): boolean {
    if (this.ended || this.#ending) return true;
    if (!this.cancelled) return false;
    this.reset(RESET_REASON.cancelled);
    return true;
  }

  #endWith(body: Buffer): void {
    if (this.#outgoing === null && body.length <= MAX_BODY_PAYLOAD) {
      this.#owner.writer.body(this.id, body, true);
      this.#allSent();
      return;
    }
    const out = this.#out();
    this.#ending = true;
    out.end(body);
    if (out.done) this.#allSent();
    else this.#owner.onStreamOpen(this);
  }

  /** Our END is out. */
  #allSent(): void {
    if (!this.#switched || this.#incoming?.ended === true) return this.#finish();
    this.#ending = true;
    this.#halfClosed = true;
  }

  #out(): OutgoingChunks {
    this.#outgoing ??= new OutgoingChunks(this.#owner.writer, this.id, () => this.#drained());
    return this.#outgoing;
  }

  #drained(): void {
    this.#call(() => this.onDrain?.());
  }

  #call(callback: () => void): void {
    try {
      callback();
    } catch (error) {
      this.#owner.onHandlerFault(this, error);
    }
  }

  #finish(): void {
    this.ended = true;
    this.#incoming?.fail("the reply has ended");
    this.#owner.onStreamEnd(this);
  }

  #assertHead(): void {
    if (!this.headSent) throw new Error("the response's head was not sent yet");
  }

  #assertNoHead(): void {
    if (this.headSent) throw new Error("the response's head was sent already");
  }
}

async function* nothing(): AsyncGenerator<Buffer> {}

function abortReason(reason: string): DOMException {
  return new DOMException(`the request was cancelled: ${reason}`, "AbortError");
}

/** A reason as a frame may carry it. */
function plain(reason: string): string {
  // oxlint-disable-next-line no-control-regex
  return reason.slice(0, MAX_REASON).replace(/[^\x20-\x7e]/g, "?");
}
