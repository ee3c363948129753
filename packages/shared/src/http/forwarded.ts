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
  return forwardedFor === undefined ? peer : (believedHops(forwardedFor.split(","), trusted)[0] ?? peer);
}

/**
 * The part of a chain of hops (X-Forwarded-For, or the `for` of Forwarded) that the trusted proxies at its right end
 * vouch for: the client first, then proxies. It ends at what is no address.
 */
export function believedHops(hops: readonly string[], trusted: AddressSet): string[] {
  const believed: string[] = [];
  for (let i = hops.length - 1; i >= 0; i--) {
    const address = normalizeAddress(withoutPort((hops[i] ?? "").trim()));
    if (isIP(address) === 0) break;
    believed.push(address);
    if (!trusted.has(address)) break;
  }
  return believed.toReversed();
}

/** Some proxies write `192.0.2.1:4711` or `[2001:db8::1]:4711`. */
function withoutPort(hop: string): string {
  if (hop.startsWith("[")) return hop.slice(1, hop.indexOf("]"));
  const colon = hop.indexOf(":");
  return colon > 0 && colon === hop.lastIndexOf(":") ? hop.slice(0, colon) : hop;
}

/** What an app is told of who asked. */
export interface ForwardedFacts {
  readonly headers: string[];
  readonly scheme: string;
  /** Empty where the request named none. */
  readonly host: string;
  readonly remoteAddress: string;
}

/** Adds it to the headers in the two vocabularies that frameworks read. `chain` is the value of X-Forwarded-For. */
export function writeForwarded({ headers, scheme, host, remoteAddress }: ForwardedFacts, chain: string): void {
  const node = remoteAddress.includes(":") ? `"[${remoteAddress}]"` : remoteAddress;
  headers.push("x-forwarded-for", chain, "x-forwarded-proto", scheme);
  if (host === "") headers.push("forwarded", `for=${node};proto=${scheme}`);
  else headers.push("x-forwarded-host", host, "forwarded", `for=${node};host="${host}";proto=${scheme}`);
}
