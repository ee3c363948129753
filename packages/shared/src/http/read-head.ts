// Reads a request's head strictly: we are the first parser, so whatever could mean two things is refused.
import type { Exchange } from "./exchange.ts";
import { KIND, kindOf } from "./header-kinds.ts";
import { isValidHost, parseTarget } from "./target.ts";

/** What a head may be. */
export interface HeadRules {
  /** Bytes of the request line without its end; more is 414. gunicorn: limit_request_line. */
  readonly line: number;
  /** Most header fields; more is 431. gunicorn: limit_request_fields. */
  readonly fields: number;
  /** Bytes of a field's line; more is 431. gunicorn: limit_request_field_size. */
  readonly fieldSize: number;
  /** Whether what proxies say of themselves is passed on: the peer is one that is trusted. */
  readonly proxied: boolean;
  /** Whether the host of an absolute target overrides another Host (RFC 9112 section 3.2.2), or both must be the same. */
  readonly authorityWins: boolean;
}

/** " HTTP/1.1" and the space before the target. */
const LINE_REST = 10;
/** ": " and CRLF. */
const FIELD_REST = 4;

/** What one pass over the headers finds out; reused, because nothing in it outlives the pass. */
const seen = { once: 0, chunked: false, length: -1, connection: "", cookies: 0, hostSeen: false };

/**
 * Fills the exchange from its raw head. Returns 0, or the status to refuse it with; a refused request says nothing
 * that can be trusted, so the connection must be closed after the answer.
 */
export function readHead(exchange: Exchange, rules: HeadRules): number {
  if (!exchange.isHttp) return 505;
  if (exchange.method.length + exchange.rawTarget.length + LINE_REST > rules.line) return 414;
  if (exchange.rawHeaders.length > rules.fields * 2) return 431;
  const target = parseTarget(exchange.method, exchange.rawTarget);
  if (target === undefined) return 400;
  exchange.target = target.target;
  const status = readHeaders(exchange, rules) || checkHost(exchange, target.authority, rules) || readFraming(exchange);
  if (status !== 0) return status;
  if (seen.connection !== "") dropNamed(exchange, seen.connection);
  if (seen.cookies > 1 && exchange.version === "2.0") joinCookies(exchange);
  return 0;
}

function readHeaders(exchange: Exchange, rules: HeadRules): number {
  const raw = exchange.rawHeaders;
  const headers: string[] = [];
  exchange.headers = headers;
  seen.once = 0;
  seen.chunked = false;
  seen.length = -1;
  seen.connection = "";
  seen.cookies = 0;
  seen.hostSeen = false;
  for (let i = 0; i < raw.length; i += 2) {
    const { name, kind, once } = kindOf(raw[i] ?? "");
    const value = raw[i + 1] ?? "";
    if (name.length + value.length + FIELD_REST > rules.fieldSize) return 431;
    if (once !== 0) {
      if ((seen.once & once) !== 0) return 400;
      seen.once |= once;
    }
    if (kind === KIND.pass || kind === KIND.single || (kind === KIND.proxy && rules.proxied)) headers.push(name, value);
    else if (kind !== KIND.drop) {
      const status = readSpecial(exchange, kind, name, value);
      if (status !== 0) return status;
    }
  }
  return 0;
}

/** What a trusted proxy may say of the client; of any other peer nobody asks for it. */
function readForwarding(exchange: Exchange, kind: number, value: string): void {
  switch (kind) {
    case KIND.forwardedFor:
      exchange.forwardedFor = joined(exchange.forwardedFor, value);
      break;
    case KIND.forwardedProto:
      exchange.forwardedProto = value;
      break;
    case KIND.forwardedHost:
      exchange.forwardedHost = value;
      break;
    case KIND.forwardedPort:
      exchange.forwardedPort = value;
      break;
    case KIND.forwarded:
      exchange.forwarded = joined(exchange.forwarded, value);
      break;
    case KIND.realIp:
      exchange.realIp = value;
      break;
    default:
  }
}

/** RFC 9110 section 5.3: fields of one name are one list. */
function joined(before: string | undefined, value: string): string {
  return before === undefined ? value : `${before}, ${value}`;
}

