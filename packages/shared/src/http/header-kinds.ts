// What a tier does with each request header, looked up by its name as sent.

/** Flags of a header. PASS is no flag: it goes to the app as it came. */
export const KIND = {
  pass: 0,
  /** Only of interest between us and the client: never passed on. */
  drop: 1,
  host: 2,
  contentLength: 3,
  transferEncoding: 4,
  connection: 5,
  expect: 6,
  forwardedFor: 7,
  forwardedProto: 8,
  forwardedHost: 9,
  requestId: 10,
  userAgent: 11,
  referer: 12,
  cookie: 13,
  /** Passed on; a second one is refused, as nginx does. */
  single: 14,
  forwarded: 15,
  forwardedPort: 16,
  realIp: 17,
  /** A proxy's word about itself: passed on where it is trusted. */
  proxy: 18,
} as const;

export interface HeaderKind {
  /** Lower case. */
  readonly name: string;
  readonly kind: number;
  /** A bit for headers that may come only once, else 0. */
  readonly once: number;
}

const SPECIAL: Record<string, number> = {
  host: KIND.host,
  "content-length": KIND.contentLength,
  "transfer-encoding": KIND.transferEncoding,
  connection: KIND.connection,
  expect: KIND.expect,
  "x-forwarded-for": KIND.forwardedFor,
  "x-forwarded-proto": KIND.forwardedProto,
  "x-forwarded-host": KIND.forwardedHost,
  "x-request-id": KIND.requestId,
  "user-agent": KIND.userAgent,
  referer: KIND.referer,
  cookie: KIND.cookie,
  // The engine has taken the connection out of HTTP, or it is a plain request.
  upgrade: KIND.drop,
  // RFC 9110 7.6.1, and headers by which a client could pose as a proxy.
  "keep-alive": KIND.drop,
  "proxy-connection": KIND.drop,
  "proxy-authorization": KIND.drop,
  proxy: KIND.drop,
  te: KIND.drop,
  trailer: KIND.drop,
  "http2-settings": KIND.drop,
  forwarded: KIND.forwarded,
  "x-real-ip": KIND.realIp,
  "x-forwarded-port": KIND.forwardedPort,
  "x-forwarded-server": KIND.proxy,
  "x-forwarded-prefix": KIND.proxy,
  "x-forwarded-scheme": KIND.drop,
  "x-forwarded-ssl": KIND.drop,
  "x-original-url": KIND.drop,
  "x-rewrite-url": KIND.drop,
  "content-type": KIND.single,
  authorization: KIND.single,
  range: KIND.single,
  "if-range": KIND.single,
  "if-modified-since": KIND.single,
  "if-unmodified-since": KIND.single,
};

const ONCE = [
  "host",
  "content-length",
  "transfer-encoding",
  "expect",
  "content-type",
  "authorization",
  "range",
  "if-range",
  "if-modified-since",
  "if-unmodified-since",
];

/** Names that clients invent must not fill the memory; those beyond are looked up the slow way. */
const MAX_CACHED = 2048;
const MAX_CACHED_LENGTH = 64;
const cache = new Map<string, HeaderKind>();

/** The kind of a header by its name in any case. */
export function kindOf(sent: string): HeaderKind {
  const known = cache.get(sent);
  if (known !== undefined) return known;
  const name = sent.toLowerCase();
  const bit = ONCE.indexOf(name);
  // nginx: underscores_in_headers off. CGI-style environments cannot tell X_Forwarded_For from X-Forwarded-For.
  const kind = name.includes("_")
    ? KIND.drop
    : ((Object.hasOwn(SPECIAL, name) ? SPECIAL[name] : KIND.pass) ?? KIND.pass);
  const made = { name, kind, once: bit < 0 ? 0 : 1 << bit };
  if (cache.size < MAX_CACHED && sent.length <= MAX_CACHED_LENGTH) cache.set(sent, made);
  return made;
}
