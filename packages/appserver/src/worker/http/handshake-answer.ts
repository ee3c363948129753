// Reads the answer to an upgrade that an app writes as HTTP/1.1 text, and gives it to the link.
import { SeatstackError } from "@seatstack/shared/errors";
import type { Reply } from "@seatstack/shared/link/types";
import { answerWhole, beginStream, checkStatus, LengthGuard } from "../answer.ts";
import { HeaderList, parseLength } from "../headers.ts";
import { ChunkedDecoder } from "./chunked-decoder.ts";

const SWITCHING_PROTOCOLS = 101;
const EMPTY = Buffer.alloc(0);
/** Far more than any handshake; what is longer is no HTTP. Bytes. */
const MAX_HEAD = 64 * 1024;
/** RFC 9112 section 4; the reason is for nobody. */
const STATUS_LINE = /^HTTP\/1\.[01] (\d{3})(?: |$)/;
/** RFC 9112 section 2.2 lets a recipient take a lone LF for the end of a line: hand-written heads have them. */
const END_OF_HEAD = /\r?\n\r?\n/;

interface Head {
  readonly status: number;
  readonly headers: HeaderList;
  readonly upgrade: string | undefined;
  readonly chunked: boolean;
}

type Phase = "head" | "raw" | "body" | "over";

export class HandshakeAnswer {
  readonly #reply: Reply;
  readonly #onSwitched: () => void;
  #phase: Phase = "head";
  #text: Buffer = EMPTY;
  #head: Head | undefined;
  /** Bytes that a refusal's content-length still allows. */
  #left: number | undefined;
  #guard: LengthGuard | undefined;
  #chunks: ChunkedDecoder | undefined;

  /** `onSwitched` is called when the 101 has gone to the link. */
  constructor(reply: Reply, onSwitched: () => void) {
    this.#reply = reply;
    this.#onSwitched = onSwitched;
  }

  /** False: wait for the reply's onDrain. Throws BAD_HANDSHAKE, BAD_HEADER or BAD_STATUS. */
  write(chunk: Buffer): boolean {
    if (this.#phase === "head") return this.#readHead(chunk);
    if (this.#phase === "raw") return this.#reply.write(chunk);
    return this.#phase === "over" || this.#writeBody(chunk);
  }

  /** The app has ended its side. Throws BAD_HANDSHAKE before a whole head, LENGTH_MISMATCH in a body. */
  end(): void {
    if (this.#phase === "over") return;
    if (this.#phase === "head") throw bad("the app ended the connection before it had answered the handshake");
    if (this.#phase === "body") {
      if (this.#chunks) throw bad("the app's chunked refusal has no end");
      if (this.#answerHeld(null)) return;
      this.#guard?.end();
    }
    this.#phase = "over";
    this.#reply.end();
  }

  /** The connection is closed: that ends a refusal without a length (RFC 9112 section 6.3), and nothing else. */
  close(): void {
    if (this.#phase === "body" && this.#left === undefined && !this.#chunks) this.end();
  }

  #readHead(chunk: Buffer): boolean {
    this.#text = this.#text.length === 0 ? chunk : Buffer.concat([this.#text, chunk]);
    const text = this.#text.toString("latin1", 0, MAX_HEAD);
    const end = END_OF_HEAD.exec(text);
    if (!end) {
      if (this.#text.length >= MAX_HEAD) throw bad("the app's answer to the handshake has no end");
      return true;
    }
    const rest = this.#text.subarray(end.index + end[0].length);
    this.#text = EMPTY;
    return this.#begin(parseHead(text.slice(0, end.index)), rest);
  }

  #begin(head: Head, rest: Buffer): boolean {
    const { status, headers, upgrade } = head;
    if (status === SWITCHING_PROTOCOLS) {
      const flat = headers.finish();
      // The protocol that was chosen; that Connection names it is the business of who writes to the client.
      if (upgrade !== undefined) flat.push("upgrade", upgrade);
      this.#reply.head(status, flat);
      this.#phase = "raw";
      this.#onSwitched();
      return rest.length === 0 || this.#reply.write(rest);
    }
    // Interim, 100 or 103: nobody waits for it.
    if (status < 200) return rest.length === 0 || this.#readHead(rest);
    checkStatus(status);
    this.#phase = "body";
    this.#head = head;
    if (head.chunked) this.#chunks = new ChunkedDecoder();
    else if (headers.contentLength !== undefined) this.#left = parseLength(headers.contentLength);
    if (this.#left === 0) return this.#answerHeld(null);
    return rest.length === 0 || this.#writeBody(rest);
  }

  #writeBody(chunk: Buffer): boolean {
    if (this.#chunks) return this.#writeChunks(this.#chunks, chunk);
    // What comes after the announced length would be a second response, on a connection that is not the app's.
    const bytes = this.#left === undefined ? chunk : chunk.subarray(0, this.#left);
    if (this.#left !== undefined && (this.#left -= bytes.length) === 0) {
      if (this.#answerHeld(bytes)) return true;
      this.#phase = "over";
      this.#reply.end(bytes);
      return true;
    }
    return this.#stream(bytes);
  }

  #writeChunks(decoder: ChunkedDecoder, chunk: Buffer): boolean {
    const bytes = decoder.decode(chunk);
    const room = bytes.length === 0 || this.#stream(bytes);
    if (!decoder.ended || this.#answerHeld(null)) return room;
    this.#phase = "over";
    this.#reply.end();
    return true;
  }

  #stream(bytes: Buffer): boolean {
    const head = this.#head;
    this.#head = undefined;
    if (head) this.#guard = new LengthGuard(beginStream(head.status, head.headers, this.#reply));
    this.#guard?.count(bytes.length);
    return this.#reply.write(bytes);
  }

  /** A refusal that is here as a whole, the usual case. False when its head has left already. */
  #answerHeld(body: Buffer | null): boolean {
    const head = this.#head;
    if (!head) return false;
    this.#phase = "over";
    answerWhole("GET", head.status, head.headers, body, this.#reply);
    return true;
  }
}

function parseHead(text: string): Head {
  const [first = "", ...lines] = text.split(/\r?\n/);
  const status = Number(STATUS_LINE.exec(first)?.[1] ?? NaN);
  if (Number.isNaN(status)) throw bad(`the app answered the handshake with ${JSON.stringify(first.slice(0, 60))}`);
  const headers = new HeaderList();
  let upgrade: string | undefined;
  let chunked = false;
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0));
    const value = line.slice(colon + 1).trim();
    // Keeps to the end-to-end ones, and refuses what is no header.
    headers.add(name, value);
    const lower = name.toLowerCase();
    if (lower === "upgrade") upgrade = value;
    else if (lower === "transfer-encoding") chunked = value.toLowerCase() === "chunked";
  }
  return { status, headers, upgrade, chunked };
}

function bad(message: string): SeatstackError {
  return new SeatstackError("BAD_HANDSHAKE", message);
}
