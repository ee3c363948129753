// The PROXY protocol's headers, versions 1 and 2: bytes in, addresses out. HAProxy: doc/proxy-protocol.txt.
import { isIPv4, isIPv6 } from "node:net";

/** Which versions a connection may begin with. */
export type ProxyVersions = "v1" | "v2" | "auto";

/** Whom the proxy speaks for. */
export interface ProxySource {
  readonly address: string;
  readonly port: number;
  /** The client came over TLS (PP2_TYPE_SSL with PP2_CLIENT_SSL). */
  readonly secure: boolean;
}

/** "more": it is not whole yet. "invalid": it never will be a header. `source` is undefined where it names none. */
export type ProxyHeader =
  | "more"
  | "invalid"
  | {
      /** Bytes of the header; what follows is the client's. */
      readonly length: number;
      readonly source: ProxySource | undefined;
    };

/** Section 2.2: \r\n\r\n\0\r\nQUIT\n, which no HTTP parser takes for a request. */
const SIGNATURE = Buffer.from("0d0a0d0a000d0a515549540a", "hex");
const V2_FIXED = 16;
/** Section 2.1: the longest line, CRLF included. */
const V1_MAX = 107;
const V1_PREFIX = Buffer.from("PROXY ", "latin1");

const TLV_SSL = 0x20;
const CLIENT_SSL = 0x01;

/** Reads the header at the beginning of `bytes`, which grows from call to call until the answer is not "more". */
export function parseProxyHeader(bytes: Buffer, versions: ProxyVersions): ProxyHeader {
  if (versions !== "v1" && beginsWith(bytes, SIGNATURE)) return parseV2(bytes);
  if (versions !== "v2" && beginsWith(bytes, V1_PREFIX)) return parseV1(bytes);
  return "invalid";
}

/** As far as there are bytes. */
function beginsWith(bytes: Buffer, wanted: Buffer): boolean {
  const length = Math.min(bytes.length, wanted.length);
  return bytes.compare(wanted, 0, length, 0, length) === 0;
}

function parseV1(bytes: Buffer): ProxyHeader {
  const end = bytes.subarray(0, V1_MAX).indexOf("\r\n", "latin1");
  if (end < 0) return bytes.length < V1_MAX && !bytes.includes(0x0a) ? "more" : "invalid";
  const fields = bytes.toString("latin1", V1_PREFIX.length, end).split(" ");
  const length = end + 2;
  // "UNKNOWN" may be followed by anything, which must be ignored.
  if (fields[0] === "UNKNOWN") return { length, source: undefined };
  const [family, address = "", destination = "", sourcePort, port] = fields;
  const isAddress = family === "TCP4" ? isIPv4 : family === "TCP6" ? isPlainIPv6 : undefined;
  if (isAddress === undefined || fields.length !== 5) return "invalid";
  if (!isAddress(address) || !isAddress(destination) || !isPort(sourcePort) || !isPort(port)) return "invalid";
  return { length, source: { address: plain(address), port: Number(sourcePort), secure: false } };
}

/** Without a zone, which means nothing on another host. */
function isPlainIPv6(text: string): boolean {
  return isIPv6(text) && !text.includes("%");
}

function isPort(text: string | undefined): boolean {
  return text !== undefined && /^(?:0|[1-9]\d{0,4})$/.test(text) && Number(text) <= 65_535;
}

function parseV2(bytes: Buffer): ProxyHeader {
  if (bytes.length > 12 && bytes.readUInt8(12) >> 4 !== 2) return "invalid";
  if (bytes.length < V2_FIXED) return "more";
  const command = bytes.readUInt8(12) & 0x0f;
  const family = bytes.readUInt8(13);
  const length = V2_FIXED + bytes.readUInt16BE(14);
  if (command > 1) return "invalid";
  if (bytes.length < length) return "more";
  // LOCAL: the proxy itself, checking our health.
  if (command === 0) return { length, source: undefined };
  return readAddresses(bytes.subarray(V2_FIXED, length), family, length);
}

/** Addresses of a family, then both ports, then TLVs. */
function readAddresses(payload: Buffer, family: number, length: number): ProxyHeader {
  const bytes = family === 0x11 ? 4 : family === 0x21 ? 16 : 0;
  // AF_UNSPEC, datagrams and Unix sockets name no client that HTTP could know.
  if (bytes === 0) return isKnown(family) ? { length, source: undefined } : "invalid";
  const tlvs = bytes * 2 + 4;
  if (payload.length < tlvs) return "invalid";
  const secure = isSecure(payload.subarray(tlvs));
  if (secure === undefined) return "invalid";
  const address = bytes === 4 ? payload.subarray(0, 4).join(".") : ipv6Text(payload);
  return { length, source: { address: plain(address), port: payload.readUInt16BE(bytes * 2), secure } };
}

function isKnown(family: number): boolean {
  return family >> 4 <= 3 && (family & 0x0f) <= 2;
}

/** Walks the TLVs; undefined where one reaches beyond the header. */
function isSecure(tlvs: Buffer): boolean | undefined {
  let secure = false;
  for (let at = 0; at < tlvs.length;) {
    if (at + 3 > tlvs.length) return undefined;
    const end = at + 3 + tlvs.readUInt16BE(at + 1);
    if (end > tlvs.length) return undefined;
    if (tlvs.readUInt8(at) === TLV_SSL && end > at + 3) secure = (tlvs.readUInt8(at + 3) & CLIENT_SSL) !== 0;
    at = end;
  }
  return secure;
}

function ipv6Text(payload: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, index) => payload.readUInt16BE(index * 2).toString(16));
  // The canonical text, with its longest run of zeros left out (RFC 5952).
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}

/** IPv4 that is written as IPv6 (`::ffff:192.0.2.1`, or its hexadecimal form) is IPv4. */
function plain(address: string): string {
  const mapped = /^::ffff:(?:([\d.]+)|([\da-f]{1,4}):([\da-f]{1,4}))$/i.exec(address);
  if (mapped === null) return address;
  const [, dotted, high = "0", low = "0"] = mapped;
  if (dotted !== undefined) return dotted;
  const bits = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return bits.flatMap(pair => [pair >> 8, pair & 0xff]).join(".");
}
