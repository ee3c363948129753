// A request as it crosses the link.
import type { RequestHead } from "../link/protocol.ts";
import type { Exchange } from "./exchange.ts";

/** `deadline` in milliseconds. */
export function linkHead(exchange: Exchange, deadline: number): RequestHead {
  const { method, target, scheme, host, remoteAddress, id, headers } = exchange;
  return { method, target, scheme, host, remoteAddress, id, deadline, queued: 0, headers };
}
