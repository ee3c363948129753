// The syntax of addresses in settings: listeners, binds and client ranges.
import { isIP, isIPv4 } from "node:net";

export interface HostPort {
  /** Without brackets; empty means every address of the machine. */
  readonly host: string;
  /** 0 lets the kernel choose. */
  readonly port: number;
}

export type BindAddress = { readonly path: string } | HostPort;

const HOST_PORT = /^(?:\[([^\]]*)\]|([^:[\]]*)):(\d{1,5})$/;
const HOST_NAME = /^(?=.{1,253}$)[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*$/i;

/** `127.0.0.1:8080`, `[::1]:8443`, `localhost:80`, `:80`; undefined when it is none of these. */
export function parseHostPort(text: string): HostPort | undefined {
  const match = HOST_PORT.exec(text);
  if (!match) return undefined;
  const [, inBrackets, plain = "", digits] = match;
  const port = Number(digits);
  if (port > 65_535) return undefined;
  if (inBrackets !== undefined) return isIP(inBrackets) === 6 ? { host: inBrackets, port } : undefined;
  return plain === "" || isHostName(plain) ? { host: plain, port } : undefined;
}

/** gunicorn's bind: `unix:/path` or `host:port`. */
export function parseBind(text: string): BindAddress | undefined {
  if (!text.startsWith("unix:")) return parseHostPort(text);
  const path = text.slice("unix:".length);
  return path === "" || path.includes("\0") ? undefined : { path };
}

/** A DNS name or an IPv4 address. All-digit last labels are addresses or nothing (RFC 1123 §2.1). */
export function isHostName(text: string): boolean {
  if (isIPv4(text)) return true;
  return HOST_NAME.test(text) && !/^\d+$/.test(text.slice(text.lastIndexOf(".") + 1));
}

/** An IPv4 or IPv6 address, or a range of them as address/bits. */
export function isAddressRange(text: string): boolean {
  const [address = "", bits, ...more] = text.split("/");
  const family = isIP(address);
  if (family === 0 || more.length > 0 || address.includes("%")) return false;
  return bits === undefined || (/^(?:0|[1-9]\d{0,2})$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

/** Whether a listener on `host` can be reached from this machine or its private networks only. */
export function isPrivateHost(host: string): boolean {
  if (host === "localhost" || host === "::1") return true;
  if (isIPv4(host))
    return /^(?:127|10)\.|^192\.168\.|^172\.(?:1[6-9]|2\d|3[01])\.|^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(
      host,
    );
  return /^(?:f[cd]|fe[89ab])/i.test(host) && isIP(host) === 6;
}

/** Whether two listeners cannot both have their port. */
export function collide(a: HostPort, b: HostPort): boolean {
  if (a.port !== b.port || a.port === 0) return false;
  const everywhere = [a.host, b.host].some(host => host === "" || host === "0.0.0.0" || host === "::");
  return everywhere || a.host.toLowerCase() === b.host.toLowerCase();
}
