// The worker's end of one link: decodes a whole chunk, answers its PINGs, then hands out its requests.
import type { Socket } from "node:net";
import { FrameDecoder, frameName, type FrameSink } from "./decoder.ts";
import { LinkError, protocolError } from "./errors.ts";
import { parseRequest } from "./head.ts";
import {
  FLAG_END,
  FLAG_START,
  FLAG_UPGRADE,
  FRAME,
  REQUEST_FIXED_BYTES,
  RESET_REASON,
  type Hello,
} from "./protocol.ts";
import { ServerStream, type StreamOwner } from "./server-stream.ts";
import { FrameWriter } from "./writer.ts";

/** What a link needs of its server. */
export interface LinkOwner {
  now(): number;
  /** The requests of one chunk, whole or with their bodies under way. */
  onArrived(streams: readonly ServerStream[]): void;
  /** The request may be run now, if nobody cancelled it and its claim still holds. */
  onRun(stream: ServerStream): void;
  onStreamEnd(stream: ServerStream): void;
  onStreamDeadline(stream: ServerStream): void;
  onStreamOpen(stream: ServerStream): void;
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
  /** Of this link in the worker's notes. */
  readonly noteCell: number;
  #arrived: ServerStream[] = [];
  readonly #pings: number[] = [];
  /** Unsafe requests whose turn has come; the first has its START under way. */
  readonly #starting: ServerStream[] = [];

  constructor(owner: LinkOwner, socket: Socket, hello: Hello) {
    this.#owner = owner;
    this.#socket = socket;
    this.noteCell = hello.notes;
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

  onStreamOpen(stream: ServerStream): void {
    this.#owner.onStreamOpen(stream);
  }

  onHandlerFault(stream: ServerStream, error: unknown): void {
    this.#owner.onHandlerFault(stream, error);
  }

  #onRequest(flags: number, id: number, buffer: Buffer, start: number, end: number): void {
    if (this.#streams.has(id)) throw protocolError("REQUEST on a stream that is in use");
    const starts = (flags & FLAG_START) !== 0;
    const text = start + REQUEST_FIXED_BYTES;
    const queued = buffer.readUInt32BE(start + 12) / 1000;
    const head = parseRequest(buffer.toString("latin1", text, end), buffer.readUInt32BE(start), queued);
    const claim = buffer.readDoubleBE(start + 4);
    const upgrade = (flags & FLAG_UPGRADE) !== 0;
    const whole = (flags & FLAG_END) !== 0;
    if (upgrade && whole) throw protocolError("REQUEST for an upgrade that has ended");
    const stream = new ServerStream(this, id, head, claim, starts, whole, upgrade);
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
    if (this.#arrived.length === 0) return;
    const arrived = this.#arrived;
    this.#arrived = [];
    this.#owner.onArrived(arrived);
  }

  /** Written now: the requests of this chunk may take the loop for a while, and a PONG tells that it turns. */
  #pong(): void {
    const now = this.#owner.now();
    for (const sequence of this.#pings) this.writer.pong(sequence, now);
    this.#pings.length = 0;
    this.writer.flush();
  }

  /** Runs a request whose turn has come: at once, or after its START. */
  run(stream: ServerStream): void {
    if (!stream.starts || stream.cancelled) this.#owner.onRun(stream);
    else if (this.#starting.push(stream) === 1) this.#startNext();
  }

  /**
   * One START, one handler, then the next: were all STARTs written first, a handler that blocks would keep those after it
   * from moving to another worker. A write that has called back is in the kernel's buffer: even if this process dies now,
   * the router will read it.
   */
  #startNext(): void {
    const stream = this.#starting[0];
    if (stream === undefined) return;
    this.writer.frame(FRAME.START, stream.id);
    this.writer.flush(error => {
      if (error) return;
      this.#owner.onRun(stream);
      this.#starting.shift();
      this.#startNext();
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
    for (const stream of this.#streams.values()) {
      stream.cancel("the link was lost");
      // Nobody else would give its slot back.
      if (!stream.running) stream.reset(RESET_REASON.cancelled);
    }
    this.#owner.onLinkClose(this);
  }
}
