// Which requests may leave HTTP: RFC 9110 section 7.8.
import type { IncomingMessage } from "node:http";

/** RFC 9110 section 7.8: protocol = protocol-name ["/" protocol-version]. */
const PROTOCOL = /^[!#$%&'*+.^_`|~0-9a-z-]+(?:\/[!#$%&'*+.^_`|~0-9a-z-]+)?$/i;

/**
 * The protocols that a request of HTTP/1.1 asks to switch to, as one header value; undefined where it is to be served as a
 * plain request, as a server always may. Only a GET without a body may switch: a body would have to be told from the
 * stream that follows. h2c is never passed on (RFC 9113 section 3.1 has withdrawn it): an app that took it would be spoken
 * to past every check that is made here.
 */
export function upgradeProtocol(request: IncomingMessage): string | undefined {
  const { method, httpVersion, headers } = request;
  if (headers.upgrade === undefined || method !== "GET" || httpVersion !== "1.1") return undefined;
  if (headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) !== 0) return undefined;
  const protocols = headers.upgrade.split(",").map(protocol => protocol.trim());
  if (!protocols.every(protocol => PROTOCOL.test(protocol))) return undefined;
  const kept = protocols.filter(protocol => protocol.toLowerCase() !== "h2c");
  return kept.length === 0 ? undefined : kept.join(", ");
}
