// One request on its way through the router: waiting, sent, sent again, answered. Knows when it may be tried again.
import type { RequestBody } from "../link/body.ts";
import type { ClientStream, StreamHandler } from "../link/client-stream.ts";
import type { LinkClient } from "../link/client.ts";
import type { StuckAt } from "../link/work-notes.ts";
import { RESET_REASON, type RequestHead, type ResponseHead } from "../link/protocol.ts";
import { WheelEntry } from "../link/wheel.ts";
import { BodyPump } from "./body-pump.ts";
import { isIdempotent, isSafe } from "./methods.ts";
import type { Waiting } from "./queue.ts";
import type { Dispatch, DispatchFailure, DispatchTiming, ResponseSink } from "./types.ts";

/** What an exchange needs of its router. */
export interface ExchangeOwner {
  now(): number;
  /** Sends it to a free slot, or lets it wait before all others. */
  placeAgain(exchange: Exchange): void;
  /** The worker had no slot although one looked free. */
  rest(link: LinkClient): void;
  /** It is over: no timer, no place in the queue. Called before the sink hears of it. */
  onDone(exchange: Exchange): void;
  /** Protocols are switched: no time limit applies any more. */
  onSwitched(exchange: Exchange): void;
  onBodyFault(exchange: Exchange, error: unknown): void;
  /** Its sink threw, which is the tier's own fault and must cost this request only. */
  onSinkFault(exchange: Exchange, error: unknown): void;
}

/** Between a claim's end and its being taken for lost: what PONGs may be off by, and then some. */
const CLAIM_MARGIN = 2;
/** Workers may block one after the other; a request does not follow them for ever. */
const MOST_MOVES = 4;

export class Exchange extends WheelEntry implements Dispatch, StreamHandler, Waiting {
  readonly head: RequestHead;
  readonly safe: boolean;
  /** Whether it asks to switch protocols. */
  readonly upgrade: boolean = false;
  waitingSince: number;
  queuePrevious: Waiting | null = null;
  queueNext: Waiting | null = null;
  queued = false;
  done = false;
  /** Where it failed before: another endpoint is better. */
  avoid: LinkClient | null = null;
  /** Whether a claim was used up: the next worker may take its time. */
  claimed = false;
  readonly #owner: ExchangeOwner;
  readonly #body: RequestBody | null;
  readonly #sink: ResponseSink;
  protected link: LinkClient | null = null;
  protected stream: ClientStream | null = null;
  #pump: BodyPump | null = null;
  #headSeen = false;
  #repeated = false;
  #moves = 0;
  #sentAt = 0;
  /** Time in the queue in all, and that of earlier attempts. */
  #queuedFor = 0;
  #queuedBefore = 0;
  #attempts = 0;

  constructor(owner: ExchangeOwner, head: RequestHead, body: RequestBody | null, sink: ResponseSink, now: number) {
    super();
    this.#owner = owner;
    this.head = head;
    this.safe = isSafe(head.method);
    this.#body = body;
    this.#sink = sink;
    this.waitingSince = now;
  }

