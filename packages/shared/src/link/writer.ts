// Frames out: all that one turn of the event loop writes leaves in one system call.
import type { Writable } from "node:stream";
import { LinkError } from "./errors.ts";
import { headerText, requestText } from "./head.ts";
import {
  FLAG_END,
  FLAG_START,
  FLAG_UPGRADE,
  FRAME,
  HEADER_BYTES,
  MAX_BODY_PAYLOAD,
  MAX_PAYLOAD,
  REQUEST_FIXED_BYTES,
  SWITCHING_PROTOCOLS,
  type RequestHead,
} from "./protocol.ts";
import { flushThisTurn, type Flushable } from "./turn.ts";

const START_BYTES = 64 * 1024;
/** A turn's batch that grows past this leaves early, so that the peer can begin. */
const FLUSH_BYTES = 512 * 1024;
/** A body from this size on is handed to the kernel where it lies instead of being copied into the batch. */
const BY_REFERENCE_BYTES = 16 * 1024;
/** Microseconds: what a u32 holds, 71 minutes. */
const MAX_QUEUED = 2 ** 32 - 1;

export class FrameWriter implements Flushable {
  readonly #socket: Writable;
  #buffer = Buffer.allocUnsafeSlow(START_BYTES);
  #length = 0;
  /** What goes before the buffer's bytes from `#from` on, when bodies by reference broke it up. */
  #pieces: Buffer[] = [];
  #from = 0;
  #size = 0;
  #scheduled = false;
  #closed = false;
  /** Counts batches: a frame written in batch n has left only when `batch` is above n. */
  batch = 0;

  constructor(socket: Writable) {
    this.#socket = socket;
  }

  /** Bytes that wait for this turn's end. */
  get pending(): number {
    return this.#size + this.#length - this.#from;
  }

  /** A frame without END, with a short payload or none. */
  frame(type: number, stream: number, payload = ""): void {
    const at = this.#begin(payload.length);
    this.#buffer.write(payload, at + HEADER_BYTES, "latin1");
    this.#finish(at, payload.length, type, 0, stream);
  }

  window(stream: number, bytes: number): void {
    const at = this.#begin(4);
    this.#buffer.writeUInt32BE(bytes, at + HEADER_BYTES);
    this.#finish(at, 4, FRAME.WINDOW, 0, stream);
  }

  ping(sequence: number): void {
    const at = this.#begin(4);
    this.#buffer.writeUInt32BE(sequence, at + HEADER_BYTES);
    this.#finish(at, 4, FRAME.PING, 0, 0);
  }

  pong(sequence: number, clock: number): void {
    const at = this.#begin(12);
    this.#buffer.writeUInt32BE(sequence, at + HEADER_BYTES);
    this.#buffer.writeDoubleBE(clock, at + HEADER_BYTES + 4);
    this.#finish(at, 12, FRAME.PONG, 0, 0);
  }

  /** `claim`: latest monotonic ms at which the handler may begin, 0 for no limit. `starts`: START is to tell that it begins. */
  request(stream: number, head: RequestHead, claim: number, starts: boolean, end: boolean, upgrade = false): void {
    const text = requestText(head);
    const length = REQUEST_FIXED_BYTES + text.length;
    checkLength(length);
    const at = this.#begin(length);
    this.#buffer.writeUInt32BE(Math.ceil(head.deadline), at + HEADER_BYTES);
    this.#buffer.writeDoubleBE(claim, at + HEADER_BYTES + 4);
    this.#buffer.writeUInt32BE(Math.min(Math.round(head.queued * 1000), MAX_QUEUED), at + HEADER_BYTES + 12);
    this.#buffer.write(text, at + HEADER_BYTES + REQUEST_FIXED_BYTES, "latin1");
    const flags = (end ? FLAG_END : 0) | (starts ? FLAG_START : 0) | (upgrade ? FLAG_UPGRADE : 0);
    this.#finish(at, length, FRAME.REQUEST, flags, stream);
  }

  response(stream: number, status: number, headers: readonly string[], end: boolean): void {
    if (!Number.isInteger(status) || status < 200 || status > 999) {
      throw new LinkError("LINK_BAD_HEAD", `status ${status} is not a whole number from 200 to 999`);
    }
    this.#response(stream, status, headers, end);
  }

  /** Headers of a 103, at least one. Throws LINK_BAD_HEAD. */
  hints(stream: number, headers: readonly string[]): void {
    const text = headerText(headers);
    if (text.length > MAX_BODY_PAYLOAD) throw new LinkError("LINK_BAD_HEAD", `hints of ${text.length} bytes`);
    this.frame(FRAME.HINTS, stream, text);
  }

