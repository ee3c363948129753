// An exchange over HTTP/2: one stream of node:http2, without its compatibility layer.
import {
  constants,
  Http2ServerRequest,
  Http2ServerResponse,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import type { ClientConnection } from "@seatstack/shared/http/client-connection";
import type { HeaderBlock } from "@seatstack/shared/http/header-block";
import type { BodyReader } from "@seatstack/shared/buffer/body-buffer";
import { Exchange, type NodePair } from "@seatstack/shared/http/exchange";

/** A target and its parameters (RFC 8288 section 3), in what a field may hold. */
const LINK = /^<[\x21-\x3d\x3f-\x7e]*>[\t\x20-\x7e]*$/;

/** A stream without handlers yet has this flag of node's: the request's END_STREAM came with its head. */
interface WithEnd {
  readonly endAfterHeaders: boolean;
}

export class Http2Exchange extends Exchange {
  readonly #stream: ServerHttp2Stream;
  readonly #nodeHeaders: IncomingHttpHeaders;
  readonly #sendTimeout: number;
  #reader: BodyReader | undefined;
  #readDone = false;
  #watched = false;
  #pair: NodePair | undefined;

  static from(
    connection: ClientConnection,
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    raw: readonly string[],
    sendTimeout: number,
  ): Http2Exchange {
    const pseudo = { method: "", path: "", authority: "", start: 0 };
    // Pseudo-headers come first (RFC 9113 section 8.3); nghttp2 has refused any other order.
    while (pseudo.start < raw.length && raw[pseudo.start]?.charCodeAt(0) === 0x3a) {
      const value = raw[pseudo.start + 1] ?? "";
      const name = raw[pseudo.start];
      if (name === ":method") pseudo.method = value;
      else if (name === ":path") pseudo.path = value;
      else if (name === ":authority") pseudo.authority = value.toLowerCase();
      pseudo.start += 2;
    }
    return new Http2Exchange(connection, stream, headers, pseudo, raw.slice(pseudo.start), sendTimeout);
  }

  private constructor(
    connection: ClientConnection,
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    pseudo: { method: string; path: string; authority: string },
    raw: readonly string[],
    sendTimeout: number,
  ) {
    super(connection, pseudo.method, pseudo.path, "2.0", raw);
    this.#stream = stream;
    this.#nodeHeaders = headers;
    this.#sendTimeout = sendTimeout;
    this.host = pseudo.authority;
    this.hasBody = !(stream as ServerHttp2Stream & WithEnd).endAfterHeaders;
    stream.once("close", () => this.abort());
  }

  readBody(reader: BodyReader, timeout: number): void {
    const stream = this.#stream;
    this.#reader = reader;
    if (this.expectContinue) stream.additionalHeaders({ ":status": 100 });
    stream.on("data", (chunk: Buffer) => this.#reader?.onChunk(chunk));
    stream.on("end", () => {
      stream.setTimeout(0);
      this.#readDone = true;
      this.#reader?.onEnd();
    });
    this.#within(timeout);
  }

  /** From now on silence of the client for `timeout` ms is its end; 0 stops the watch. */
  #within(timeout: number): void {
    if (!this.#watched) {
      this.#watched = true;
      this.#stream.on("timeout", () => this.#onSilence());
    }
    this.#stream.setTimeout(timeout);
  }

  #onSilence(): void {
    if (this.#reader !== undefined && !this.#readDone) this.#reader.onError(408);
    else this.#reset();
  }

  pauseBody(): void {
    this.#stream.pause();
  }

  resumeBody(): void {
    this.#stream.resume();
  }

  send(status: number, headers: string[], common: HeaderBlock, body: Buffer | string | undefined): void {
    this.status = status;
    const stream = this.#stream;
    if (stream.destroyed || stream.closed) return this.finish();
    if (body === undefined || body.length === 0 || this.method === "HEAD" || stream.writableEnded) {
      this.#respond(status, headers, common, true);
    } else if (this.#respond(status, headers, common, false)) {
      this.bytesSent = body.length;
      stream.end(body, "latin1");
      this.#watchDelivery();
    }
    this.#stopReading();
    this.finish();
  }

  override hint(links: readonly string[]): void {
    const stream = this.#stream;
    if (stream.destroyed || stream.closed || stream.headersSent) return;
    // What node's http2 cannot say is left out: these are only hints.
    const valid = links.filter(link => LINK.test(link));
    if (valid.length > 0) stream.additionalHeaders({ ":status": 103, link: valid });
  }

  writeHead(status: number, headers: string[], common: HeaderBlock, _flush: boolean): void {
    this.status = status;
    if (this.#stream.destroyed || this.#stream.closed) return;
    this.#respond(status, headers, common, this.method === "HEAD");
  }

  /** False when the head is one that HTTP/2 cannot say: the stream is reset. */
  #respond(status: number, headers: string[], common: HeaderBlock, endStream: boolean): boolean {
    try {
      const all = [":status", String(status), ...headers, ...common.flat, "x-request-id", this.id];
      this.#stream.respond(all, { endStream });
      return true;
    } catch {
      this.#reset();
      return false;
    }
  }

  /** The answer is out; a body that still comes is not wanted (RFC 9113 section 8.1). */
  #stopReading(): void {
    if (!this.hasBody || this.#readDone) {
      this.#stream.resume();
      return;
    }
    this.#reader = undefined;
    const stream = this.#stream;
    const reset = () => stream.close(constants.NGHTTP2_NO_ERROR);
    if (stream.writableFinished) reset();
    else stream.once("finish", reset);
  }

  write(chunk: Buffer): boolean {
    const stream = this.#stream;
    if (stream.destroyed || stream.writableEnded) return true;
    this.bytesSent += chunk.length;
    if (stream.write(chunk)) return true;
    if (stream.listenerCount("drain") < 2) {
      this.#within(this.#sendTimeout);
      stream.once("drain", () => {
        stream.setTimeout(0);
        this.watcher?.onDrain();
      });
    }
    return false;
  }

  end(): void {
    const stream = this.#stream;
    if (!stream.destroyed && !stream.writableEnded) stream.end();
    this.#watchDelivery();
    this.#stopReading();
    this.finish();
  }

  #watchDelivery(): void {
    if (this.#stream.writableLength > 0) this.#within(this.#sendTimeout);
  }

  destroy(): void {
    this.finish();
    this.#reset();
  }

  /** Not `close(code)`: that ends the stream cleanly before it resets it, and a cut would pass for a whole response. */
  #reset(): void {
    if (!this.#stream.destroyed) this.#stream.destroy(new Error("response cut short"));
  }

  toNode(): NodePair {
    this.#pair ??= {
      request: new Http2ServerRequest(this.#stream, this.#nodeHeaders, {}, this.rawHeaders),
      response: new Http2ServerResponse(this.#stream),
    };
    return this.#pair;
  }

  detach(): void {
    throw new Error("a stream of HTTP/2 belongs to its connection");
  }

  switchProtocols(): void {
    throw new Error("HTTP/2 has no Upgrade (RFC 9113 section 8.6)");
  }
}
