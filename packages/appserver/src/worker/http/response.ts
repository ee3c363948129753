// Node's own ServerResponse, whose head and body go to the link instead of being written as HTTP/1.1 text.
//
// One method of Node's is replaced to that end, `_storeHeader`: writeHead (and everything that ends in it) hands it the
// final headers to be serialized. Ours keeps them as a list and marks the head as sent, so that Node writes nothing but
// body bytes to the socket: no status line, no chunked framing, whatever the app does. The replacements are properties of
// the response itself, because Express gives its own prototype to every response.
import { ServerResponse, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Reply } from "@seatstack/shared/link/types";
import { answerWhole, asBuffer, beginStream, checkStatus, LengthGuard } from "../answer.ts";
import type { HeaderList } from "../headers.ts";
import { earlyHints } from "./early-hints.ts";
import { discard } from "./incoming.ts";
import { collectHeaders, type HeaderArgument } from "./node-headers.ts";
import type { SocketOwner, StubSocket } from "./stub-socket.ts";

const BRIDGE = Symbol("seatstack.bridge");

/** A response with ours in it, and the fields of OutgoingMessage that are not in its types. */
interface LinkResponse extends ServerResponse {
  [BRIDGE]: Bridge;
  _header: string | null;
  _headerSent: boolean;
  _closed: boolean;
  _storeHeader(firstLine: string, given: HeaderArgument): void;
  _flush(): void;
}

export interface ResponseParts {
  readonly request: IncomingMessage;
  readonly socket: StubSocket;
  readonly reply: Reply;
  /** Gets what makes the response impossible after the app wrote it. */
  readonly onFailure: (error: unknown) => void;
}

export function makeResponse(parts: ResponseParts): ServerResponse {
  const response = new ServerResponse(parts.request) as LinkResponse;
  response[BRIDGE] = new Bridge(response, parts);
  response._storeHeader = storeHeader;
  (response as ServerResponse).end = end as ServerResponse["end"];
  // Other interim responses are the edge's business; on the link they would be taken for body bytes.
  response.writeInformation = callLast;
  response.writeContinue = callLast;
  response.writeProcessing = callLast;
  response.writeEarlyHints = earlyHints(parts.reply);
  response.assignSocket(parts.socket as unknown as Socket);
  return response;
}

/** Node's hook for the finished head; throws to the app what no response may carry, as Node's own does. */
function storeHeader(this: LinkResponse, _firstLine: string, given: HeaderArgument): void {
  this[BRIDGE].store(given);
}

function end(this: LinkResponse, chunk?: unknown, encoding?: unknown, callback?: unknown): ServerResponse {
  this[BRIDGE].end(chunk, encoding, callback);
  return this;
}

function callLast(...given: readonly unknown[]): void {
  const callback = given.at(-1);
  if (typeof callback === "function") callback();
}

/** Anything but null: Node takes it for a serialized head (`headersSent`), and never writes it. */
const HEAD_STORED = "stored";

/** Between one ServerResponse and its stream on the link. */
class Bridge implements SocketOwner {
  readonly #response: LinkResponse;
  readonly #parts: ResponseParts;
  #headers: HeaderList | undefined;
  #guard: LengthGuard | undefined;
  /** Body chunks while `end` runs and no head has left: the response may turn out to be whole. */
  #collected: (Buffer | string)[] | undefined;

  constructor(response: LinkResponse, parts: ResponseParts) {
    this.#response = response;
    this.#parts = parts;
    parts.socket.owner = this;
    parts.socket.on("drain", () => this.#onDrain());
    response.once("finish", () => this.#onFinish());
    parts.reply.onCancel = () => this.#onCancel();
  }

  store(given: HeaderArgument): void {
    const response = this.#response;
    checkStatus(response.statusCode);
    this.#headers = collectHeaders(response, given);
    response._header = HEAD_STORED;
    response._headerSent = true;
  }

  end(chunk: unknown, encoding: unknown, callback: unknown): void {
    const { reply } = this.#parts;
    if (!reply.headSent && !this.#response.writableEnded) this.#collected = [];
    try {
      ServerResponse.prototype.end.call(this.#response, chunk, encoding as BufferEncoding, callback as () => void);
    } finally {
      const collected = this.#collected;
      this.#collected = undefined;
      if (collected && this.#headers && !reply.ended) this.#answer(this.#headers, collected);
    }
  }

  onWrite(chunk: Buffer | string, encoding: BufferEncoding, done: () => void): void {
    const { reply } = this.#parts;
    if (this.#collected) {
      if (chunk.length > 0) this.#collected.push(toBody(chunk, encoding));
      return done();
    }
    if (!this.#headers || reply.ended || reply.cancelled) return done();
    try {
      this.#guard ??= new LengthGuard(beginStream(this.#response.statusCode, this.#headers, reply));
      const bytes = typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk;
      this.#guard.count(bytes.length);
      if (bytes.length === 0 || reply.write(bytes)) done();
      else reply.onDrain = done;
    } catch (error) {
      this.#parts.onFailure(error);
      this.#parts.socket.destroy();
      done();
    }
  }

  onDestroy(error: Error | null): void {
    const { reply, onFailure } = this.#parts;
    if (reply.ended || this.#response.writableFinished) return;
    if (error && !reply.cancelled) onFailure(error);
    else reply.reset("the app closed the connection");
  }

  /** As Node's server: whoever asked for the timeout decides; where nobody listens, the connection is closed. */
  onIdle(): void {
    const { request, socket } = this.#parts;
    const response = this.#response;
    const heard = (!request.complete && request.emit("timeout", socket)) || response.emit("timeout", socket);
    if (!heard && socket.server?.emit("timeout", socket) !== true) socket.destroy();
  }

  /** The whole response is here: the common case, one call to the link. */
  #answer(headers: HeaderList, chunks: readonly (Buffer | string)[]): void {
    const { request, reply, onFailure } = this.#parts;
    const [only = null] = chunks;
    const body = chunks.length < 2 ? only : Buffer.concat(chunks.map(chunk => asBuffer(chunk)));
    try {
      answerWhole(request.method ?? "", this.#response.statusCode, headers, body, reply);
    } catch (error) {
      onFailure(error);
    }
  }

  /** Everything written has gone to the link. What follows is what Node's server does after a response. */
  #onFinish(): void {
    const { request, socket } = this.#parts;
    const response = this.#response;
    this.#endStream();
    response.detachSocket(socket as unknown as Socket);
    if (socket.timeout > 0) socket.setTimeout(0);
    discard(request);
    process.nextTick(() => {
      if (response._closed) return;
      response.destroyed = true;
      response._closed = true;
      response.emit("close");
    });
  }

  #endStream(): void {
    const { reply, onFailure } = this.#parts;
    if (reply.ended) return;
    try {
      if (!reply.cancelled) this.#guard?.end();
      reply.end();
    } catch (error) {
      onFailure(error);
    }
  }

  /** Node's server does the same on its connection's `drain`: apps wait for the event on the response. */
  #onDrain(): void {
    if (!this.#response.writableEnded) this.#response._flush();
  }

  /** The client is gone: as on a real server the request fails, the response closes. */
  #onCancel(): void {
    this.#parts.request.destroy(Object.assign(new Error("aborted"), { code: "ECONNRESET" }));
    this.#parts.socket.destroy();
  }
}

function toBody(chunk: Buffer | string, encoding: BufferEncoding): Buffer | string {
  if (typeof chunk !== "string") return chunk;
  return encoding === "utf8" || encoding === "utf-8" ? chunk : Buffer.from(chunk, encoding);
}
