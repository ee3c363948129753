// Serves `[[edge.mounts]]` by @fastify/http-proxy, each of its traps (docs/decisions/007) closed by an option here.
import type { IncomingMessage } from "node:http";
import { Readable, Transform } from "node:stream";
import httpProxy from "@fastify/http-proxy";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Dispatcher } from "undici";
import { exchangeOf, carry } from "./carrier.ts";
import { detachedFastify, serveBy } from "./detached-fastify.ts";
import { ERROR_POLICY, errorPage } from "./error-pages.ts";
import type { Exchange } from "@seatstack/shared/http/exchange";
import { ABORT, MountClient } from "./mount-client.ts";
import { downstreamHeaders, upstreamHeaders } from "./mount-headers.ts";
import type { Mount, MountHost } from "./mounts.ts";
import type { SecurityHeaders } from "./response-headers.ts";
import type { EdgeSettings } from "./settings.ts";

/** ms; nginx's proxy_connect_timeout is 60 s, which outlasts every client's patience. */
const CONNECT_TIMEOUT = 5000;
/** Largest WebSocket message, bytes. */
const MAX_MESSAGE = 16 * 1024 * 1024;
const METHODS = ["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT", "OPTIONS"];

export class MountServer {
  readonly #settings: EdgeSettings;
  readonly #app: FastifyInstance = detachedFastify();
  readonly #client: MountClient;
  readonly #aborts = new WeakMap<Exchange, AbortController>();
  readonly ready: Promise<unknown>;

  constructor(settings: EdgeSettings) {
    this.#settings = settings;
    this.#client = new MountClient({ connect: CONNECT_TIMEOUT, read: settings.config.edge.timeouts.upstream });
    // The body is buffered already; what Fastify reads is that copy, and only where there is one.
    this.#app.addHook("preParsing", (request, _reply, payload, done) => {
      const { body } = exchangeOf(request.raw);
      done(null, body === undefined ? payload : Readable.from(body.open()));
    });
    for (const mount of settings.mounts) this.#register(mount);
    this.#app.setErrorHandler((error, _request, reply) => {
      const status = (error as { statusCode?: number }).statusCode;
      this.#fail(reply, status === 400 ? 400 : 502);
    });
    this.#app.setNotFoundHandler((_request, reply) => this.#fail(reply, 405));
    this.ready = Promise.resolve(this.#app.ready());
  }

  #register(mount: Mount): void {
    const { host, pathname } = new URL(mount.upstream);
    const prefix = mount.prefix.replace(/\/$/, "");
    this.#app.register(httpProxy, {
      upstream: mount.upstream,
      prefix,
      // nginx: proxy_pass with a path takes the prefix off, without one it does not.
      rewritePrefix: mount.strip_prefix ? pathname : `${pathname.replace(/\/$/, "")}${prefix}`,
      httpMethods: METHODS,
      websocket: true,
      // Only the form with a callback is ever called.
      undici: this.#client as unknown as { request: Dispatcher["request"] },
      // An upstream that answered 503, or that was lost after it was asked, is not asked again.
      retryMethods: [],
      disableRequestLogging: true,
      proxyPayloads: true,
      replyOptions: {
        retriesCount: 0,
        rewriteRequestHeaders: request => this.#requestHeaders(exchangeOf(request.raw), host),
        rewriteHeaders: (headers, request) => {
          if (request === undefined) return headers;
          const exchange = exchangeOf(request.raw);
          return downstreamHeaders(headers, this.#securityOf(exchange), exchange);
        },
        onResponse: (request, reply, response) => {
          const exchange = exchangeOf(request.raw);
          const { stream } = response as unknown as { stream: Readable };
          reply.send(stream.pipe(counted(exchange, stream)));
        },
        // The message of the error names the upstream: it stays here.
        onError: (reply, { error }) => {
          const status = (error as { statusCode?: number }).statusCode;
          this.#fail(reply as unknown as FastifyReply, status === 504 ? 504 : 502);
        },
      },
      wsServerOptions: { maxPayload: MAX_MESSAGE, perMessageDeflate: false },
      wsClientOptions: {
        maxPayload: MAX_MESSAGE,
        perMessageDeflate: false,
        handshakeTimeout: CONNECT_TIMEOUT,
        rewriteRequestHeaders: (_headers: unknown, request: { raw: IncomingMessage }) =>
          webSocketHeaders(exchangeOf(request.raw), host),
      },
    });
  }

  #requestHeaders(exchange: Exchange, host: string): Record<string, string | string[]> {
    const headers = upstreamHeaders(exchange, host);
    const abort = new AbortController();
    this.#aborts.set(exchange, abort);
    return Object.assign(headers, { [ABORT]: abort.signal });
  }

  /** Its body, if it has one, is buffered whole. */
  serve(exchange: Exchange, host: MountHost): void {
    if (exchange.upgrade !== undefined) return this.#upgrade(exchange, host);
    exchange.watcher = {
      onDrain: () => undefined,
      onAbort: () => this.#aborts.get(exchange)?.abort(),
    };
    serveBy(this.#app, exchange, () => {
      this.#aborts.get(exchange)?.abort();
      host.done(exchange);
    });
  }

  #upgrade(exchange: Exchange, host: MountHost): void {
    const { upgrade } = exchange;
    if (upgrade === undefined) return;
    exchange.detach();
    exchange.finish();
    carry(upgrade.request, exchange);
    exchange.status = 101;
    upgrade.socket.once("close", () => host.done(exchange));
    this.#app.server.emit("upgrade", upgrade.request, upgrade.socket, upgrade.head);
  }

  #fail(reply: FastifyReply, status: number): void {
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    const exchange = exchangeOf(reply.request.raw);
    const page = errorPage(status, exchange.header("accept"));
    const common = this.#securityOf(exchange).withoutPolicy.flat;
    for (let i = 0; i < common.length; i += 2) reply.header(common[i] ?? "", common[i + 1]);
    exchange.bytesSent = page.body.length;
    void reply
      .code(status)
      .header("x-request-id", exchange.id)
      .header("content-security-policy", ERROR_POLICY)
      .header("cache-control", "no-store")
      .type(page.type)
      .send(page.body);
  }

  #securityOf(exchange: Exchange): SecurityHeaders {
    return exchange.scheme === "https" ? this.#settings.secure : this.#settings.plain;
  }

  /** Requests under way are finished by their own; new ones come to the next server. */
  async close(): Promise<void> {
    await this.#app.close();
    await this.#client.close();
  }
}

/** Counts for the access log, and passes a cut on: a response must not end cleanly when the service's did not. */
function counted(exchange: Exchange, stream: Readable): Transform {
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      exchange.bytesSent += chunk.length;
      done(null, chunk);
    },
  });
  stream.on("error", error => counter.destroy(error));
  counter.on("close", () => stream.destroy());
  return counter;
}

/** The handshake's own headers are made by the client library. */
function webSocketHeaders(exchange: Exchange, host: string): Record<string, string | string[]> {
  const headers = upstreamHeaders(exchange, host);
  for (const name of Object.keys(headers)) if (name.startsWith("sec-websocket-")) delete headers[name];
  return headers;
}
