// The PROXY protocol, versions 1 and 2: what HAProxy's specification says, byte by byte, and whatever else arrives.
import assert from "node:assert/strict";
import { test } from "node:test";
import { array, assert as check, constantFrom, integer, property, tuple, uint8Array } from "fast-check";
import { parseProxyHeader, type ProxyHeader, type ProxyVersions } from "./proxy-protocol.ts";

const SIGNATURE = "0d0a0d0a000d0a515549540a";

function v2(command: string, family: string, payload: string): Buffer {
  const body = Buffer.from(payload, "hex");
  const length = body.length.toString(16).padStart(4, "0");
  return Buffer.concat([Buffer.from(`${SIGNATURE}${command}${family}${length}`, "hex"), body]);
}

const IPV4 = "c0000201cb007109115c0050";
const IPV6 = `20010db8${"00".repeat(11)}01${"00".repeat(15)}01115c0050`;
const client4 = { address: "192.0.2.1", port: 4444, secure: false };
const client6 = { address: "2001:db8::1", port: 4444, secure: false };

interface Good {
  readonly name: string;
  readonly bytes: Buffer;
  readonly source: { address: string; port: number; secure: boolean } | undefined;
}

const good: readonly Good[] = [
  { name: "v1 TCP4", bytes: Buffer.from("PROXY TCP4 192.0.2.1 203.0.113.9 4444 80\r\n"), source: client4 },
  { name: "v1 TCP6", bytes: Buffer.from("PROXY TCP6 2001:db8::1 ::1 4444 80\r\n"), source: client6 },
  { name: "v1 UNKNOWN", bytes: Buffer.from("PROXY UNKNOWN\r\n"), source: undefined },
  { name: "v1 UNKNOWN with whatever", bytes: Buffer.from("PROXY UNKNOWN ffff::1 a b c\r\n"), source: undefined },
  {
    name: "v1 at its longest",
    bytes: Buffer.from(`PROXY UNKNOWN ${"f".repeat(91)}\r\n`),
    source: undefined,
  },
  {
    name: "v1 with IPv4 in IPv6",
    bytes: Buffer.from("PROXY TCP6 ::ffff:192.0.2.1 ::1 4444 80\r\n"),
    source: client4,
  },
  { name: "v2 TCP over IPv4", bytes: v2("21", "11", IPV4), source: client4 },
  { name: "v2 TCP over IPv6", bytes: v2("21", "21", IPV6), source: client6 },
  { name: "v2 with TLVs", bytes: v2("21", "11", `${IPV4}0400020000ea00021234`), source: client4 },
  {
    name: "v2 of a client with TLS",
    bytes: v2("21", "11", `${IPV4}2000050100000000`),
    source: { ...client4, secure: true },
  },
  { name: "v2 LOCAL", bytes: v2("20", "00", ""), source: undefined },
  { name: "v2 LOCAL with addresses", bytes: v2("20", "11", IPV4), source: undefined },
  { name: "v2 UNSPEC", bytes: v2("21", "00", "0102030405"), source: undefined },
  { name: "v2 Unix", bytes: v2("21", "31", "00".repeat(216)), source: undefined },
];

function versionOf(bytes: Buffer): ProxyVersions {
  return bytes[0] === 0x50 ? "v1" : "v2";
}

for (const { name, bytes, source } of good) {
  test(`${name}: the same however it arrives, and nothing of the client's bytes is taken`, () => {
    const whole = Buffer.concat([bytes, Buffer.from("GET / HTTP/1.1\r\n")]);
    const want = { length: bytes.length, source };
    for (const versions of [versionOf(bytes), "auto"] as const) {
      for (let length = 0; length < bytes.length; length++) {
        assert.equal(parseProxyHeader(whole.subarray(0, length), versions), "more", `${length} bytes`);
      }
      assert.deepEqual(parseProxyHeader(bytes, versions), want);
      assert.deepEqual(parseProxyHeader(whole, versions), want);
    }
    assert.equal(parseProxyHeader(whole, versionOf(bytes) === "v1" ? "v2" : "v1"), "invalid");
  });
}

const bad: readonly (readonly [name: string, bytes: Buffer | string])[] = [
  ["HTTP", "GET / HTTP/1.1\r\n"],
  ["a method that begins alike", "PROPFIND / HTTP/1.1\r\n"],
  ["lower case", "proxy TCP4 192.0.2.1 203.0.113.9 4444 80\r\n"],
  ["a bare LF", "PROXY TCP4 192.0.2.1 203.0.113.9 4444 80\n"],
  ["two spaces", "PROXY  TCP4 192.0.2.1 203.0.113.9 4444 80\r\n"],
  ["a field too many", "PROXY TCP4 192.0.2.1 203.0.113.9 4444 80 1\r\n"],
  ["a field too few", "PROXY TCP4 192.0.2.1 203.0.113.9 4444\r\n"],
  ["a port too large", "PROXY TCP4 192.0.2.1 203.0.113.9 65536 80\r\n"],
  ["a port with a leading zero", "PROXY TCP4 192.0.2.1 203.0.113.9 04444 80\r\n"],
  ["IPv6 as TCP4", "PROXY TCP4 2001:db8::1 ::1 4444 80\r\n"],
  ["IPv4 as TCP6", "PROXY TCP6 192.0.2.1 203.0.113.9 4444 80\r\n"],
  ["an address with a zone", "PROXY TCP6 fe80::1%eth0 ::1 4444 80\r\n"],
  ["no address", "PROXY TCP4 localhost 203.0.113.9 4444 80\r\n"],
  ["another family", "PROXY UDP4 192.0.2.1 203.0.113.9 4444 80\r\n"],
  ["a line too long", `PROXY UNKNOWN ${"f".repeat(92)}\r\n`],
  ["a line without end", `PROXY UNKNOWN ${"f".repeat(200)}`],
  ["v2 of another version", v2("31", "11", IPV4)],
  ["v2 with an unknown command", v2("22", "11", IPV4)],
  ["v2 with an unknown family", v2("21", "41", IPV4)],
  ["v2 too short for its addresses", v2("21", "11", IPV4.slice(0, 20))],
  ["v2 with a TLV that is cut", v2("21", "11", `${IPV4}04000500`)],
  ["v2 with half a TLV's head", v2("21", "11", `${IPV4}0400`)],
];
for (const [name, bytes] of bad) {
  test(`invalid: ${name}`, () => assert.equal(parseProxyHeader(Buffer.from(bytes), "auto"), "invalid"));
}

const pieces = constantFrom(SIGNATURE, "50524f585920", "21110000", IPV4, "0d0a", "554e4b4e4f574e20");

test("any bytes: an answer, never a throw; what is decided stays decided when more comes", () => {
  const bytes = array(tuple(pieces, uint8Array({ maxLength: 12 })), { maxLength: 6 }).map(parts =>
    Buffer.concat(parts.flatMap(([piece, noise]) => [Buffer.from(piece, "hex"), Buffer.from(noise)])),
  );
  check(
    property(bytes, constantFrom("v1", "v2", "auto"), integer({ min: 0, max: 200 }), (all, versions, cut) => {
      const early = parseProxyHeader(all.subarray(0, cut), versions);
      const late: ProxyHeader = parseProxyHeader(all, versions);
      if (early !== "more") assert.deepEqual(late, early);
      if (typeof late === "object") assert.ok(late.length <= all.length);
    }),
    { numRuns: 3000 },
  );
});
