// A request's life at the edge, in order. Read `handle`.
import type { DispatchFailure, Router } from "@seatstack/shared/router/types";
import type { RateVerdict, Zone, ZoneKey } from "@seatstack/shared/zone/types";
import type { AccessLog } from "./access-log.ts";
import { AppResponse, type AppResponseHost, type ClientHeaders } from "@seatstack/shared/http/app-response";
import { BodyBuffer } from "@seatstack/shared/buffer/body-buffer";
import type { ClientConnection } from "@seatstack/shared/http/client-connection";
import { MAX_HEADER_BYTES } from "@seatstack/shared/http/engine";
import { ERROR_POLICY, errorPage } from "./error-pages.ts";
import type { Exchange } from "@seatstack/shared/http/exchange";
import { wholeBlock, type Variant } from "./hot-file.ts";
import { clientHeaders, type SecurityHeaders } from "./response-headers.ts";
import type { LongWay } from "./long-way.ts";
import { isMountTarget, type MountHost } from "./mounts.ts";
import type { OpenFile, StaticRoot } from "./static-root.ts";
import { believeProxy, peerPolicy, policyOf, tellApp } from "./peer.ts";
import { linkHead } from "@seatstack/shared/http/link-head";
import { SWITCHING_PROTOCOLS } from "@seatstack/shared/link/protocol";
import { serveUpgrade } from "@seatstack/shared/http/upgrade-response";
import { readHead, type HeadRules } from "@seatstack/shared/http/read-head";
import { isValidId } from "@seatstack/shared/http/request-id";
import type { EdgeSettings } from "./settings.ts";
import type { SpoolOptions } from "@seatstack/shared/buffer/spool";
import type { TempFolder } from "@seatstack/shared/buffer/temp-folder";
import type { FileHost, StaticFiles } from "./static-files.ts";
import { normalizePath, pathOf } from "./target.ts";

export interface PipelineParts {
  readonly zone: Zone;
  readonly router: Router;
  readonly accessLog: AccessLog;
  readonly files: StaticFiles;
  readonly longWay: LongWay;
  readonly nextId: () => string;
  /** The clock of the zone: monotonic ms, the same in all threads. */
  readonly now: () => number;
  readonly temp: TempFolder;
}

/** nginx: large_client_header_buffers, max_headers. engine.ts bounds the head as a whole. */
const HEAD_RULES: HeadRules = {
  line: 8190,
  fields: 100,
  fieldSize: MAX_HEADER_BYTES,
  proxied: false,
  authorityWins: false,
};

const ALLOW = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

export class Pipeline implements AppResponseHost, FileHost, MountHost {
  readonly #parts: PipelineParts;
  #settings: EdgeSettings;
  readonly #verdict: RateVerdict = { allowed: true, remaining: 0, retryAfterMs: 0, resetMs: 0 };
  readonly #keys = new WeakMap<ClientConnection, ZoneKey>();

  constructor(parts: PipelineParts, settings: EdgeSettings) {
    this.#parts = parts;
    this.#settings = settings;
  }

  /** New settings apply to requests that begin after this. */
  reload(settings: EdgeSettings): void {
    this.#settings = settings;
  }

