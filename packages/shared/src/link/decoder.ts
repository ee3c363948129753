// Frames out of a byte stream that arrives in any pieces. Strict: what no frame may be ends the link.
import { protocolError } from "./errors.ts";
import {
  FLAG_END,
  FLAG_START,
  FLAG_UPGRADE,
  FRAME,
  HEADER_BYTES,
  MAX_BODY_PAYLOAD,
  MAX_PAYLOAD,
  REQUEST_FIXED_BYTES,
} from "./protocol.ts";

/** Takes each whole frame. The payload is `buffer` from `start` to `end`; the decoder never writes to it again. */
export interface FrameSink {
  onFrame(type: number, flags: number, stream: number, buffer: Buffer, start: number, end: number): void;
}

interface Rule {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly flags: number;
  /** Whether it belongs to stream 0. */
  readonly link: boolean;
}

const rule = (name: string, min: number, max: number, flags = 0, link = false): Rule => ({
  name,
  min,
  max,
  flags,
  link,
});

/** By frame type; a hole is an unknown type. */
const RULES: readonly (Rule | undefined)[] = (() => {
  const rules: (Rule | undefined)[] = [];
  rules[0] = undefined;
  rules[FRAME.HELLO] = rule("HELLO", 2, 4096, 0, true);
  rules[FRAME.REQUEST] = rule("REQUEST", REQUEST_FIXED_BYTES, MAX_PAYLOAD, FLAG_END | FLAG_START | FLAG_UPGRADE);
  rules[FRAME.BODY] = rule("BODY", 0, MAX_BODY_PAYLOAD, FLAG_END);
  rules[FRAME.RESPONSE] = rule("RESPONSE", 2, MAX_PAYLOAD, FLAG_END);
  rules[FRAME.CANCEL] = rule("CANCEL", 0, 1024);
  rules[FRAME.WINDOW] = rule("WINDOW", 4, 4);
  rules[FRAME.BUSY] = rule("BUSY", 0, 0);
  rules[FRAME.PING] = rule("PING", 4, 4, 0, true);
  rules[FRAME.PONG] = rule("PONG", 12, 12, 0, true);
  rules[FRAME.DRAIN] = rule("DRAIN", 0, 0, 0, true);
  rules[FRAME.RESET] = rule("RESET", 0, 1024);
  rules[FRAME.START] = rule("START", 0, 0);
  rules[FRAME.HINTS] = rule("HINTS", 1, MAX_BODY_PAYLOAD);
  return rules;
})();

export function frameName(type: number): string {
  return RULES[type]?.name ?? `type ${type}`;
}

export class FrameDecoder {
  /** A frame that began in an earlier chunk: first its header alone, then room for all of it. */
  #partial: Buffer = Buffer.alloc(0);
  #filled = 0;
  #stopped = false;

  /** Nothing more is emitted, also not from the chunk at hand. */
  stop(): void {
    this.#stopped = true;
    this.#filled = 0;
  }

  /** Emits every whole frame in order. Throws LINK_PROTOCOL at the first wrong one; no frame after it is emitted. */
  push(chunk: Buffer, sink: FrameSink): void {
    let at = this.#filled === 0 ? 0 : this.#finishPartial(chunk, sink);
    while (!this.#stopped && chunk.length - at >= HEADER_BYTES) {
      const length = checkHeader(chunk, at);
      const start = at + HEADER_BYTES;
      if (chunk.length - start < length) break;
      at = start + length;
      emit(chunk, start, at, sink, start - HEADER_BYTES);
    }
    if (!this.#stopped && at < chunk.length) this.#keep(chunk, at);
  }

  /** Completes the held frame from the chunk's first bytes; returns where the next frame begins. */
  #finishPartial(chunk: Buffer, sink: FrameSink): number {
    let at = 0;
    if (this.#filled < HEADER_BYTES) {
      at = this.#fill(chunk, 0, HEADER_BYTES);
      if (this.#filled < HEADER_BYTES) return at;
      this.#growTo(HEADER_BYTES + checkHeader(this.#partial, 0));
    }
    at = this.#fill(chunk, at, this.#partial.length);
    if (this.#filled < this.#partial.length) return at;
    const frame = this.#partial;
    this.#filled = 0;
    emit(frame, HEADER_BYTES, frame.length, sink, 0);
    return at;
  }

  /** Copies up to `upTo` bytes held in all; returns the first byte not copied. */
  #fill(chunk: Buffer, at: number, upTo: number): number {
    const end = Math.min(chunk.length, at + upTo - this.#filled);
    chunk.copy(this.#partial, this.#filled, at, end);
    this.#filled += end - at;
    return end;
  }

  #growTo(size: number): void {
    const grown = Buffer.allocUnsafe(size);
    this.#partial.copy(grown, 0, 0, this.#filled);
    this.#partial = grown;
  }

  /** A new buffer for each: an earlier one may live on as somebody's body. */
  #keep(chunk: Buffer, at: number): void {
    const known = chunk.length - at >= HEADER_BYTES;
    this.#partial = Buffer.allocUnsafe(known ? HEADER_BYTES + readLength(chunk, at) : HEADER_BYTES);
    this.#fill(chunk, at, chunk.length - at);
  }
}

function emit(buffer: Buffer, start: number, end: number, sink: FrameSink, header: number): void {
  sink.onFrame(buffer[header + 4] ?? 0, buffer[header + 5] ?? 0, readStream(buffer, header), buffer, start, end);
}

function readLength(buffer: Buffer, at: number): number {
  return buffer.readUInt32BE(at);
}

function readStream(buffer: Buffer, at: number): number {
  return buffer.readUInt32BE(at + 6);
}

/** The payload's length of the frame that begins at `at`, if its header is one that may be. */
function checkHeader(buffer: Buffer, at: number): number {
  const length = readLength(buffer, at);
  const type = buffer[at + 4] ?? 0;
  const flags = buffer[at + 5] ?? 0;
  const known = RULES[type];
  if (known === undefined) throw protocolError(`frame of unknown type ${type}`);
  if (length < known.min || length > known.max) {
    throw protocolError(`${known.name} of ${length} bytes, allowed are ${known.min} to ${known.max}`);
  }
  if ((flags & ~known.flags) !== 0) throw protocolError(`${known.name} with flags ${flags}`);
  if ((readStream(buffer, at) === 0) !== known.link) {
    throw protocolError(`${known.name} on ${known.link ? "a stream" : "stream 0"}`);
  }
  return length;
}
