// Who the client is, and what the app is told of it: gunicorn's forwarded_allow_ips. docs: the setting's help.
import type { AddressSet } from "@seatstack/shared/http/address-set";
import type { Exchange } from "@seatstack/shared/http/exchange";
import { believedHops, writeForwarded } from "@seatstack/shared/http/forwarded";
import { parseForwarded } from "@seatstack/shared/http/forwarded-header";
import { isValidHost } from "@seatstack/shared/http/target";

/**
 * Writes the forwarding headers for the app. `believed`: those that came are a trusted peer's, so they decide address,
 * scheme and host; else they are as good as not sent.
 */
export function identify(exchange: Exchange, believed: boolean, trusted: AddressSet): void {
  if (!believed) return writeForwarded(exchange, exchange.remoteAddress);
  const hops = isXForwarded(exchange) ? readXForwarded(exchange, trusted) : readForwarded(exchange, trusted);
  const [client] = hops;
  if (client !== undefined) exchange.remoteAddress = client;
  writeForwarded(exchange, client === undefined ? exchange.remoteAddress : hops.join(", "));
  if (exchange.realIp !== undefined) exchange.headers.push("x-real-ip", exchange.remoteAddress);
  if (isPort(exchange.forwardedPort)) exchange.headers.push("x-forwarded-port", exchange.forwardedPort);
}

/** A proxy speaks one of the two languages. The other one may have come through it from the client. */
function isXForwarded(exchange: Exchange): boolean {
  const { forwardedFor, forwardedProto, forwardedHost } = exchange;
  return forwardedFor !== undefined || forwardedProto !== undefined || forwardedHost !== undefined;
}

/** Takes scheme and host, and returns the hops that are vouched for. */
function readXForwarded(exchange: Exchange, trusted: AddressSet): string[] {
  takeScheme(exchange, first(exchange.forwardedProto));
  takeHost(exchange, first(exchange.forwardedHost));
  return exchange.forwardedFor === undefined ? [] : believedHops(exchange.forwardedFor.split(","), trusted);
}

/** Where several proxies made a list of it, the first is what the client used. */
function first(list: string | undefined): string | undefined {
  const comma = list?.indexOf(",") ?? -1;
  return comma < 0 ? list : list?.slice(0, comma).trim();
}

/** RFC 7239 section 4: the element that names a client also says how that client asked. */
function readForwarded(exchange: Exchange, trusted: AddressSet): string[] {
  const elements = exchange.forwarded === undefined ? undefined : parseForwarded(exchange.forwarded);
  if (elements === undefined) return [];
  const hops = believedHops(
    elements.map(element => element.for ?? ""),
    trusted,
  );
  const element = elements.at(-Math.max(1, hops.length));
  takeScheme(exchange, element?.proto);
  takeHost(exchange, element?.host);
  return hops;
}

function takeScheme(exchange: Exchange, sent: string | undefined): void {
  const scheme = sent?.toLowerCase();
  if (scheme === "http" || scheme === "https") exchange.scheme = scheme;
}

function takeHost(exchange: Exchange, sent: string | undefined): void {
  const host = sent?.toLowerCase();
  if (host !== undefined && isValidHost(host)) exchange.host = host;
}

function isPort(text: string | undefined): text is string {
  return text !== undefined && /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535;
}