  /** `claim` as in FrameWriter.request. Throws LINK_BAD_HEAD. */
  sendOn(link: LinkClient, claim: number, now: number): void {
    const empty = !this.upgrade && (this.#body === null || this.#body.length === 0);
    this.#queuedFor = this.#queuedBefore + now - this.waitingSince;
    this.head.queued = this.#queuedFor;
    this.stream = link.send(this.head, claim, !this.safe, empty, this.upgrade, this);
    this.link = link;
    this.claimed ||= claim > 0;
    this.#attempts++;
    this.#sentAt = now;
    if (!empty) this.#sendBody(this.#body, this.stream);
  }

  cancel(reason: string): void {
    if (this.done) return;
    this.#dropStream(reason);
    this.finish();
  }

  grant(bytes: number): void {
    this.stream?.grant(bytes);
  }

  onHead(head: ResponseHead): void {
    this.#headSeen = true;
    try {
      this.#sink.onHead(head, this.#timing());
    } catch (error) {
      this.sinkFault(error);
    }
  }

  onHints(headers: readonly string[]): void {
    try {
      this.#sink.onHints?.(headers);
    } catch (error) {
      this.sinkFault(error);
    }
  }

  onBody(chunk: Buffer): void {
    try {
      this.#sink.onBody(chunk);
    } catch (error) {
      this.sinkFault(error);
    }
  }

  onEnd(): void {
    this.finish();
    try {
      this.#sink.onEnd();
    } catch (error) {
      this.sinkFault(error);
    }
  }

  onDrain(): void {
    this.#pump?.run();
  }

  onClosed(): void {
    this.finish();
  }

  /** Nothing happened to it there: it waits on as if it had never left the queue. */
  onBusy(): void {
    const claim = this.stream?.claim ?? 0;
    if (this.link !== null && (claim === 0 || this.#owner.now() <= claim)) this.#owner.rest(this.link);
    this.#drop();
    this.#owner.placeAgain(this);
  }

  onReset(reason: string): void {
    if (this.#headSeen) this.fail("cut-short");
    else if (reason === RESET_REASON.deadline) this.fail("upstream-timeout");
    else this.#repeatOrFail();
  }

  onLost(untouched: boolean, culprit: boolean): void {
    if (this.#headSeen) this.fail("cut-short");
    else if (untouched) this.#again();
    else if (culprit) this.fail("worker-lost");
    else this.#repeatOrFail();
  }

  /** The wheel's call: the time in the queue or for the response's head is up. */
  override onDue(): void {
    if (this.stream === null) return this.fail("queue-timeout");
    if (!this.#headSeen) this.fail("upstream-timeout");
  }

  fail(failure: DispatchFailure): void {
    if (this.done) return;
    const timing = this.#timing();
    this.#dropStream(failure);
    this.finish();
    try {
      this.#sink.onFailure(failure, timing);
    } catch (error) {
      this.sinkFault(error);
    }
  }

  /**
   * Whether it may leave a worker that does not answer. One that was not begun: its claim ran out before `readUntil`, so
   * that it never will be, and the notes or the missing START say that it was not by then (docs/decisions/002-link.md).
   * A safe one that was begun: another one's handler holds the loop.
   */
  mayMove(readUntil: number, stuck: StuckAt | undefined): boolean {
    if (this.stream === null || this.#headSeen || this.#moves >= MOST_MOVES) return false;
    const { claim, starts, started, id } = this.stream;
    const expired = claim > 0 && readUntil > claim + CLAIM_MARGIN;
    if (starts) return expired && !started;
    if (stuck === undefined) return false;
    if (id > stuck.lastBegun) return expired || claim === 0;
    return stuck.running !== undefined && id !== stuck.running;
  }

  /** Whether it may be run a second time, to find out if it is the one that blocks its worker. */
  get doubtful(): boolean {
    return this.safe && this.stream !== null && !this.#headSeen && this.#moves === 0;
  }

  /** Leaves its worker; the caller sends it on. */
  leave(): void {
    this.#moves++;
    this.#dropStream("moved to another worker");
    this.#startWaiting();
  }

  protected sinkFault(error: unknown): void {
    this.#owner.onSinkFault(this, error);
    this.cancel("the router's side failed");
  }

  #repeatOrFail(): void {
    if (this.#repeated || !isIdempotent(this.head.method)) return this.fail("worker-lost");
    this.#repeated = true;
    this.avoid = this.link;
    this.#again();
  }

  #again(): void {
    this.#drop();
    this.#startWaiting();
    this.#owner.placeAgain(this);
  }

  #startWaiting(): void {
    this.#queuedBefore = this.#queuedFor;
    this.waitingSince = this.#owner.now();
  }

  #sendBody(body: RequestBody | null, stream: ClientStream): void {
    if (body === null) return;
    this.#pump = new BodyPump(body, stream.out, error => {
      this.#owner.onBodyFault(this, error);
      this.fail("worker-lost");
    });
    // A source that failed at once has ended this exchange.
    if (!this.done) this.#pump.run();
  }

  #dropStream(reason: string): void {
    this.stream?.cancel(reason);
    this.#drop();
  }

  #drop(): void {
    this.#pump?.stop();
    this.#pump = null;
    this.stream = null;
  }

  /** Over: nothing more happens to it. */
  protected finish(): void {
    this.done = true;
    this.#drop();
    this.#owner.onDone(this);
  }

  #timing(): DispatchTiming {
    const now = this.#owner.now();
    const waiting = this.stream === null;
    return {
      queued: waiting ? this.#queuedBefore + now - this.waitingSince : this.#queuedFor,
      worker: waiting ? 0 : now - this.#sentAt,
      attempts: this.#attempts,
      workerNumber: this.link?.endpoint.worker ?? 0,
    };
  }
}
