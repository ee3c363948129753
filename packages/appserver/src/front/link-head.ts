// A request as it crosses the link.
import type { Exchange } from "@seatstack/shared/http/exchange";
import type { RequestHead } from "@seatstack/shared/link/protocol";

/** `deadline` in milliseconds. */
export function linkHead(exchange: Exchange, deadline: number): RequestHead {
  const { method, target, scheme, host, remoteAddress, id, headers } = exchange;
  return { method, target, scheme, host, remoteAddress, id, deadline, queued: 0, headers };
}
