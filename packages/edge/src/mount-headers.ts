// What crosses a mount: headers in both directions, without what belongs to one hop only.
import type { IncomingHttpHeaders } from "node:http";
import type { Exchange } from "@seatstack/shared/http/exchange";
import { clientHeaders, type SecurityHeaders } from "./response-headers.ts";

type Headers = Record<string, string | string[]>;

/** The request's headers as the pipeline made them, for the service at `host`. */
export function upstreamHeaders(exchange: Exchange, host: string): Headers {
  const headers = grouped(exchange.headers);
  // nginx: proxy_set_header Host $proxy_host. The name that the client used is in x-forwarded-host.
  headers["host"] = host;
  headers["x-request-id"] = exchange.id;
  return headers;
}

/** The service's headers as the client gets them. */
export function downstreamHeaders(
  received: IncomingHttpHeaders,
  security: SecurityHeaders,
  exchange: Exchange,
): IncomingHttpHeaders {
  const named = new Set((received.connection ?? "").split(",").map(token => token.trim().toLowerCase()));
  const flat: string[] = [];
  for (const [name, value] of Object.entries(received)) {
    if (value === undefined || named.has(name)) continue;
    for (const one of Array.isArray(value) ? value : [value]) flat.push(name, one);
  }
  const found = clientHeaders(flat, security);
  const headers = grouped([...found.headers, ...found.common.flat, "x-request-id", exchange.id]);
  if (found.contentLength >= 0) headers["content-length"] = String(found.contentLength);
  return headers;
}

function grouped(flat: readonly string[]): Headers {
  const headers: Headers = {};
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i] ?? "";
    const value = flat[i + 1] ?? "";
    const before = headers[name];
    if (before === undefined) headers[name] = value;
    else if (Array.isArray(before)) before.push(value);
    else headers[name] = [before, value];
  }
  return headers;
}