  /** The head of a switch of protocols; what follows is BODY. */
  switching(stream: number, headers: readonly string[]): void {
    this.#response(stream, SWITCHING_PROTOCOLS, headers, false);
  }

  #response(stream: number, status: number, headers: readonly string[], end: boolean): void {
    const text = headerText(headers);
    const length = 2 + text.length;
    checkLength(length);
    const at = this.#begin(length);
    this.#buffer.writeUInt16BE(status, at + HEADER_BYTES);
    this.#buffer.write(text, at + HEADER_BYTES + 2, "latin1");
    this.#finish(at, length, FRAME.RESPONSE, end ? FLAG_END : 0, stream);
  }

  /** One BODY frame; at most MAX_BODY_PAYLOAD bytes. The chunk must not change until it has left. */
  body(stream: number, chunk: Buffer, end: boolean): void {
    const flags = end ? FLAG_END : 0;
    if (chunk.length >= BY_REFERENCE_BYTES) {
      this.#finish(this.#begin(0), chunk.length, FRAME.BODY, flags, stream, false);
      this.#seal(chunk);
    } else {
      const at = this.#begin(chunk.length);
      this.#buffer.set(chunk, at + HEADER_BYTES);
      this.#finish(at, chunk.length, FRAME.BODY, flags, stream);
    }
    if (this.pending > FLUSH_BYTES) this.flush();
  }

  /** The last BODY frame from text, written as UTF-8 where it goes. Returns false when it may not fit one frame. */
  bodyText(stream: number, text: string): boolean {
    // A UTF-16 unit takes at most three bytes.
    if (text.length * 3 > MAX_BODY_PAYLOAD) return false;
    const at = this.#begin(text.length * 3);
    const length = this.#buffer.write(text, at + HEADER_BYTES, "utf8");
    this.#finish(at, length, FRAME.BODY, FLAG_END, stream);
    return true;
  }

  /** Sends what is pending now instead of at the turn's end. `sent` is called when the kernel has taken it. */
  flush(sent?: (error?: Error | null) => void): void {
    this.#scheduled = false;
    if (this.pending === 0 || this.#closed) return;
    this.batch++;
    if (this.#pieces.length > 0) this.#flushPieces();
    const last = this.#buffer.subarray(this.#from, this.#length);
    if (last.length > 0 || sent !== undefined) this.#socket.write(last, sent);
    this.#socket.uncork();
    this.#from = 0;
    this.#length = 0;
    this.#size = 0;
    // The kernel has a copy unless the socket is still holding ours.
    const kept = this.#socket.writableLength > 0 || this.#buffer.length > FLUSH_BYTES;
    if (kept) this.#buffer = Buffer.allocUnsafeSlow(START_BYTES);
  }

  /** Drops what is pending; nothing leaves any more. */
  close(): void {
    this.#closed = true;
    this.#pieces = [];
  }

  #flushPieces(): void {
    this.#socket.cork();
    for (const piece of this.#pieces) this.#socket.write(piece);
    this.#pieces = [];
  }

  /** Room for a frame; where its header goes. */
  #begin(payload: number): number {
    const needed = this.#length + HEADER_BYTES + payload;
    if (needed > this.#buffer.length) this.#grow(needed);
    return this.#length;
  }

  #grow(needed: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
    // Sealed pieces keep pointing at the old memory, so only what follows them moves.
    this.#buffer.copy(grown, this.#from, this.#from, this.#length);
    this.#buffer = grown;
  }

  #finish(at: number, length: number, type: number, flags: number, stream: number, inline = true): void {
    const buffer = this.#buffer;
    buffer.writeUInt32BE(length, at);
    buffer[at + 4] = type;
    buffer[at + 5] = flags;
    buffer.writeUInt32BE(stream, at + 6);
    this.#length = at + HEADER_BYTES + (inline ? length : 0);
    if (!this.#scheduled) {
      this.#scheduled = true;
      flushThisTurn(this);
    }
  }

  #seal(chunk: Buffer): void {
    this.#pieces.push(this.#buffer.subarray(this.#from, this.#length), chunk);
    this.#size += this.#length - this.#from + chunk.length;
    this.#from = this.#length;
  }
}

function checkLength(length: number): void {
  if (length > MAX_PAYLOAD)
    throw new LinkError("LINK_BAD_HEAD", `a head of ${length} bytes, allowed are ${MAX_PAYLOAD}`);
}