function readSpecial(exchange: Exchange, kind: number, name: string, value: string): number {
  switch (kind) {
    case KIND.host:
      seen.hostSeen = true;
      return readHost(exchange, value);
    case KIND.contentLength:
      return readLength(value);
    case KIND.transferEncoding:
      return readCoding(exchange, value);
    case KIND.connection:
      readConnection(value);
      return 0;
    case KIND.expect:
      return readExpect(exchange, value);
    case KIND.requestId:
      exchange.sentId = value;
      return 0;
    case KIND.cookie:
      seen.cookies += 1;
      break;
    case KIND.userAgent:
      exchange.userAgent = value;
      break;
    case KIND.referer:
      exchange.referer = value;
      break;
    default:
      readForwarding(exchange, kind, value);
      return 0;
  }
  exchange.headers.push(name, value);
  return 0;
}

function readHost(exchange: Exchange, value: string): number {
  // In HTTP/2 the pseudo-header came first; a Host beside it must say the same (RFC 9113 section 8.3.1).
  const host = lowerHost(value);
  if (exchange.version === "2.0" && exchange.host !== "" && exchange.host !== host) return 400;
  if (!isValidHost(host)) return 400;
  exchange.host = host;
  return 0;
}

function lowerHost(value: string): string {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code >= 0x41 && code <= 0x5a) return value.toLowerCase();
  }
  return value;
}

function checkHost(exchange: Exchange, authority: string | undefined, rules: HeadRules): number {
  if (exchange.version === "2.0") return exchange.host !== "" && isValidHost(exchange.host) ? 0 : 400;
  if (!seen.hostSeen && exchange.version === "1.1") return 400;
  if (authority === undefined) return 0;
  // Two names in one request have no honest use, whichever of them RFC 9112 section 3.2.2 lets win.
  if (!rules.authorityWins && seen.hostSeen && exchange.host !== authority.toLowerCase()) return 400;
  exchange.host = authority.toLowerCase();
  return 0;
}

function readLength(value: string): number {
  if (value.length === 0 || value.length > 15) return 400;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code < 0x30 || code > 0x39) return 400;
  }
  seen.length = Number(value);
  return 0;
}

function readCoding(exchange: Exchange, value: string): number {
  // A 1.0 sender does not know chunked, so a 1.0 message with it was tampered with (RFC 9112 section 6.1).
  if (exchange.version !== "1.1") return 400;
  const coding = value.toLowerCase();
  seen.chunked = coding === "chunked";
  if (seen.chunked) return 0;
  return /^(?:gzip|x-gzip|deflate|compress|x-compress|identity)(?:\s*,\s*chunked)?$/.test(coding) ? 501 : 400;
}

function readFraming(exchange: Exchange): number {
  if (seen.chunked && seen.length >= 0) return 400;
  if (exchange.version === "2.0") {
    exchange.contentLength = exchange.hasBody ? seen.length : 0;
    return 0;
  }
  exchange.contentLength = seen.chunked ? -1 : Math.max(seen.length, 0);
  exchange.hasBody = exchange.contentLength !== 0;
  return 0;
}

function readConnection(value: string): void {
  // The two values of nearly every request name no header.
  if (value === "keep-alive" || value === "close" || value === "Keep-Alive") return;
  seen.connection = seen.connection === "" ? value : `${seen.connection},${value}`;
}

function readExpect(exchange: Exchange, value: string): number {
  if (exchange.version === "1.0") return 0;
  if (value.toLowerCase() !== "100-continue") return 417;
  exchange.expectContinue = true;
  return 0;
}

/** Headers that the Connection header names are for us alone (RFC 9110 section 7.6.1). */
function dropNamed(exchange: Exchange, connection: string): void {
  const named = new Set(connection.split(",").map(token => token.trim().toLowerCase()));
  const kept: string[] = [];
  for (let i = 0; i < exchange.headers.length; i += 2) {
    const name = exchange.headers[i] ?? "";
    if (!named.has(name)) kept.push(name, exchange.headers[i + 1] ?? "");
  }
  exchange.headers = kept;
}

/** HTTP/2 may send cookies in crumbs; HTTP/1.1 semantics want one header (RFC 9113 section 8.2.3). */
function joinCookies(exchange: Exchange): void {
  const kept: string[] = [];
  let cookie = "";
  for (let i = 0; i < exchange.headers.length; i += 2) {
    const name = exchange.headers[i] ?? "";
    const value = exchange.headers[i + 1] ?? "";
    if (name !== "cookie") kept.push(name, value);
    else cookie = cookie === "" ? value : `${cookie}; ${value}`;
  }
  kept.push("cookie", cookie);
  exchange.headers = kept;
}
