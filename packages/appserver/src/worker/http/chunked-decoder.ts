// Takes the chunked framing (RFC 9112 section 7.1) off a body that an app framed itself; strict, bounded, without trailers.
import { SeatstackError } from "@seatstack/shared/errors";

/** Digits of a chunk size: 4 GiB, more than any refusal. */
const SIZE_LINE = /^([0-9a-f]{1,8})$/i;
const EMPTY = Buffer.alloc(0);

export class ChunkedDecoder {
  #rest: Buffer = EMPTY;
  /** Whether the last chunk has come. */
  ended = false;

  /** The bytes of the body in it. What is incomplete is kept. Throws BAD_HANDSHAKE on anything that is not chunked. */
  decode(chunk: Buffer): Buffer {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const parts: Buffer[] = [];
    for (let part = this.#next(); part !== undefined; part = this.#next()) parts.push(part);
    return Buffer.concat(parts);
  }

  #next(): Buffer | undefined {
    if (this.ended) return undefined;
    const lineEnd = this.#rest.indexOf("\r\n");
    if (lineEnd < 0 && this.#rest.length <= 9) return undefined;
    const size = Number.parseInt(SIZE_LINE.exec(this.#rest.toString("latin1", 0, Math.max(lineEnd, 0)))?.[1] ?? "", 16);
    if (Number.isNaN(size)) throw new SeatstackError("BAD_HANDSHAKE", "the app's refusal is not chunked as it says");
    const from = lineEnd + 2;
    const end = from + size;
    if (this.#rest.length < end + 2) return undefined;
    if (this.#rest.toString("latin1", end, end + 2) !== "\r\n") {
      throw new SeatstackError(
        "BAD_HANDSHAKE",
        "the app's refusal has trailers, or chunks of another size than announced",
      );
    }
    this.ended = size === 0;
    const part = this.#rest.subarray(from, end);
    this.#rest = this.#rest.subarray(end + 2);
    return part;
  }
}
