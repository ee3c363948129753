// The router's end of one link: connects (again and again), checks the HELLO, carries requests, knows what was answered.
import { connect, type Socket } from "node:net";
import type { Endpoint } from "../endpoints.ts";
import { codeOf } from "../errors.ts";
import type { Logger } from "../logger.ts";
import { NotesReader, type StuckAt } from "./work-notes.ts";
import { ClientStream, type StreamHandler } from "./client-stream.ts";
import type { Clock } from "./clock.ts";
import { FrameDecoder, frameName, type FrameSink } from "./decoder.ts";
import { protocolError } from "./errors.ts";
import { parseHints, parseResponse } from "./head.ts";
import { parseHello } from "./hello.ts";
import { FLAG_END, FRAME, type RequestHead } from "./protocol.ts";
import { Pulse } from "./pulse.ts";
import { Retry } from "./retry.ts";
import { FrameWriter } from "./writer.ts";

/** What a link needs of its router. */
export interface ClientOwner {
  readonly log: Logger;
  readonly clock: Clock;
  /** It may take requests now, or answers again after it was overdue. */
  onUsable(): void;
  /** A stream has had its last frame, or its link is lost: its slot is free. Called before its handler. */
  onSlotFree(link: LinkClient): void;
  /** After the handler of such a stream. */
  onSettled(link: LinkClient): void;
  /** Retired and empty: it is closed and will not come back. */
  onGone(link: LinkClient): void;
}

const MAX_STREAM = 2 ** 32 - 1;
/** A link that held this long may be tried again at once when it is lost; a flapping one may not. */
const STEADY_MS = 1000;
/** Before a peer that broke the protocol is tried again. */
const AFTER_FAULT_MS = 1000;

export class LinkClient implements FrameSink {
  endpoint: Endpoint;
  readonly pulse = new Pulse();
  /** Said BUSY a moment ago although a slot looked free: somebody else's router uses them too. */
  resting = false;
  readonly streams = new Map<number, ClientStream>();
  /** Streams without a response's head yet. A worker that owes none needs no PING. */
  awaiting = 0;
  readonly #owner: ClientOwner;
  readonly #retry: Retry;
  #socket: Socket | undefined;
  #writer: FrameWriter | undefined;
  #decoder = new FrameDecoder();
  #open = false;
  #retired = false;
  /** All that the worker had written before the link ended was read. */
  #sawEnd = false;
  #failed = false;
  /** A stream had its last frame in the chunk at hand. */
  #settled = false;
  #openedAt = 0;
  #nextStream = 0;
  /** What the worker notes of this link. */
  #notes: NotesReader | undefined;

  constructor(endpoint: Endpoint, owner: ClientOwner) {
    this.endpoint = endpoint;
    this.#owner = owner;
    this.#retry = new Retry(owner.clock, () => this.#connect());
    this.#connect();
  }

  /** Connected, greeted, and neither draining nor gone from the table. */
  get connected(): boolean {
    return this.#open && !this.#retired;
  }

  /** May be sent a request now, if it has a free slot. */
  get usable(): boolean {
    return this.#open && !this.#retired && !this.resting && !this.pulse.stalled;
  }

  /** Whether nothing of the stream has left this process. */
  unsent(stream: ClientStream): boolean {
    return this.#writer !== undefined && stream.batch === this.#writer.batch;
  }

  /** What the stuck or dead worker was doing. Undefined when nobody can tell. */
  stuckAt(): StuckAt | undefined {
    return this.#notes?.read();
  }

