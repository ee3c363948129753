// The front's HTTP server: strict HTTP/1.1 in, the router out.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { Logger } from "@seatstack/shared/logger";
import type { Router } from "@seatstack/shared/router/types";
import { announcesTooMuch, readBody } from "./body.ts";
import { answerError, answerParseError } from "./errors.ts";
import { requestHead } from "./request-head.ts";
import { ClientSink } from "./sink.ts";

/** Times in milliseconds. */
export interface FrontOptions {
  readonly router: Router;
  readonly log: Logger;
  readonly keepalive: number;
  /** What a worker has for a request. */
  readonly timeout: number;
}

/** From the first byte of a request to the end of its head. Milliseconds. */
const HEADER_TIMEOUT = 10_000;
const MAX_HEADER_BYTES = 32 * 1024;
const OUTCOME_STATUS = { "too large": 413, timeout: 408 } as const;

export class FrontServer {
  readonly #options: FrontOptions;
  readonly #servers: Server[] = [];
  #draining = false;
  #idle: (() => void) | undefined;
  inFlight = 0;
  served = 0;

  constructor(options: FrontOptions) {
    this.#options = options;
  }

  /** Listens on a descriptor that the arbiter has bound. Rejects with the error of listen(2). */
  async listen(fd: number, backlog: number): Promise<void> {
    const server = createServer({
      keepAliveTimeout: this.#options.keepalive,
      headersTimeout: HEADER_TIMEOUT,
      // Absolute in Node: a slow but steady upload is not a fault. Silence is timed where the body is read.
      requestTimeout: 0,
      maxHeaderSize: MAX_HEADER_BYTES,
      requireHostHeader: true,
    });
    server.on("request", (request, response) => void this.#serve(request, response));
    server.on("checkContinue", (request, response) => {
      if (!announcesTooMuch(request)) response.writeContinue();
      void this.#serve(request, response);
    });
    server.on("clientError", answerParseError);
    server.on("connect", (_request, socket) =>
      socket.end("HTTP/1.1 405 Method Not Allowed\r\nconnection: close\r\n\r\n"),
    );
    server.listen({ fd, backlog });
    await once(server, "listening");
    this.#servers.push(server);
  }

  /** Accepts nothing new, closes idle connections, and waits for the requests under way. */
  async drain(): Promise<void> {
    this.#draining = true;
    for (const server of this.#servers) server.close();
    if (this.inFlight > 0) await new Promise<void>(resolve => (this.#idle = resolve));
  }

  /** A request's way through the front. */
  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#begin(response);
    const body = await readBody(request);
    if (body === "aborted") return;
    if (typeof body === "string") return answerError(response, OUTCOME_STATUS[body], true);
    if (request.method === "OPTIONS" && request.url === "*") return answerOptions(response);
    const head = requestHead(request, body?.length ?? 0, this.#options.timeout);
    if (typeof head === "number") return answerError(response, head, true);
    const sink = new ClientSink(response);
    sink.dispatch = this.#options.router.dispatch(head, body, sink);
  }

  #begin(response: ServerResponse): void {
    this.inFlight += 1;
    if (this.#draining) response.shouldKeepAlive = false;
    response.once("close", () => {
      this.inFlight -= 1;
      this.served += 1;
      if (this.inFlight === 0) this.#idle?.();
    });
    response.on("error", error => this.#options.log.debug({ err: error }, "client connection failed"));
  }
}

/** RFC 9110 section 9.3.7: about the server itself, so no app is asked. */
function answerOptions(response: ServerResponse): void {
  response.writeHead(204).end();
}