  get spool(): SpoolOptions {
    return { memory: this.#settings.config.edge.buffers.proxy_buffer_size, temp: this.#parts.temp };
  }

  prepare(exchange: Exchange, headers: readonly string[]): ClientHeaders {
    return clientHeaders(headers, this.#securityOf(exchange));
  }

  handle(exchange: Exchange): void {
    const settings = this.#settings;
    const refused = readHead(exchange, HEAD_RULES);
    const policy = this.#identify(exchange, settings);
    if (refused !== 0) return this.#refuse(exchange, refused);
    if (exchange.method === "TRACE" || exchange.method === "CONNECT") return this.#notAllowed(exchange);
    if (policy.denied) return this.error(exchange, 403);
    if (!policy.exempt && !this.#withinRate(exchange, settings)) return this.#tooMany(exchange, settings);
    if (settings.redirectPort !== undefined && exchange.scheme === "http") {
      return this.#redirect(exchange, settings, settings.redirectPort);
    }
    if (exchange.target === "*") return this.#answer(exchange, 204, ["allow", ALLOW]);

    const path = normalizePath(pathOf(exchange.target));
    if (path === undefined) return this.#refuse(exchange, 400);
    if (this.#parts.files.serve(exchange, path, this)) return;
    this.passOn(exchange, path);
  }

  /** The rest of a request's life, where no file answered it. */
  passOn(exchange: Exchange, path: string): void {
    const settings = this.#settings;
    const { trusted } = peerPolicy(exchange, settings);
    const mount = settings.mounts.length > 0 ? isMountTarget(settings.mounts, exchange.target, path) : undefined;
    if (mount === "ambiguous") return this.#refuse(exchange, 400);
    tellApp(exchange, trusted);
    const next = mount !== undefined ? this.#toMount : exchange.upgrade === undefined ? this.#toApp : this.#switch;
    if (exchange.hasBody) this.#buffer(exchange, settings, next);
    else next(exchange);
  }

  /** Who asks, and under which name the request is known from here on. */
  #identify(exchange: Exchange, settings: EdgeSettings): { trusted: boolean; exempt: boolean; denied: boolean } {
    const policy = peerPolicy(exchange, settings);
    if (!policy.trusted) {
      exchange.id = this.#parts.nextId();
      return policy;
    }
    believeProxy(exchange, settings);
    const sent = exchange.sentId;
    exchange.id = sent !== undefined && isValidId(sent) ? sent : this.#parts.nextId();
    return { ...policyOf(exchange.remoteAddress, settings), trusted: true };
  }

  #withinRate(exchange: Exchange, settings: EdgeSettings): boolean {
    const { limits } = settings.config.edge;
    if (!limits.enabled) return true;
    const { limiter } = this.#parts.zone;
    const verdict = this.#verdict;
    limiter.take(this.#keyOf(exchange), limits.rate, limits.burst, this.#parts.now(), verdict);
    return verdict.allowed;
  }

  /** Hashing an address once per connection is enough, except behind a proxy. */
  #keyOf(exchange: Exchange): ZoneKey {
    const { connection } = exchange;
    if (exchange.remoteAddress !== connection.peer) return this.#parts.zone.key(exchange.remoteAddress);
    let key = this.#keys.get(connection);
    if (key === undefined) {
      key = this.#parts.zone.key(connection.peer);
      this.#keys.set(connection, key);
    }
    return key;
  }

  #tooMany(exchange: Exchange, settings: EdgeSettings): void {
    this.#parts.zone.count("rate_limited");
    this.error(exchange, 429, rateHeaders(this.#verdict, settings.config.edge.limits.burst));
  }

  #redirect(exchange: Exchange, settings: EdgeSettings, port: number): void {
    const host = (exchange.host === "" ? settings.defaultHost : exchange.host).replace(/:\d+$/, "");
    const path = exchange.target === "*" ? "/" : exchange.target;
    const location = `https://${host}${port === 443 ? "" : `:${port}`}${path}`;
    this.#answer(exchange, 308, ["location", location]);
  }

  /** Reads the body whole, then goes on. */
  #buffer(exchange: Exchange, settings: EdgeSettings, next: (exchange: Exchange) => void): void {
    const { buffers, timeouts } = settings.config.edge;
    const limits = {
      max: buffers.client_max_body_size,
      memory: buffers.client_body_buffer_size,
      temp: this.#parts.temp,
      timeout: timeouts.client_body,
    };
    const body = new BodyBuffer(exchange, limits, outcome => {
      exchange.watcher = undefined;
      if (outcome === 0) {
        exchange.headers.push("content-length", String(body.length));
        exchange.body = body;
        next(exchange);
      } else if (outcome === 400 || outcome === 408) this.#refuse(exchange, outcome);
      else this.error(exchange, outcome);
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
  readonly #toApp = (exchange: Exchange): void => {
    const response = new AppResponse(exchange, this);
    this.#parts.zone.count("upstream_requests");
    const head = linkHead(exchange, this.#settings.config.edge.timeouts.upstream);
    response.dispatch = this.#parts.router.dispatch(head, exchange.body ?? null, response);
  };

  /** To a worker that may switch protocols. */
  readonly #switch = (exchange: Exchange): void => {
    const { upgrade } = exchange;
    if (upgrade === undefined) return this.#toApp(exchange);
    const { upstream, tunnel, send } = this.#settings.config.edge.timeouts;
    this.#parts.zone.count("upstream_requests");
    const times = { idle: tunnel, send };
    serveUpgrade(exchange, upgrade, linkHead(exchange, upstream), times, this.#parts.router, this);
  };

  readonly #toMount = (exchange: Exchange): void => {
    this.#parts.zone.count("mount_requests");
    this.#parts.longWay.serveMount(exchange, this);
  };

  /** What the client hears when no response came. */
  fail(exchange: Exchange, failure: DispatchFailure | "bad-response"): void {
    const { zone } = this.#parts;
    switch (failure) {
      case "queue-full":
        zone.count("queue_full");
        return this.error(exchange, 503, ["retry-after", "1"]);
      case "queue-timeout":
        zone.count("queue_timeout");
        return this.error(exchange, 503, ["retry-after", "5"]);
      case "upstream-timeout":
        zone.count("upstream_failures");
        return this.error(exchange, 504);
      case "worker-lost":
      case "bad-response":
      case "cut-short":
        zone.count("upstream_failures");
        return this.error(exchange, 502);
      default:
        failure satisfies never;
    }
  }

  /** An error page, with the headers of every other response. */
  error(exchange: Exchange, status: number, extra: readonly string[] = []): void {
    const page = errorPage(status, exchange.header("accept"));
    const headers = [...extra, "content-security-policy", ERROR_POLICY, "cache-control", "no-store"];
    headers.push("content-type", page.type, "content-length", String(page.body.length));
    exchange.send(status, headers, this.#securityOf(exchange).withoutPolicy, page.body);
    this.done(exchange);
  }

  answerFile(exchange: Exchange, status: number, headers: readonly string[], body: Buffer | undefined): void {
    this.#parts.zone.count("static_requests");
    exchange.send(status, [...headers], this.#securityOf(exchange).all, body);
    this.done(exchange);
  }

  answerHot(exchange: Exchange, variant: Variant): void {
    this.#parts.zone.count("static_requests");
    exchange.send(200, [], wholeBlock(variant, this.#securityOf(exchange).all), variant.text ?? variant.body);
    this.done(exchange);
  }

  stream(exchange: Exchange, file: OpenFile, name: string, root: StaticRoot): void {
    this.#parts.zone.count("static_requests");
    const common = [...this.#securityOf(exchange).all.flat, "x-request-id", exchange.id];
    void this.#parts.longWay.streamFile(exchange, file, name, root, common, this);
  }

  /** A request whose end cannot be known: what follows on the connection is not read. */
  #refuse(exchange: Exchange, status: number): void {
    const { connection } = exchange;
    // Streams of HTTP/2 are framed apart: one bad request says nothing of the others.
    connection.malformed = exchange.version !== "2.0";
    connection.closing ||= connection.malformed;
    this.error(exchange, status);
  }

  #notAllowed(exchange: Exchange): void {
    this.error(exchange, 405, ["allow", ALLOW]);
  }

  #answer(exchange: Exchange, status: number, extra: readonly string[]): void {
    const headers = status === 204 ? [...extra] : [...extra, "content-length", "0"];
    exchange.send(status, headers, this.#securityOf(exchange).withoutPolicy, undefined);
    this.done(exchange);
  }

  #securityOf(exchange: Exchange): SecurityHeaders {
    return exchange.scheme === "https" ? this.#settings.secure : this.#settings.plain;
  }

  /** The exchange is over: counted and logged, exactly once. */
  done(exchange: Exchange): void {
    const { zone, accessLog } = this.#parts;
    const milliseconds = performance.now() - exchange.started;
    exchange.body?.close();
    zone.count(classOf(exchange.status));
    zone.count("bytes_out", exchange.bytesSent);
    // A tunnel's hours would say nothing of how long requests take.
    if (exchange.status !== SWITCHING_PROTOCOLS) zone.observe("request", milliseconds);
    const { timing } = exchange;
    if (timing !== undefined) {
      zone.observe("queue", timing.queued);
      zone.observe("upstream", timing.worker);
      if (timing.attempts > 1) zone.count("upstream_retries", timing.attempts - 1);
    }
    accessLog.log(exchange, milliseconds);
  }
}

function classOf(status: number) {
  if (status === 499) return "requests_499";
  if (status < 200) return "requests_1xx";
  if (status < 300) return "requests_2xx";
  if (status < 400) return "requests_3xx";
  return status < 500 ? "requests_4xx" : "requests_5xx";
}

/** draft-ietf-httpapi-ratelimit-headers-03: seconds, rounded up so that who waits them is let in. */
function rateHeaders(verdict: RateVerdict, burst: number): string[] {
  return [
    "retry-after",
    String(Math.max(1, Math.ceil(verdict.retryAfterMs / 1000))),
    "ratelimit-limit",
    String(burst + 1),
    "ratelimit-remaining",
    String(verdict.remaining),
    "ratelimit-reset",
    String(Math.max(1, Math.ceil(verdict.resetMs / 1000))),
  ];
}
