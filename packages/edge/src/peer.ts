// Who the client is: the TCP peer, or whom a trusted proxy speaks for; and what the app is told of it.
import { clientOf, writeForwarded } from "@seatstack/shared/http/forwarded";
import { isValidHost } from "@seatstack/shared/http/target";
import type { PeerPolicy } from "@seatstack/shared/http/client-connection";
import type { Exchange } from "@seatstack/shared/http/exchange";
import type { EdgeSettings } from "./settings.ts";

/** The policy for the connection's peer; kept with the connection while the settings stay. */
export function peerPolicy(exchange: Exchange, settings: EdgeSettings): PeerPolicy {
  const { connection } = exchange;
  if (connection.policy !== undefined && connection.policyOwner === settings) return connection.policy;
  const policy = policyOf(connection.peer, settings);
  connection.policy = policy;
  connection.policyOwner = settings;
  return policy;
}

/** What is believed of an address. */
export function policyOf(address: string, settings: EdgeSettings): PeerPolicy {
  return {
    trusted: settings.trusted.has(address),
    exempt: settings.allow.has(address),
    denied: settings.deny.has(address),
  };
}

/** Takes address, scheme and host from a trusted proxy's headers. */
export function believeProxy(exchange: Exchange, settings: EdgeSettings): void {
  exchange.remoteAddress = clientOf(exchange.forwardedFor, exchange.connection.peer, settings.trusted);
  const scheme = exchange.forwardedProto?.toLowerCase();
  if (scheme === "http" || scheme === "https") exchange.scheme = scheme;
  const host = exchange.forwardedHost?.toLowerCase();
  if (host !== undefined && isValidHost(host)) exchange.host = host;
}

/** Tells the app who asked: the chain that a trusted proxy sent goes on with that proxy. */
export function tellApp(exchange: Exchange, trusted: boolean): void {
  const { peer } = exchange.connection;
  const chain = trusted && exchange.forwardedFor !== undefined ? `${exchange.forwardedFor}, ${peer}` : peer;
  writeForwarded(exchange, chain);
}
