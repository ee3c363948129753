// The worker's end of one link: decodes a whole chunk, answers its PINGs, then hands out its requests.
import type { Socket } from "node:net";
import { FrameDecoder, frameName, type FrameSink } from "./decoder.ts";
import { LinkError, protocolError } from "./errors.ts";
import { parseRequest } from "./head.ts";
import { FLAG_END, FLAG_START, FRAME, type Hello } from "./protocol.ts";
import { ServerStream, type StreamOwner } from "./server-stream.ts";
import { FrameWriter } from "./writer.ts";

/** What a link needs of its server. */
export interface LinkOwner {
  now(): number;
  /** A request arrived whole or with its body under way. `arrived` is the monotonic ms of its chunk. */
  onStream(stream: ServerStream, arrived: number): void;
  /** Its START has reached the kernel: it may be run, if its claim still holds. */
  onStarted(stream: ServerStream): void;
  onStreamEnd(stream: ServerStream): void;
  onStreamDeadline(stream: ServerStream): void;
  onHandlerFault(stream: ServerStream, error: unknown): void;
  onLinkError(error: LinkError): void;
  onLinkClose(link: ServerLink): void;
}

export class ServerLink implements FrameSink, StreamOwner {
  readonly writer: FrameWriter;
  readonly #owner: LinkOwner;
  readonly #socket: Socket;
  readonly #decoder = new FrameDecoder();
  readonly #streams = new Map<number, ServerStream>();
  #arrived: ServerStream[] = [];
  #pings: number[] = [];

  constructor(owner: LinkOwner, socket: Socket, hello: Hello) {
    this.#owner = owner;
    this.#socket = socket;
    this.writer = new FrameWriter(socket);
    this.writer.frame(FRAME.HELLO, 0, JSON.stringify(hello));
    socket.on("data", (chunk: Buffer) => this.#onData(chunk));
    // A reset or broken pipe: `close` follows, and that is all there is to do.
    socket.on("error", () => {});
    socket.on("close", () => this.#onClose());
  }

  drain(): void {
    this.writer.frame(FRAME.DRAIN, 0);
    this.writer.flush();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  onFrame(type: number, flags: number, id: number, buffer: Buffer, start: number, end: number): void {
    switch (type) {
      case FRAME.REQUEST:
        return this.#onRequest(flags, id, buffer, start, end);
      case FRAME.BODY:
        // A stream that has ended here may still have frames under way: they are dropped.
        return this.#streams.get(id)?.receive(buffer.subarray(start, end), (flags & FLAG_END) !== 0);
      case FRAME.CANCEL:
        return this.#streams.get(id)?.cancel(buffer.toString("latin1", start, end));
      case FRAME.WINDOW:
        return this.#streams.get(id)?.grant(buffer.readUInt32BE(start));
      case FRAME.PING:
        this.#pings.push(buffer.readUInt32BE(start));
        return;
      default:
        throw protocolError(`${frameName(type)} from a router`);
    }
  }

  onStreamEnd(stream: ServerStream): void {
    this.#streams.delete(stream.id);
    this.#owner.onStreamEnd(stream);
  }

  onStreamDeadline(stream: ServerStream): void {
    this.#owner.onStreamDeadline(stream);
  }

  onHandlerFault(stream: ServerStream, error: unknown): void {
    this.#owner.onHandlerFault(stream, error);
  }

  #onRequest(flags: number, id: number, buffer: Buffer, start: number, end: number): void {
    if (this.#streams.has(id)) throw protocolError("REQUEST on a stream that is in use");
    const starts = (flags & FLAG_START) !== 0;
    const text = start + (starts ? 12 : 4);
    if (text > end) throw protocolError("REQUEST that is too short");
    const head = parseRequest(buffer.toString("latin1", text, end), buffer.readUInt32BE(start));
    const claim = starts ? buffer.readDoubleBE(start + 4) : undefined;
    const stream = new ServerStream(this, id, head, claim, (flags & FLAG_END) !== 0);
    this.#streams.set(id, stream);
    this.#arrived.push(stream);
  }

  #onData(chunk: Buffer): void {
    try {
      this.#decoder.push(chunk, this);
    } catch (error) {
      return this.#fail(error);
    }
    if (this.#pings.length > 0) this.#pong();
    if (this.#arrived.length > 0) this.#dispatch();
  }

  /** Written now: the requests of this chunk may take the loop for a while, and a PONG tells that it turns. */
  #pong(): void {
    const now = this.#owner.now();
    for (const sequence of this.#pings) this.writer.pong(sequence, now);
    this.#pings = [];
    this.writer.flush();
  }

  #dispatch(): void {
    const arrived = this.#arrived;
    this.#arrived = [];
    const now = this.#owner.now();
    let starting: ServerStream[] | undefined;
    for (const stream of arrived) {
      if (stream.claim === undefined || stream.cancelled) this.#owner.onStream(stream, now);
      else (starting ??= []).push(stream);
    }
    if (starting !== undefined) this.#start(starting, now);
  }

  #start(streams: ServerStream[], now: number): void {
    for (const stream of streams) this.#owner.onStream(stream, now);
    this.#startNext(streams, 0);
  }

  /**
   * One START, one handler, then the next: were all STARTs written first, a handler that blocks would keep those after it
   * from moving to another worker. A write that has called back is in the kernel's buffer: even if this process dies now,
   * the router will read it.
   */
  #startNext(streams: readonly ServerStream[], from: number): void {
    let at = from;
    while (streams[at]?.ended === true) at++;
    const stream = streams[at];
    if (stream === undefined) return;
    this.writer.frame(FRAME.START, stream.id);
    this.writer.flush(error => {
      if (error) return;
      this.#owner.onStarted(stream);
      this.#startNext(streams, at + 1);
    });
  }

  #fail(error: unknown): void {
    this.#decoder.stop();
    this.#owner.onLinkError(error instanceof LinkError ? error : protocolError(String(error)));
    this.#socket.destroy();
  }

  #onClose(): void {
    this.#decoder.stop();
    this.writer.close();
    this.#arrived = [];
    for (const stream of this.#streams.values()) stream.cancel("the link was lost");
    this.#owner.onLinkClose(this);
  }
}
