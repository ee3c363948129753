// One request and its response, whatever protocol it came in by. Behind this seam nothing knows of node:http.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { ClientConnection } from "./client-connection.ts";
import type { HeaderBlock } from "./header-block.ts";
import type { TunnelSocket } from "./socket-tunnel.ts";
import type { BodyReader } from "../buffer/body-buffer.ts";
import type { RequestBody } from "../link/body.ts";
import type { DispatchTiming } from "../router/types.ts";

export type HttpVersion = "1.0" | "1.1" | "2.0";

/** Hears of the client while a response is being made. */
export interface ResponseWatcher {
  /** The client has taken what `write` refused. */
  onDrain(): void;
  /** The client is gone. Called at most once, and not after `end`. */
  onAbort(): void;
}

/** node's own request and response, for the parts that Fastify serves. */
export type NodePair =
  | { readonly request: IncomingMessage; readonly response: ServerResponse }
  | { readonly request: Http2ServerRequest; readonly response: Http2ServerResponse };

/** A connection that left HTTP, with the first bytes after the request's head. */
export interface ClientUpgrade {
  readonly request: IncomingMessage;
  readonly socket: TunnelSocket;
  readonly head: Buffer;
  /** What the client asks to switch to: the value of its Upgrade header, as far as it is passed on. */
  readonly protocol: string;
}

export abstract class Exchange {
  readonly connection: ClientConnection;
  readonly method: string;
  /** As sent by the client; `target` is what was made of it. */
  readonly rawTarget: string;
  readonly version: HttpVersion;
  /** Flat [name, value, …] as received; without pseudo-headers. */
  readonly rawHeaders: readonly string[];
  /** Monotonic ms. */
  readonly started: number;

  /** Whether the version is one that we speak. */
  isHttp = true;
  /** Origin form, or `*`. Set by readHead. */
  target = "";
  /** Lower case, validated; empty where HTTP/1.0 sent none. Set by readHead, overridden by a trusted proxy. */
  host = "";
  /** Flat, lower-case names, without hop-by-hop and forwarding headers. Set by readHead. */
  headers: string[] = [];
  /** -1 where unknown (chunked, or HTTP/2 without content-length). */
  contentLength = 0;
  hasBody = false;
  expectContinue = false;
  /** Set where the request asks to switch protocols and the connection was taken out of HTTP for it. */
  upgrade: ClientUpgrade | undefined;
  /** Set where protocols were switched. `close` ends both sides. */
  tunnel: { close(): void } | undefined;
  forwardedFor: string | undefined;
  forwardedProto: string | undefined;
  forwardedHost: string | undefined;
  forwardedPort: string | undefined;
  /** RFC 7239. */
  forwarded: string | undefined;
  realIp: string | undefined;
  sentId: string | undefined;
  userAgent: string | undefined;
  referer: string | undefined;

  scheme: "http" | "https";
  id = "";
  /** Whether the response names the id. */
  showsId = true;
  remoteAddress: string;

  /** For the access log. */
  status = 0;
  bytesSent = 0;
  /** Headers of the response, flat, as they were given to be sent. */
  sentHeaders: readonly string[] | undefined;
  timing: DispatchTiming | undefined;

  /** The buffered request body, closed when the exchange is over. */
  body: (RequestBody & { close(): void }) | undefined;
  watcher: ResponseWatcher | undefined;
  #finished = false;

  protected constructor(
    connection: ClientConnection,
    method: string,
    rawTarget: string,
    version: HttpVersion,
    rawHeaders: readonly string[],
  ) {
    this.connection = connection;
    this.method = method;
    this.rawTarget = rawTarget;
    this.version = version;
    this.rawHeaders = rawHeaders;
    this.started = performance.now();
    this.scheme = connection.secure ? "https" : "http";
    this.remoteAddress = connection.peer;
    connection.open.add(this);
  }

  /** Starts reading the body (sends 100 Continue where it is expected). At most once. */
  abstract readBody(reader: BodyReader, timeout: number): void;
  abstract pauseBody(): void;
  abstract resumeBody(): void;

  /**
   * The whole response at once: `headers` and `common` are valid, and say how long the body is. The exchange adds its id
   * and what its protocol needs. An unread request body closes the connection after it.
   */
  abstract send(status: number, headers: string[], common: HeaderBlock, body: Buffer | string | undefined): void;
  /** `flush`: now, because no body follows soon; else it may wait for the first `write`. */
  abstract writeHead(status: number, headers: string[], common: HeaderBlock, flush: boolean): void;
  /**
   * Values of Link headers as 103 Early Hints. Not in HTTP/1: its clients and proxies may take an informational response
   * that they did not ask for as the answer (RFC 8297 section 3).
   */
  hint(_links: readonly string[]): void {}
  /** False when the client is slower than we are: stop until onDrain. */
  abstract write(chunk: Buffer): boolean;
  abstract end(): void;
  /** Cuts the response so that the client can tell it from a whole one. */
  abstract destroy(): void;
  /** Hands the rest of the exchange to code that speaks node's API; call `finish` when it is done. */
  abstract toNode(): NodePair;
  /** Gives the socket of `upgrade` away; nothing can be answered here any more. */
  abstract detach(): void;
  /** Answers an upgrade: tells the client of the switch; its socket carries bytes of `protocol` from then on. */
  abstract switchProtocols(protocol: string, headers: readonly string[]): void;

  /** The value of the first header of that lower-case name. */
  header(name: string): string | undefined {
    const headers = this.headers;
    for (let i = 0; i < headers.length; i += 2) if (headers[i] === name) return headers[i + 1];
    return undefined;
  }

  get finished(): boolean {
    return this.#finished;
  }

  /** The response has been handed over whole, or was given up. Idempotent. */
  finish(): void {
    this.#finished = true;
    this.watcher = undefined;
    this.connection.open.delete(this);
  }

  /** Called by the seam when the client has gone. */
  abort(): void {
    if (this.#finished) return;
    const watcher = this.watcher;
    this.finish();
    watcher?.onAbort();
  }
}
