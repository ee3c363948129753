// A request's life at the front, in order. Read `#serve`.
import { BodyBuffer } from "@seatstack/shared/buffer/body-buffer";
import type { SpoolOptions } from "@seatstack/shared/buffer/spool";
import { AppResponse, type AppResponseHost, type ClientHeaders } from "@seatstack/shared/http/app-response";
import type { ClientUpgrade, Exchange } from "@seatstack/shared/http/exchange";
import { NO_HEADERS } from "@seatstack/shared/http/header-block";
import { readHead } from "@seatstack/shared/http/read-head";
import { isValidId } from "@seatstack/shared/http/request-id";
import type { Logger } from "@seatstack/shared/logger";
import type { DispatchFailure, Router } from "@seatstack/shared/router/types";
import type { AccessLog } from "./access-log.ts";
import { recordOf } from "./access-record.ts";
import { answerOf } from "./answers.ts";
import type { Client } from "./client.ts";
import { identify } from "./identity.ts";
import { linkHead } from "@seatstack/shared/http/link-head";
import { isForeignMethod } from "./methods.ts";
import { clientHeaders } from "./response-headers.ts";
import type { FrontSettings } from "./settings.ts";
import { serveUpgrade } from "@seatstack/shared/http/upgrade-response";
import { TUNNEL_TIMES } from "./upgrade.ts";

export interface PipelineParts {
  readonly router: Router;
  readonly log: Logger;
  readonly nextId: () => string;
}

const DEFAULT_HOST = "localhost";

const FAILURES = {
  "queue-full": 503,
  "queue-timeout": 503,
  "upstream-timeout": 504,
  "worker-lost": 502,
  "bad-response": 502,
  "cut-short": 502,
} as const satisfies Record<DispatchFailure | "bad-response", number>;

export class Pipeline implements AppResponseHost {
  readonly #parts: PipelineParts;
  #settings: FrontSettings;
  accessLog: AccessLog | undefined;
  /** Requests that are not over. */
  inFlight = 0;
  /** Requests that are over. */
  served = 0;

  constructor(parts: PipelineParts, settings: FrontSettings) {
    this.#parts = parts;
    this.#settings = settings;
  }

  /** For the requests that begin after it. */
  set settings(settings: FrontSettings) {
    this.#settings = settings;
  }

  get spool(): SpoolOptions {
    return this.#settings.spool;
  }

  prepare(_exchange: Exchange, headers: readonly string[]): ClientHeaders {
    return clientHeaders(headers);
  }

  /** Begins a request, or lets it wait for those before it on its connection. */
  handle(exchange: Exchange, client: Client): void {
    if (client.begin(exchange)) this.#begin(exchange, client);
  }

  /** A mistake of ours costs one request, not the front with all its connections. */
  #begin(exchange: Exchange, client: Client): void {
    this.inFlight += 1;
    try {
      this.#serve(exchange, client);
    } catch (error) {
      this.#parts.log.error({ err: error, request: exchange.id }, "a request failed at the front");
      const over = exchange.finished;
      exchange.destroy();
      if (!over) this.done(exchange);
    }
  }

  #serve(exchange: Exchange, client: Client): void {
    const settings = this.#settings;
    const believed = isBelieved(client, settings);
    const refused = readHead(exchange, believed ? settings.proxiedRules : settings.directRules);
    // Only HTTP/1.0 may leave it out; an app builds URLs with it.
    if (exchange.host === "") exchange.host = DEFAULT_HOST;
    identify(exchange, believed, settings.trusted);
    this.#name(exchange, believed);
    if (refused !== 0) return this.#refuse(exchange, refused);
    if (isForeignMethod(exchange.method)) return this.#refuse(exchange, 501);
    // RFC 9110 section 9.3.7: about the server itself, so no app is asked.
    if (exchange.target === "*") return this.#answer(exchange, 204, []);
    if (exchange.upgrade !== undefined) return this.#switch(exchange, exchange.upgrade);
    if (exchange.hasBody) this.#buffer(exchange, settings);
    else this.#toApp(exchange);
  }

  #name(exchange: Exchange, believed: boolean): void {
    const sent = exchange.sentId;
    exchange.id = believed && sent !== undefined && isValidId(sent) ? sent : this.#parts.nextId();
    exchange.headers.push("x-request-id", exchange.id);
    // It is the app's to say, as behind gunicorn.
    exchange.showsId = false;
  }

  /** Reads the body whole, in memory and then on disk, before any worker is touched. */
  #buffer(exchange: Exchange, settings: FrontSettings): void {
    const body = new BodyBuffer(exchange, settings.body, outcome => {
      exchange.watcher = undefined;
      if (outcome === 0) {
        exchange.headers.push("content-length", String(body.length));
        exchange.body = body;
        this.#toApp(exchange);
      } else if (outcome === 400 || outcome === 408) this.#refuse(exchange, outcome);
      else this.#fail(exchange, outcome);
    });
    exchange.watcher = {
      onDrain: () => undefined,
      onAbort: () => {
        body.close();
        exchange.status = 499;
        this.done(exchange);
      },
    };
    body.start();
  }

  /** To a worker, or into the queue for one. */
  #toApp(exchange: Exchange): void {
    const response = new AppResponse(exchange, this);
    const head = linkHead(exchange, this.#settings.deadline);
    response.dispatch = this.#parts.router.dispatch(head, exchange.body ?? null, response);
  }

  /** To a worker that may switch protocols. */
  #switch(exchange: Exchange, upgrade: ClientUpgrade): void {
    const head = linkHead(exchange, this.#settings.deadline);
    serveUpgrade(exchange, upgrade, head, TUNNEL_TIMES, this.#parts.router, this);
  }

  fail(exchange: Exchange, failure: DispatchFailure | "bad-response"): void {
    this.#fail(exchange, FAILURES[failure]);
  }

  /** A request whose end cannot be known: what follows on the connection is not read. */
  #refuse(exchange: Exchange, status: number): void {
    exchange.connection.malformed = true;
    exchange.connection.closing = true;
    this.#fail(exchange, status);
  }

  #fail(exchange: Exchange, status: number): void {
    const { headers, body } = answerOf(status);
    exchange.send(status, headers, NO_HEADERS, Buffer.from(body, "latin1"));
    this.done(exchange);
  }

  #answer(exchange: Exchange, status: number, headers: string[]): void {
    exchange.send(status, headers, NO_HEADERS, undefined);
    this.done(exchange);
  }

  /** The exchange is over: counted and logged, exactly once; then comes the next one of its connection. */
  done(exchange: Exchange): void {
    const client = exchange.connection as Client;
    exchange.body?.close();
    this.inFlight -= 1;
    this.served += 1;
    this.accessLog?.log(recordOf(exchange, client.addressFor(exchange)));
    const next = client.next(exchange);
    // Not from here: a client that sends a thousand refused requests at once would go a thousand calls deep.
    if (next !== undefined) queueMicrotask(() => this.#begin(next, client));
  }
}

/** Decided once per connection and settings. */
function isBelieved(client: Client, settings: FrontSettings): boolean {
  if (client.policy === undefined || client.policyOwner !== settings) {
    const trusted = client.isUnix || settings.trusted.has(client.peer);
    client.policy = { trusted, exempt: false, denied: false };
    client.policyOwner = settings;
  }
  return client.policy.trusted;
}
