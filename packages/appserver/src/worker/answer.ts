// Writes a response to the link, framed as its method and status demand; every adapter ends here.
import type { Reply } from "@seatstack/shared/link/types";
import { SeatstackError } from "@seatstack/shared/errors";
import { parseLength, type HeaderList } from "./headers.ts";

/** RFC 9110 section 15: final statuses. 1xx never come from an app. */
export function checkStatus(status: number): void {
  if (Number.isInteger(status) && status >= 200 && status <= 599) return;
  throw new SeatstackError("BAD_STATUS", `the app's response has an invalid status: ${String(status)}`);
}

/** Whether a response carries no body whatever its headers say (RFC 9110 section 6.4.1). */
export function isBodiless(method: string, status: number): boolean {
  return method === "HEAD" || status === 204 || status === 304;
}

/** A response that is here as a whole. content-length is ours; an app's own must be right, and stays where there is no body to count. Throws LENGTH_MISMATCH. */
export function answerWhole(
  method: string,
  status: number,
  headers: HeaderList,
  body: Buffer | string | null,
  reply: Reply,
): void {
  const flat = headers.finish();
  if (isBodiless(method, status)) {
    const length = headers.contentLength ?? (body === null || body.length === 0 ? undefined : byteLength(body));
    // RFC 9110 section 8.6: never on a 204; on HEAD and 304 what a GET would have.
    if (status !== 204 && length !== undefined) flat.push("content-length", length);
    return reply.respond(status, flat, null);
  }
  const length = body === null ? "0" : byteLength(body);
  if (headers.contentLength !== undefined && headers.contentLength !== length) {
    throw lengthMismatch(headers.contentLength, length);
  }
  flat.push("content-length", length);
  reply.respond(status, flat, body);
}

function byteLength(body: Buffer | string): string {
  return String(typeof body === "string" ? Buffer.byteLength(body) : body.length);
}

/** The head of a response whose body follows in chunks; returns the length that the app announced, if any. */
export function beginStream(status: number, headers: HeaderList, reply: Reply): number | undefined {
  const flat = headers.finish();
  const length = headers.contentLength === undefined ? undefined : parseLength(headers.contentLength);
  if (length !== undefined) flat.push("content-length", String(length));
  reply.head(status, flat);
  return length;
}

/** Counts a streamed body against its announced length: a mismatch would shift every later response of a connection. */
export class LengthGuard {
  readonly #announced: number | undefined;
  #sent = 0;

  constructor(announced: number | undefined) {
    this.#announced = announced;
  }

  /** Throws LENGTH_MISMATCH when it gets too long. */
  count(bytes: number): void {
    this.#sent += bytes;
    if (this.#announced !== undefined && this.#sent > this.#announced) throw this.#mismatch();
  }

  /** Throws LENGTH_MISMATCH when it is too short. */
  end(): void {
    if (this.#announced !== undefined && this.#sent < this.#announced) throw this.#mismatch();
  }

  #mismatch(): SeatstackError {
    return lengthMismatch(this.#announced, this.#sent);
  }
}

function lengthMismatch(announced: string | number | undefined, written: string | number): SeatstackError {
  return new SeatstackError("LENGTH_MISMATCH", `the app announced ${announced} bytes and wrote ${written}`);
}

/** The same bytes as a Buffer, without a copy. */
export function asBuffer(chunk: Uint8Array | string): Buffer {
  if (typeof chunk === "string") return Buffer.from(chunk);
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

/** Writes all chunks under the router's flow control, and stops the source when the client is gone. */
export async function pump(
  source: AsyncIterable<Uint8Array | string>,
  announced: number | undefined,
  reply: Reply,
): Promise<void> {
  const guard = new LengthGuard(announced);
  for await (const chunk of source) {
    if (reply.cancelled || reply.ended) break;
    const bytes = asBuffer(chunk);
    if (bytes.length === 0) continue;
    guard.count(bytes.length);
    if (!reply.write(bytes)) await drained(reply);
  }
  if (!reply.cancelled) guard.end();
  reply.end();
}

function drained(reply: Reply): Promise<void> {
  return new Promise(resolve => {
    reply.onDrain = () => {
      reply.onDrain = null;
      resolve();
    };
  });
}
