// HTTP/1.1 and 1.0 by node:http, as an engine that is handed sockets: its own reader can take this place.
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { codeOf } from "../errors.ts";
import type { ClientConnection } from "./client-connection.ts";
import { Http1Exchange } from "./http1-exchange.ts";
import { Http1Response } from "./http1-head.ts";
import { IdleWatch } from "./idle-watch.ts";
import { linger } from "./linger.ts";
import { upgradeProtocol } from "./upgrade-protocol.ts";
import { MAX_HEADER_BYTES, type EngineEvents, type EngineTimeouts } from "./engine.ts";

/** How often node looks for heads that take too long, ms. */
const HEAD_CHECK_INTERVAL = 1000;

const CONNECTION = Symbol("connection");
/** node keeps the response that a socket writes now in `_httpMessage`. */
type ClientSocket = Duplex & { [CONNECTION]?: ClientConnection; _httpMessage?: object | null };

export class Http1Engine {
  readonly #server: Server<typeof IncomingMessage, typeof Http1Response>;
  readonly #events: EngineEvents;
  readonly #idle: IdleWatch;
  /** Requests that were read in this turn of the event loop. */
  readonly #turn: Http1Exchange[] = [];
  readonly #halfClose: number;
  #timeouts: EngineTimeouts;

  /**
   * `headBytes`: the largest head as a whole; more is 431. `halfClose`, ms: a client whose FIN comes so soon behind its request
   * has nothing more to send, and gets its answer (`nc -N`, shutdown(2)); later, it has given up. No byte tells the one from
   * the other. 0 takes every FIN for the latter, as nginx does where it proxies.
   */
  constructor(events: EngineEvents, timeouts: EngineTimeouts, headBytes = MAX_HEADER_BYTES, halfClose = 0) {
    this.#halfClose = halfClose;
    this.#events = events;
    this.#timeouts = timeouts;
    this.#idle = new IdleWatch(timeouts.keepalive);
    this.#server = createServer({
      insecureHTTPParser: false,
      maxHeaderSize: headBytes,
      requireHostHeader: false,
      headersTimeout: timeouts.clientHeader,
      // The body has its own timer between two reads.
      requestTimeout: 0,
      // IdleWatch does it.
      keepAliveTimeout: 0,
      connectionsCheckingInterval: HEAD_CHECK_INTERVAL,
      ServerResponse: Http1Response,
      optimizeEmptyRequests: true,
      shouldUpgradeCallback: request => this.#mayLeave(request),
    });
    this.#listenToServer();
  }

  #listenToServer(): void {
    const server = this.#server;
    // Its types do not know the property: a FIN is then the end of the requests, not of the connection.
    (server as { httpAllowHalfOpen?: boolean }).httpAllowHalfOpen = this.#halfClose > 0;
    // 0 is no limit: node drops headers above a limit silently, and we count them ourselves.
    server.maxHeadersCount = 0;
    const onRequest = (request: IncomingMessage, response: Http1Response) => this.#onRequest(request, response);
    server.on("request", onRequest);
    server.on("checkContinue", onRequest);
    server.on("checkExpectation", onRequest);
    server.on("connect", (request, socket) => this.#onConnect(request, socket));
    server.on("upgrade", (request, socket, head) => this.#onUpgrade(request, socket, head));
    server.on("clientError", (error, socket) => this.#onClientError(error, socket));
    // It never listens itself; this starts its watch over slow heads.
    server.emit("listening");
  }

  /** Serves an accepted (and, for TLS, decrypted) socket. */
  accept(socket: Socket, connection: ClientConnection): void {
    (socket as ClientSocket)[CONNECTION] = connection;
    this.#idle.add(socket, connection);
    if (this.#halfClose > 0) socket.once("end", () => this.#onFin(socket, connection));
    this.#server.emit("connection", socket);
  }

  setTimeouts(timeouts: EngineTimeouts): void {
    this.#timeouts = timeouts;
    this.#server.headersTimeout = timeouts.clientHeader;
    this.#idle.limit = timeouts.keepalive;
  }

  /** For the connections that come after it. */
  set headBytes(bytes: number) {
    // node reads it for each connection; its types do not know the property.
    (this.#server as { maxHeaderSize?: number }).maxHeaderSize = bytes;
  }

  /** Stops the watches over slow heads and idle connections. */
  close(): void {
    this.#idle.stop();
    this.#server.close();
  }

  #onRequest(request: IncomingMessage, response: Http1Response): void {
    const connection = (request.socket as ClientSocket)[CONNECTION];
    // What came in the same packet behind a refused request may be a part of that one: it is never looked at.
    if (connection === undefined || connection.malformed) return;
    connection.used = true;
    // HTTP/1.0 has no chunks, whatever its TE header says (node would believe it).
    if (request.httpVersionMinor === 0) response.useChunkedEncodingByDefault = false;
    const exchange = new Http1Exchange(connection, request, response, this.#timeouts.send);
    if (this.#halfClose > 0 && this.#turn.push(exchange) === 1) setImmediate(this.#onTurnEnd);
    this.#events.onExchange(exchange);
  }

  /** What we did since we read it is no time that the client took. */
  readonly #onTurnEnd = (): void => {
    const now = performance.now();
    for (const exchange of this.#turn) exchange.received = now;
    this.#turn.length = 0;
  };

  /** Before node hears of it, which closes the connection behind the last answer, or answers 400 in the middle of a request. */
  #onFin(socket: Socket, connection: ClientConnection): void {
    let received = Infinity;
    for (const exchange of connection.open) {
      if (!(exchange instanceof Http1Exchange) || exchange.isReading || exchange.upgrade !== undefined) return;
      received = exchange.received;
    }
    if (performance.now() - received > this.#halfClose) socket.destroy();
  }

  #onConnect(request: IncomingMessage, socket: Duplex): void {
    const connection = (socket as ClientSocket)[CONNECTION];
    if (connection !== undefined) this.#refuse(connection, socket, 405, request);
  }

  /** Not behind responses that are still to be written: their bytes and the tunnel's would mix. */
  #mayLeave(request: IncomingMessage): boolean {
    const { [CONNECTION]: connection, _httpMessage: writing } = request.socket as ClientSocket;
    if (connection === undefined || connection.open.size > 0 || (writing ?? null) !== null) return false;
    return upgradeProtocol(request) !== undefined && this.#events.isTunnel(request);
  }

  #onUpgrade(request: IncomingMessage, _socket: Duplex, head: Buffer): void {
    const { socket } = request;
    const connection = (socket as ClientSocket)[CONNECTION];
    const protocol = upgradeProtocol(request);
    if (connection === undefined || connection.malformed || protocol === undefined) return;
    connection.used = true;
    this.#idle.remove(socket);
    socket.on("error", () => socket.destroy());
    const response = new Http1Response(request);
    response.assignSocket(socket);
    response.shouldKeepAlive = false;
    // The client may have begun to speak the other protocol: what it said is swallowed.
    response.once("finish", () => {
      linger(socket);
      socket.end();
    });
    const exchange = new Http1Exchange(connection, request, response, this.#timeouts.send);
    exchange.upgrade = { request, socket, head, protocol };
    this.#events.onExchange(exchange);
  }

  #onClientError(error: Error, socket: Duplex): void {
    const connection = (socket as ClientSocket)[CONNECTION];
    if (connection === undefined || connection.malformed) return;
    const reading = [...connection.open].find(exchange => exchange instanceof Http1Exchange && exchange.isReading);
    if (reading instanceof Http1Exchange) {
      connection.malformed = true;
      reading.failBody(400);
      return;
    }
    // Earlier requests of the pipeline are answered first; what came after them is lost with the connection.
    if (connection.open.size > 0) {
      connection.malformed = true;
      connection.closing = true;
      return;
    }
    const status = statusOf(error);
    const silent = status === 408 && socket instanceof Object && "bytesRead" in socket && socket.bytesRead === 0;
    if (!socket.writable || silent || isReset(error)) socket.destroy();
    else this.#refuse(connection, socket, status, undefined);
  }

  #refuse(connection: ClientConnection, socket: Duplex, status: number, request: IncomingMessage | undefined): void {
    connection.malformed = true;
    linger(socket);
    socket.end(this.#events.onMalformed(connection, status, request?.method, request?.url), "latin1");
  }
}

function isReset(error: Error): boolean {
  const code = codeOf(error);
  return code === "ECONNRESET" || code === "EPIPE";
}

function statusOf(error: Error): number {
  switch (codeOf(error)) {
    case "HPE_HEADER_OVERFLOW":
      return 431;
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return 408;
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return 413;
    default:
      return 400;
  }
}
