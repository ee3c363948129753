// A parsed HTTP/1.1 request as the link wants it, and the strictness that Node's parser lacks.
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { RequestHead } from "@seatstack/shared/link/protocol";

/** Why a request is refused, as an HTTP status. */
export type Refusal = 400 | 413 | 501;

/** RFC 9110 section 7.6.1. `expect` is answered here. */
const NOT_END_TO_END: ReadonlySet<string> = new Set([
  "connection",
  "expect",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
/** Written by us alone: nobody in front of this socket is trusted yet. */
const FORWARDED: ReadonlySet<string> = new Set([
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-proto",
  "x-real-ip",
  "x-request-id",
]);
/** RFC 3986 host with an optional port. */
const HOST = /^(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9\-._~%!$&'()*+,;=]+)(?::\d{1,5})?$/;
const ABSOLUTE = /^(https?):\/\/([^/?#]+)(.*)$/i;

/** The head for the link, or why there is none. `deadline` in milliseconds. */
export function requestHead(request: IncomingMessage, bodyLength: number, deadline: number): RequestHead | Refusal {
  const scan = scanHeaders(request);
  if (typeof scan === "number") return scan;
  const target = parseTarget(request.url ?? "", scan.host);
  if (target === undefined) return 400;
  const remoteAddress = plainAddress(request.socket.remoteAddress ?? "");
  const id = randomUUID();
  const headers = scan.headers;
  headers.push("host", target.host, "x-forwarded-for", remoteAddress, "x-forwarded-proto", "http");
  headers.push("x-forwarded-host", target.host, "x-request-id", id);
  if (bodyLength > 0 || scan.hasLength) headers.push("content-length", String(bodyLength));
  return {
    method: request.method ?? "GET",
    target: target.target,
    scheme: "http",
    host: target.host,
    remoteAddress,
    id,
    deadline,
    queued: 0,
    headers,
  };
}

interface Scan {
  readonly headers: string[];
  readonly host: string;
  readonly hasLength: boolean;
}

/** Refuses what two parsers could read differently. */
function scanHeaders(request: IncomingMessage): Scan | Refusal {
  const { rawHeaders } = request;
  const headers: string[] = [];
  const nominated = nominatedNames(request.headers.connection);
  let host: string | undefined;
  let hasLength = false;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? "").toLowerCase();
    const value = rawHeaders[i + 1] ?? "";
    if (name === "host") {
      if (host !== undefined || !HOST.test(value)) return 400;
      host = value;
    } else if (name === "content-length") {
      if (hasLength) return 400;
      hasLength = true;
    } else if (name === "transfer-encoding" && (value.toLowerCase() !== "chunked" || request.httpVersionMinor === 0)) {
      return request.httpVersionMinor === 0 ? 400 : 501;
    } else if (!isDropped(name, nominated)) headers.push(name, value);
  }
  if (hasLength && request.headers["transfer-encoding"] !== undefined) return 400;
  if (host === undefined && request.httpVersionMinor > 0) return 400;
  return { headers, host: host ?? "localhost", hasLength };
}

function isDropped(name: string, nominated: ReadonlySet<string> | undefined): boolean {
  // An underscore becomes a dash in CGI-like environments, and so a header that was checked under another name.
  return NOT_END_TO_END.has(name) || FORWARDED.has(name) || name.includes("_") || nominated?.has(name) === true;
}

function nominatedNames(connection: string | undefined): ReadonlySet<string> | undefined {
  return connection === undefined ? undefined : new Set(connection.split(",").map(name => name.trim().toLowerCase()));
}

/** RFC 9112 section 3.2: origin form, absolute form (which overrides Host), and `*` not at all. */
function parseTarget(url: string, host: string): { target: string; host: string } | undefined {
  if (url.startsWith("/")) return url.includes("#") ? undefined : { target: url, host };
  const match = ABSOLUTE.exec(url);
  const authority = match?.[2] ?? "";
  const rest = match?.[3] ?? "";
  if (!match || !HOST.test(authority) || rest.includes("#")) return undefined;
  return { target: rest.startsWith("/") ? rest : `/${rest}`, host: authority };
}

/** The Unix socket's clients have no address; IPv4 on a dual-stack socket is written as IPv4. */
function plainAddress(address: string): string {
  if (address === "") return "127.0.0.1";
  return address.startsWith("::ffff:") ? address.slice("::ffff:".length) : address;
}
