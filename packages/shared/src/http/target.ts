// The request target and the host: which forms are accepted (RFC 9112 section 3.2).

export interface Target {
  /** Origin form, or `*` for the server itself. */
  readonly target: string;
  /** Host of an absolute form, to be compared with the Host header. */
  readonly authority: string | undefined;
}

/** The origin form of a target, or undefined when it is no valid target for `method`. */
export function parseTarget(method: string, sent: string): Target | undefined {
  if (!isVisibleAscii(sent)) return undefined;
  if (sent.charCodeAt(0) === 0x2f) return { target: sent, authority: undefined };
  if (sent === "*") return method === "OPTIONS" ? { target: "*", authority: undefined } : undefined;
  return parseAbsolute(method, sent);
}

function parseAbsolute(method: string, sent: string): Target | undefined {
  const match = /^https?:\/\/([^/?#]*)(.*)$/i.exec(sent);
  if (!match) return undefined;
  const [, authority = "", rest = ""] = match;
  if (!isValidHost(authority)) return undefined;
  // RFC 9112 section 3.2.4: OPTIONS with no path and no query means the server itself.
  if (rest === "") return { target: method === "OPTIONS" ? "*" : "/", authority };
  return { target: rest.startsWith("/") ? rest : `/${rest}`, authority };
}

/** No control character, no space, nothing beyond ASCII, no fragment. */
export function isVisibleAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= 0x20 || code >= 0x7f || code === 0x23) return false;
  }
  return text.length > 0;
}

/** `name`, `192.0.2.1` or `[2001:db8::1]`, each with or without a port. Stricter than RFC 3986, as nginx is. */
export function isValidHost(host: string): boolean {
  const end = host.charCodeAt(0) === 0x5b ? endOfLiteral(host) : endOfName(host);
  if (end <= 0) return false;
  if (end === host.length) return true;
  return host.charCodeAt(end) === 0x3a && isPort(host, end + 1);
}

function endOfName(host: string): number {
  let i = 0;
  for (; i < host.length; i++) {
    const code = host.charCodeAt(i);
    const alphanumeric =
      (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a);
    if (alphanumeric || code === 0x2d || code === 0x5f) continue;
    // A dot, but not first and not twice.
    if (code === 0x2e && i > 0 && host.charCodeAt(i - 1) !== 0x2e) continue;
    break;
  }
  return i > 253 ? 0 : i;
}

function endOfLiteral(host: string): number {
  const close = host.indexOf("]");
  return close > 2 && /^\[[0-9a-f:.]+\]$/i.test(host.slice(0, close + 1)) ? close + 1 : 0;
}

function isPort(host: string, from: number): boolean {
  if (host.length === from || host.length - from > 5) return false;
  for (let i = from; i < host.length; i++) {
    const code = host.charCodeAt(i);
    if (code < 0x30 || code > 0x39) return false;
  }
  return Number(host.slice(from)) <= 65_535;
}