  /** As FrameWriter.request. Throws LINK_BAD_HEAD, and then nothing was sent. Only while `connected`. */
  send(
    head: RequestHead,
    claim: number,
    starts: boolean,
    end: boolean,
    upgrade: boolean,
    handler: StreamHandler,
  ): ClientStream {
    if (this.#writer === undefined) throw new Error("the link is not connected");
    const stream = new ClientStream(this.#writer, this.#takeId(), claim, starts, upgrade, handler);
    this.#writer.request(stream.id, head, claim, starts, end, upgrade);
    this.streams.set(stream.id, stream);
    this.awaiting++;
    return stream;
  }

  /** Ends our side of a stream that has switched. */
  endSide(stream: ClientStream): void {
    stream.out.end();
    this.#closeStream(stream);
    this.#afterSettled();
  }

  ping(now: number): void {
    if (this.#writer === undefined || !this.#open) return;
    this.#writer.ping(this.pulse.sent(now));
    this.#writer.flush();
  }

  /** Takes nothing new; closes after its last stream, our side first. */
  retire(): void {
    this.#retired = true;
    this.#closeIfEmpty();
  }

  /** Closes now; streams are lost. */
  destroy(): void {
    this.#retired = true;
    this.#retry.stop();
    if (this.#socket === undefined) this.#owner.onGone(this);
    else this.#socket.destroy();
  }

  onFrame(type: number, flags: number, id: number, buffer: Buffer, start: number, end: number): void {
    if (!this.#open && type !== FRAME.HELLO) throw protocolError(`${frameName(type)} before HELLO`);
    const last = (flags & FLAG_END) !== 0;
    switch (type) {
      case FRAME.RESPONSE:
        return this.#onResponse(id, buffer, start, end, last);
      case FRAME.BODY:
        return this.#onBody(id, buffer.subarray(start, end), last);
      case FRAME.START:
        return this.#onStart(id);
      case FRAME.WINDOW:
        return this.#onWindow(id, buffer.readUInt32BE(start));
      case FRAME.BUSY:
        return this.#settle(id)?.onBusy();
      case FRAME.RESET:
        return this.#settle(id)?.onReset(buffer.toString("latin1", start, end));
      case FRAME.HINTS:
        return this.streams.get(id)?.receiveHints(parseHints(buffer.toString("latin1", start, end)));
      case FRAME.PONG:
        return this.#onPong(buffer.readUInt32BE(start), buffer.readDoubleBE(start + 4));
      case FRAME.HELLO:
        return this.#onHello(buffer.toString("utf8", start, end));
      case FRAME.DRAIN:
        this.#retired = true;
        return;
      default:
        throw protocolError(`${frameName(type)} from a worker`);
    }
  }

  #connect(): void {
    const socket = connect({ path: this.endpoint.path });
    const decoder = new FrameDecoder();
    this.#socket = socket;
    this.#decoder = decoder;
    this.#writer = new FrameWriter(socket);
    this.#sawEnd = false;
    this.#failed = false;
    this.pulse.reset();
    socket.on("data", (chunk: Buffer) => this.#onData(chunk));
    socket.on("end", () => (this.#sawEnd = true));
    socket.on("error", error => this.#onError(error));
    socket.on("close", () => this.#onClose());
  }

  #onData(chunk: Buffer): void {
    try {
      this.#decoder.push(chunk, this);
    } catch (error) {
      return this.#fail(error);
    }
    this.#afterSettled();
  }

  #afterSettled(): void {
    if (this.#settled) {
      this.#settled = false;
      this.#owner.onSettled(this);
    }
    this.#closeIfEmpty();
  }

  /** The worker's last frame for a stream. Returns who waits for it. */
  #settle(id: number): StreamHandler | null {
    const stream = this.streams.get(id);
    if (stream === undefined) return null;
    this.streams.delete(id);
    if (!stream.headSeen) this.awaiting--;
    this.#settled = true;
    this.#owner.onSlotFree(this);
    const { handler } = stream;
    stream.handler = null;
    return handler;
  }

  #takeId(): number {
    do {
      this.#nextStream = this.#nextStream === MAX_STREAM ? 1 : this.#nextStream + 1;
    } while (this.streams.has(this.#nextStream));
    return this.#nextStream;
  }

  #closeIfEmpty(): void {
    if (!this.#retired || this.streams.size > 0) return;
    if (this.#socket === undefined) return this.destroy();
    this.#writer?.flush();
    this.#socket.end();
  }

  #fail(error: unknown): void {
    this.#decoder.stop();
    this.#failed = true;
    const { worker, path } = this.endpoint;
    this.#owner.log.error({ err: error, worker, path }, "the worker broke the link's protocol; the link is closed");
    this.#socket?.destroy();
  }

  #onError(error: Error): void {
    // ECONNRESET on read comes after all that the worker had written was read (unix_stream_read_generic).
    if ("syscall" in error && error.syscall === "read") this.#sawEnd = true;
    const { worker, path } = this.endpoint;
    this.#owner.log.debug({ code: codeOf(error), worker, path }, "link not connected");
  }

  #onClose(): void {
    if (this.#open && this.#owner.clock.now() - this.#openedAt > STEADY_MS) this.#retry.reset();
    this.#open = false;
    this.#decoder.stop();
    const lost = [...this.streams.values()];
    this.streams.clear();
    this.awaiting = 0;
    for (const _ of lost) this.#owner.onSlotFree(this);
    const notes = lost.length > 0 ? this.stuckAt() : undefined;
    for (const stream of lost) stream.handler?.onLost(this.#untouched(stream, notes), this.#isCulprit(stream, notes));
    this.#notes?.close();
    this.#notes = undefined;
    this.#writer?.close();
    this.#writer = undefined;
    this.#socket = undefined;
    if (this.#retired) this.#owner.onGone(this);
    else this.#retry.later(this.#failed ? AFTER_FAULT_MS : 0);
    if (lost.length > 0) this.#owner.onSettled(this);
  }

  /** Never flushed; or the notes say that it was not begun; or every word was read and START was not among them. */
  #untouched(stream: ClientStream, notes: StuckAt | undefined): boolean {
    if (this.unsent(stream)) return true;
    if (!stream.starts) return notes !== undefined && stream.id > notes.lastBegun;
    return !stream.started && this.#sawEnd;
  }

  /**
   * Whether the worker was ended because of this very request: its handler held the loop, or it was the only one that a
   * worker with one slot had begun, and went on after an await.
   */
  #isCulprit(stream: ClientStream, notes: StuckAt | undefined): boolean {
    if (notes === undefined || !notes.condemned) return false;
    return notes.running === stream.id || (notes.running === undefined && this.endpoint.slots === 1);
  }

  #onHello(text: string): void {
    if (this.#open) throw protocolError("a second HELLO");
    const hello = parseHello(text);
    if (hello.worker !== this.endpoint.worker) throw protocolError(`HELLO of worker ${hello.worker}`);
    this.#open = true;
    this.#notes = NotesReader.open(this.endpoint.path, hello.notes);
    this.#openedAt = this.#owner.clock.now();
    this.ping(this.#openedAt);
    this.#owner.onUsable();
  }

  #onPong(sequence: number, clock: number): void {
    if (this.pulse.answered(sequence, clock, this.#owner.clock.now())) this.#owner.onUsable();
  }

  #onStart(id: number): void {
    const stream = this.streams.get(id);
    if (stream === undefined) return;
    if (!stream.starts) throw protocolError("START for a request that did not ask for it");
    stream.started = true;
  }

  #onResponse(id: number, buffer: Buffer, start: number, end: number, last: boolean): void {
    const stream = this.streams.get(id);
    if (stream === undefined) return;
    stream.receiveHead(parseResponse(buffer.readUInt16BE(start), buffer.toString("latin1", start + 2, end)));
    this.awaiting--;
    if (last) this.#onEnd(stream);
  }

  #onBody(id: number, chunk: Buffer, last: boolean): void {
    const stream = this.streams.get(id);
    if (stream === undefined) return;
    stream.receiveBody(chunk);
    if (last) this.#onEnd(stream);
  }

  #onEnd(stream: ClientStream): void {
    if (!stream.switched) return this.#settle(stream.id)?.onEnd();
    stream.remoteEnded = true;
    if (stream.closed) this.#settle(stream.id)?.onEnd();
    else stream.handler?.onEnd();
  }

  #onWindow(id: number, bytes: number): void {
    const stream = this.streams.get(id);
    if (stream === undefined) return;
    stream.granted(bytes);
    if (stream.remoteEnded) this.#closeStream(stream);
  }

  #closeStream(stream: ClientStream): void {
    if (stream.closed) this.#settle(stream.id)?.onClosed();
  }
}
