// An exchange over HTTP/1.x, on node's IncomingMessage and ServerResponse.
import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";
import { SWITCHING_PROTOCOLS } from "../link/protocol.ts";
import type { ClientConnection } from "./client-connection.ts";
import type { BodyReader } from "../buffer/body-buffer.ts";
import { Exchange, type NodePair } from "./exchange.ts";
import { freeSocket, renderHead, storeHead, writeWhole, type Http1Response } from "./http1-head.ts";
import { linger } from "./linger.ts";
import { renderHeaders, type HeaderBlock } from "./header-block.ts";

/** Small bodies leave as one string with the head: one write instead of a writev of two buffers. */
const STRING_BODY = 16 * 1024;

export class Http1Exchange extends Exchange {
  readonly #request: IncomingMessage;
  readonly #response: Http1Response;
  readonly #sendTimeout: number;
  #reader: BodyReader | undefined;
  #waiting = false;
  /** Monotonic ms at which the request's last byte had been read, or will have been when this turn of the event loop is over. */
  received = Infinity;

  constructor(connection: ClientConnection, request: IncomingMessage, response: Http1Response, sendTimeout: number) {
    const version = request.httpVersion === "1.1" ? "1.1" : "1.0";
    super(connection, request.method ?? "", request.url ?? "", version, request.rawHeaders);
    this.#request = request;
    this.#response = response;
    this.#sendTimeout = sendTimeout;
    this.isHttp = request.httpVersion === "1.1" || request.httpVersion === "1.0";
  }

  /** Whether body bytes are still expected from the client. */
  get isReading(): boolean {
    return this.hasBody && !this.#request.complete;
  }

  readBody(reader: BodyReader, timeout: number): void {
    const request = this.#request;
    this.#reader = reader;
    if (this.expectContinue) this.#response.writeContinue();
    request.on("data", (chunk: Buffer) => this.#reader?.onChunk(chunk));
    request.on("end", () => {
      request.socket.setTimeout(0);
      this.received = performance.now();
      this.#reader?.onEnd();
    });
    request.on("timeout", () => this.failBody(408));
    request.socket.setTimeout(timeout);
  }

  /** Tells the reader of the body that the rest will not come. */
  failBody(status: 400 | 408): void {
    const reader = this.#reader;
    this.#reader = undefined;
    this.connection.malformed = true;
    if (reader !== undefined) reader.onError(status);
    else this.connection.closing = true;
  }

  pauseBody(): void {
    this.#request.pause();
  }

  resumeBody(): void {
    this.#request.resume();
  }

  send(status: number, headers: string[], common: HeaderBlock, body: Buffer | string | undefined): void {
    const response = this.#response;
    const close = this.#begin(status) || !response.shouldKeepAlive;
    const id = this.showsId ? `x-request-id: ${this.id}\r\n` : "";
    const lines = `${renderHeaders(headers)}${common.text}${id}`;
    this.sentHeaders = headers;
    const head = renderHead(status, lines, close);
    if (status === 204 || status === 304) response._hasBody = false;
    const content = body === undefined || !response._hasBody ? "" : asText(body);
    this.bytesSent = content.length;
    const socket = close || typeof content !== "string" ? undefined : freeSocket(response);
    if (socket !== undefined) writeWhole(response, socket, `${head}${content as string}`);
    else {
      storeHead(response, status, head, close);
      response.end(content, "latin1");
    }
    this.#watchDelivery();
    this.finish();
  }

  writeHead(status: number, headers: string[], common: HeaderBlock, flush: boolean): void {
    const close = this.#begin(status);
    const all = [...headers, ...common.flat];
    if (this.showsId) all.push("x-request-id", this.id);
    this.sentHeaders = headers;
    if (close) all.push("connection", "close");
    this.#response.writeHead(status, all);
    if (flush) this.#response.flushHeaders();
  }

  /** Whether the connection must be closed after this response. */
  #begin(status: number): boolean {
    this.status = status;
    const unread = this.isReading || (this.expectContinue && this.#reader === undefined);
    if (unread) this.#lingerAfter();
    // Where the client has sent its FIN, node has marked the last answer.
    return unread || this.connection.closing || this.#response._last;
  }

  #lingerAfter(): void {
    const socket = this.#request.socket;
    this.#reader = undefined;
    socket.destroySoon = () => {
      linger(socket);
      socket.end();
    };
  }

  write(chunk: Buffer): boolean {
    this.bytesSent += chunk.length;
    if (this.#response.write(chunk)) return true;
    this.#request.socket.setTimeout(this.#sendTimeout);
    if (!this.#waiting) {
      this.#waiting = true;
      this.#response.once("drain", () => {
        this.#waiting = false;
        this.#request.socket.setTimeout(0);
        this.watcher?.onDrain();
      });
    }
    return false;
  }

  end(): void {
    this.#response.end();
    this.#watchDelivery();
    this.finish();
  }

  /** A client that does not take what was sent holds a socket and its buffer: not for ever. */
  #watchDelivery(): void {
    if (this.#response.writableLength === 0) return;
    const { socket } = this.#request;
    socket.setTimeout(this.#sendTimeout);
    this.#response.once("finish", () => socket.setTimeout(0));
  }

  destroy(): void {
    const socket = this.#request.socket;
    this.finish();
    // Where the end of the connection is the end of the body (1.0), only a reset says that this was not it. Only TCP has
    // one; a Unix socket has no address.
    if (socket instanceof TLSSocket || socket.remoteAddress === undefined) socket.destroy();
    else socket.resetAndDestroy();
  }

  toNode(): NodePair {
    return { request: this.#request, response: this.#response };
  }

  detach(): void {
    this.#response.detachSocket(this.#request.socket);
  }

  switchProtocols(protocol: string, headers: readonly string[]): void {
    this.status = SWITCHING_PROTOCOLS;
    this.detach();
    const id = this.showsId ? `x-request-id: ${this.id}\r\n` : "";
    const lines = `${renderHeaders(headers)}${id}Connection: Upgrade\r\nUpgrade: ${protocol}\r\n`;
    this.#request.socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines}\r\n`, "latin1");
  }
}

function asText(body: Buffer | string): Buffer | string {
  return typeof body !== "string" && body.length <= STRING_BODY ? body.toString("latin1") : body;
}
