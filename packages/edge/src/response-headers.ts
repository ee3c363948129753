// What happens to the headers of an app's response on their way to the client.
import type { Config } from "@seatstack/shared/config/schema";
import type { ClientHeaders } from "@seatstack/shared/http/app-response";
import { headerBlock, NO_HEADERS, type HeaderBlock } from "@seatstack/shared/http/header-block";

const DROP = -1;
const CONTENT_LENGTH = -2;
const CONTENT_TYPE = -3;
const ACCEL_BUFFERING = -4;

/** Hop-by-hop (RFC 9110 section 7.6.1), ours to say, or instructions to us. Security headers get a bit below. */
const KINDS = new Map<string, number>([
  ["connection", DROP],
  ["keep-alive", DROP],
  ["proxy-connection", DROP],
  ["proxy-authenticate", DROP],
  ["te", DROP],
  ["trailer", DROP],
  ["transfer-encoding", DROP],
  ["upgrade", DROP],
  ["server", DROP],
  ["x-powered-by", DROP],
  ["x-accel-redirect", DROP],
  ["x-accel-expires", DROP],
  ["x-accel-charset", DROP],
  ["x-accel-limit-rate", DROP],
  ["x-accel-buffering", ACCEL_BUFFERING],
  ["x-request-id", DROP],
  ["content-length", CONTENT_LENGTH],
  ["content-type", CONTENT_TYPE],
]);

/** Headers that the edge adds where the app sets none, for one scheme. */
export interface SecurityHeaders {
  readonly all: HeaderBlock;
  /** The same without Content-Security-Policy, for pages that bring their own. */
  readonly withoutPolicy: HeaderBlock;
}

export function securityHeaders(settings: Config["edge"]["headers"], secure: boolean): SecurityHeaders {
  const all: [string, string][] = [
    ["content-security-policy", settings.content_security_policy],
    ["x-content-type-options", "nosniff"],
    ["referrer-policy", settings.referrer_policy],
    ["permissions-policy", settings.permissions_policy],
    ["x-frame-options", settings.frame_options],
    ["cross-origin-opener-policy", "same-origin"],
    ["cross-origin-resource-policy", "same-origin"],
    ["strict-transport-security", secure ? settings.hsts : ""],
  ];
  // A value that HTTP cannot say would be refused in every response; the operator's mistake costs that header only.
  const wanted = all.filter(([, value]) => value !== "" && !INVALID_VALUE.test(value));
  return {
    all: headerBlock(wanted.flat()),
    withoutPolicy: headerBlock(wanted.filter(([name]) => name !== "content-security-policy").flat()),
  };
}

/** One bit per security header, so that the app's own is known without a search. */
const SECURITY_NAMES = [
  "content-security-policy",
  "x-content-type-options",
  "referrer-policy",
  "permissions-policy",
  "x-frame-options",
  "cross-origin-opener-policy",
  "cross-origin-resource-policy",
  "strict-transport-security",
];
for (const [bit, name] of SECURITY_NAMES.entries()) KINDS.set(name, 1 << bit);

/** What was found on the way; reused, read it before the next call. */
const found: ClientHeaders = { headers: [], common: NO_HEADERS, contentLength: -1, unbuffered: false, invalid: false };

/** The app's headers for the client, with the security headers that it has not set. Reused: see `found`. */
export function clientHeaders(sent: readonly string[], security: SecurityHeaders): ClientHeaders {
  const headers: string[] = [];
  found.headers = headers;
  found.contentLength = -1;
  found.unbuffered = false;
  found.invalid = false;
  let own = 0;
  for (let i = 0; i < sent.length; i += 2) {
    const name = sent[i] ?? "";
    const value = sent[i + 1] ?? "";
    const kind = KINDS.get(name) ?? kindOfUnknown(name);
    if (INVALID_VALUE.test(value)) found.invalid = true;
    if (kind >= 0) {
      own |= kind;
      headers.push(name, value);
    } else if (kind !== DROP) readSpecial(headers, kind, name, value);
  }
  found.common = own === 0 ? security.all : headerBlock(without(security.all.flat, own));
  return found;
}

const INVALID_VALUE = /[^\t\x20-\x7e\x80-\xff]/;
const TOKEN = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;
/** An app has a handful of names; one that invents them must not fill the memory. */
const MAX_KNOWN = 512;

function kindOfUnknown(name: string): number {
  const known = KINDS.get(name.toLowerCase());
  if (known !== undefined) return known;
  if (!TOKEN.test(name)) {
    found.invalid = true;
    return DROP;
  }
  if (KINDS.size < MAX_KNOWN) KINDS.set(name, 0);
  return 0;
}

function readSpecial(headers: string[], kind: number, name: string, value: string): void {
  if (kind === CONTENT_LENGTH) {
    const length = /^\d{1,15}$/.test(value) ? Number(value) : -1;
    if (length < 0 || (found.contentLength >= 0 && found.contentLength !== length)) found.invalid = true;
    found.contentLength = length;
  } else if (kind === ACCEL_BUFFERING) {
    if (value === "no") found.unbuffered = true;
  } else {
    if (value.startsWith("text/event-stream")) found.unbuffered = true;
    headers.push(name, value);
  }
}

/** `flat` without the headers that the app has set. */
function without(flat: readonly string[], own: number): string[] {
  const kept: string[] = [];
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i] ?? "";
    if (((KINDS.get(name) ?? 0) & own) === 0) kept.push(name, flat[i + 1] ?? "");
  }
  return kept;
}
