// Who the client is behind proxies: what their headers say, as far as those who wrote them are trusted.
import { isIP } from "node:net";
import type { AddressSet } from "./address-set.ts";

/** `::ffff:192.0.2.1` is IPv4 that came in through a dual-stack socket. */
export function normalizeAddress(address: string | undefined): string {
  if (address === undefined) return "unix";
  return address.startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;
}

/** The rightmost address that is not a trusted proxy: everything left of it could be invented by the client. */
export function clientOf(forwardedFor: string | undefined, peer: string, trusted: AddressSet): string {
  if (forwardedFor === undefined) return peer;
  const hops = forwardedFor.split(",");
  let client = peer;
  for (const hop of hops.toReversed()) {
    const address = normalizeAddress(withoutPort(hop.trim()));
    if (isIP(address) === 0) return client;
    client = address;
    if (!trusted.has(address)) return client;
  }
  return client;
}

/** Some proxies write `192.0.2.1:4711` or `[2001:db8::1]:4711`. */
function withoutPort(hop: string): string {
  if (hop.startsWith("[")) return hop.slice(1, hop.indexOf("]"));
  const colon = hop.indexOf(":");
  return colon > 0 && colon === hop.lastIndexOf(":") ? hop.slice(0, colon) : hop;
}
