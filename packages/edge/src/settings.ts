// The settings as the pipeline wants them: parsed once, so that a request only compares numbers.
import type { Config } from "@seatstack/shared/config/schema";
import { parseHostPort } from "@seatstack/shared/config/address";
import { addressSet, type AddressSet } from "@seatstack/shared/http/address-set";
import { securityHeaders, type SecurityHeaders } from "./response-headers.ts";

export interface EdgeSettings {
  readonly config: Config;
  readonly trusted: AddressSet;
  readonly allow: AddressSet;
  readonly deny: AddressSet;
  readonly plain: SecurityHeaders;
  readonly secure: SecurityHeaders;
  /** Port that plain HTTP redirects to, or undefined for no redirect. */
  readonly redirectPort: number | undefined;
  /** Host of a redirect for an HTTP/1.0 client that sent none. */
  readonly defaultHost: string;
  /** Mounts, longest prefix first. */
  readonly mounts: Config["edge"]["mounts"];
}

/** Throws a SeatstackError (exit 2) for what the schema cannot check. */
export function deriveSettings(config: Config): EdgeSettings {
  const { edge } = config;
  const https = edge.tls.mode === "off" || edge.https === "" ? undefined : parseHostPort(edge.https);
  return {
    config,
    trusted: addressSet(edge.trusted_proxies, "edge.trusted_proxies"),
    allow: addressSet(edge.limits.allow, "edge.limits.allow"),
    deny: addressSet(edge.limits.deny, "edge.limits.deny"),
    plain: securityHeaders(edge.headers, false),
    secure: securityHeaders(edge.headers, true),
    redirectPort: edge.redirect ? https?.port : undefined,
    defaultHost: edge.tls.names[0] ?? "localhost",
    mounts: edge.mounts.toSorted((a, b) => b.prefix.length - a.prefix.length),
  };
}
