// Node's own IncomingMessage, filled from the link instead of a parser.
import { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { IncomingBody } from "@seatstack/shared/link/types";
import type { RequestHead } from "@seatstack/shared/link/protocol";
import type { StubSocket } from "./stub-socket.ts";

/** What Node's parser uses to hand over headers; the public properties are computed from it. */
interface Internals {
  _addHeaderLines(headers: readonly string[], count: number): void;
  _dump(): void;
  _consuming: boolean;
}

export class LinkIncoming extends IncomingMessage {
  /** The edge's id of the request. */
  readonly requestId: string;
  #source: AsyncIterator<Buffer> | undefined;
  #pulling = false;

  constructor(head: RequestHead, body: IncomingBody, socket: StubSocket) {
    super(socket as unknown as Socket);
    this.requestId = head.id;
    this.httpVersionMajor = 1;
    this.httpVersionMinor = 1;
    this.httpVersion = "1.1";
    this.method = head.method;
    this.url = head.target;
    const { ready } = body;
    const headers = completeHeaders(head, ready);
    internals(this)._addHeaderLines(headers, headers.length);
    if (ready === undefined) {
      this.#source = body[Symbol.asyncIterator]();
      return;
    }
    this.complete = true;
    if (ready.length > 0) this.push(ready);
    this.push(null);
  }

  override _read(size: number): void {
    super._read(size);
    if (this.#source && !this.#pulling) void this.#pull(this.#source);
  }

  /** After the response: an unread body must not keep anything waiting (as Node's server does). */
  discard(): void {
    if (!internals(this)._consuming) internals(this)._dump();
  }

  async #pull(source: AsyncIterator<Buffer>): Promise<void> {
    this.#pulling = true;
    try {
      const { done, value } = await source.next();
      this.#pulling = false;
      if (this.destroyed) return;
      if (done !== true) {
        this.push(value);
        return;
      }
      this.#source = undefined;
      this.complete = true;
      this.push(null);
    } catch {
      // The client is gone; the cancel of the request destroys this message with the error that apps know.
      this.#source = undefined;
    }
  }
}

/** `host`, and a length where there is a body: apps find out by it whether there is one. */
function completeHeaders(head: RequestHead, ready: Buffer | undefined): readonly string[] {
  let hasHost = false;
  let hasLength = false;
  const { headers } = head;
  for (let i = 0; i < headers.length; i += 2) {
    if (headers[i] === "host") hasHost = true;
    else if (headers[i] === "content-length") hasLength = true;
  }
  const missing: string[] = hasHost ? [] : ["host", head.host];
  if (!hasLength && ready === undefined) missing.push("transfer-encoding", "chunked");
  else if (!hasLength && ready !== undefined && ready.length > 0) missing.push("content-length", String(ready.length));
  return missing.length === 0 ? headers : [...missing, ...headers];
}

function internals(message: IncomingMessage): Internals {
  return message as unknown as Internals;
}
