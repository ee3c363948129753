// Node's own ServerResponse, whose head and body go to the link instead of being written as HTTP/1.1 text.
//
// One method of Node's is replaced to that end, `_storeHeader`: writeHead (and everything that ends in it) hands it the
// final headers to be serialized. Ours keeps them as a list and marks the head as sent, so that Node writes nothing but
// body bytes to the socket: no status line, no chunked framing, whatever the app does.
import { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Reply } from "@seatstack/shared/link/types";
import { answerWhole, asBuffer, beginStream, checkStatus, LengthGuard } from "../answer.ts";
import { HeaderList } from "../headers.ts";
import type { LinkIncoming } from "./incoming.ts";
import type { SocketOwner, StubSocket } from "./stub-socket.ts";

/** Fields of OutgoingMessage that are not in its types. */
interface Internals {
  _header: string | null;
  _headerSent: boolean;
  _closed: boolean;
  _flush(): void;
}

type HeaderValue = number | string | readonly (number | string)[];
type HeaderArgument = readonly HeaderValue[] | Readonly<Record<string, HeaderValue | undefined>> | undefined;
type Callback = (() => void) | undefined;

/** Anything but null: Node takes it for a serialized head (`headersSent`), and never writes it. */
const HEAD_STORED = "stored";

export class LinkResponse extends ServerResponse implements SocketOwner {
  readonly #reply: Reply;
  readonly #stub: StubSocket;
  readonly #message: LinkIncoming;
  readonly #onFailure: (error: unknown) => void;
  #headers: HeaderList | undefined;
  #guard: LengthGuard | undefined;
  /** Body chunks while `end` runs and no head has left: the response may turn out to be whole. */
  #collected: (Buffer | string)[] | undefined;

  /** `onFailure` gets what makes the response impossible after the app wrote it. */
  constructor(message: LinkIncoming, stub: StubSocket, reply: Reply, onFailure: (error: unknown) => void) {
    super(message);
    this.#message = message;
    this.#stub = stub;
    this.#reply = reply;
    this.#onFailure = onFailure;
    stub.owner = this;
    this.assignSocket(stub as unknown as Socket);
    stub.on("drain", () => this.#onDrain());
    this.once("finish", () => this.#onFinish());
    reply.onCancel = () => this.#onCancel();
  }

  /** Node's hook for the finished head; throws to the app what no response may carry, as Node's own does. */
  _storeHeader(_firstLine: string, given: HeaderArgument): void {
    checkStatus(this.statusCode);
    const headers = new HeaderList();
    const names = this.getHeaderNames();
    if (names.length > 0) for (const name of names) addAll(headers, name, this.getHeader(name));
    else if (given !== undefined) addGiven(headers, given);
    this.#headers = headers;
    internals(this)._header = HEAD_STORED;
    internals(this)._headerSent = true;
  }

  override end(chunk?: unknown, encoding?: unknown, callback?: unknown): this {
    if (!this.#reply.headSent && !this.writableEnded) this.#collected = [];
    super.end(chunk as never, encoding as never, callback as never);
    const collected = this.#collected;
    this.#collected = undefined;
    if (collected && this.#headers && !this.#reply.ended) this.#answer(this.#headers, collected);
    return this;
  }

  // Interim responses are the edge's business; on the link they would be taken for body bytes.
  override writeInformation(_status: number, _headers?: unknown, callback?: Callback): void {
    callback?.();
  }
  override writeContinue(callback?: Callback): void {
    callback?.();
  }
  override writeProcessing(callback?: Callback): void {
    callback?.();
  }
  override writeEarlyHints(_hints: Record<string, string | string[]>, callback?: Callback): void {
    callback?.();
  }

  onWrite(chunk: Buffer | string, encoding: BufferEncoding, done: () => void): void {
    const reply = this.#reply;
    if (this.#collected) {
      if (chunk.length > 0) this.#collected.push(toBody(chunk, encoding));
      return done();
    }
    if (!this.#headers || reply.ended || reply.cancelled) return done();
    try {
      this.#guard ??= new LengthGuard(beginStream(this.statusCode, this.#headers, reply));
      const bytes = typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk;
      this.#guard.count(bytes.length);
      if (bytes.length === 0 || reply.write(bytes)) done();
      else reply.onDrain = done;
    } catch (error) {
      this.#onFailure(error);
      this.#stub.destroy();
      done();
    }
  }

  onDestroy(error: Error | null): void {
    if (this.#reply.ended || this.writableFinished) return;
    if (error && !this.#reply.cancelled) this.#onFailure(error);
    else this.#reply.reset("the app closed the connection");
  }

  /** The whole response is here: the common case, one call to the link. */
  #answer(headers: HeaderList, chunks: readonly (Buffer | string)[]): void {
    const [only = null] = chunks;
    const body = chunks.length < 2 ? only : Buffer.concat(chunks.map(chunk => asBuffer(chunk)));
    try {
      answerWhole(this.#message.method ?? "", this.statusCode, headers, body, this.#reply);
    } catch (error) {
      this.#onFailure(error);
    }
  }

  /** Everything written has gone to the link. What follows is what Node's server does after a response. */
  #onFinish(): void {
    this.#endStream();
    this.detachSocket(this.#stub as unknown as Socket);
    this.#message.discard();
    process.nextTick(() => {
      if (internals(this)._closed) return;
      this.destroyed = true;
      internals(this)._closed = true;
      this.emit("close");
    });
  }

  #endStream(): void {
    if (this.#reply.ended) return;
    try {
      if (!this.#reply.cancelled) this.#guard?.end();
      this.#reply.end();
    } catch (error) {
      this.#onFailure(error);
    }
  }

  /** Node's server does the same on its connection's `drain`: apps wait for the event on the response. */
  #onDrain(): void {
    if (!this.finished) internals(this)._flush();
  }

  /** The client is gone: as on a real server the request fails, the response closes. */
  #onCancel(): void {
    this.#message.destroy(Object.assign(new Error("aborted"), { code: "ECONNRESET" }));
    this.#stub.destroy();
  }
}

function addGiven(headers: HeaderList, given: NonNullable<HeaderArgument>): void {
  if (!Array.isArray(given)) {
    for (const [name, value] of Object.entries(given)) addAll(headers, name, value);
    return;
  }
  const list = given as readonly (HeaderValue | readonly [string, HeaderValue])[];
  if (Array.isArray(list[0])) {
    for (const [name, value] of list as readonly (readonly [string, HeaderValue])[]) addAll(headers, name, value);
    return;
  }
  for (let i = 0; i < list.length; i += 2) addAll(headers, String(list[i]), list[i + 1] as HeaderValue);
}

function addAll(headers: HeaderList, name: string, value: HeaderValue | undefined): void {
  if (Array.isArray(value)) for (const one of value as readonly (number | string)[]) headers.add(name, String(one));
  else headers.add(name, String(value));
}

function toBody(chunk: Buffer | string, encoding: BufferEncoding): Buffer | string {
  if (typeof chunk !== "string") return chunk;
  return encoding === "utf8" || encoding === "utf-8" ? chunk : Buffer.from(chunk, encoding);
}

function internals(response: ServerResponse): Internals {
  return response as unknown as Internals;
}
