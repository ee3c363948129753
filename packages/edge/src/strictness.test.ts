// The smuggling suite: what could mean two things is refused, and the connection closed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, exchangeRaw, startEdge, statusOf } from "./testing.ts";

const HOST = "Host: example.com\r\n";

interface Case {
  readonly name: string;
  readonly request: string;
  /** Accepted statuses of the first response. */
  readonly status: readonly number[];
}

const refused = (name: string, request: string, ...status: number[]): Case => ({
  name,
  request,
  status: status.length === 0 ? [400] : status,
});

const CASES: readonly Case[] = [
  refused("no Host on 1.1", "GET / HTTP/1.1\r\n\r\n"),
  refused("two Hosts", `GET / HTTP/1.1\r\n${HOST}${HOST}\r\n`),
  refused("two different Hosts", `GET / HTTP/1.1\r\n${HOST}Host: other\r\n\r\n`),
  refused("empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
  refused("Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
  refused("Host with userinfo", "GET / HTTP/1.1\r\nHost: me@example.com\r\n\r\n"),
  refused("Host with a space", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
  refused("Host with a comma", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"),
  refused("Host with a bad port", "GET / HTTP/1.1\r\nHost: a:99999\r\n\r\n"),
  refused("Host with an empty port", "GET / HTTP/1.1\r\nHost: a:\r\n\r\n"),
  refused("Host with a bad IPv6 literal", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n"),
  refused("Host with two dots", "GET / HTTP/1.1\r\nHost: a..b\r\n\r\n"),
  refused(
    "Content-Length with Transfer-Encoding",
    `POST / HTTP/1.1\r\n${HOST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  ),
  refused(
    "Transfer-Encoding with Content-Length",
    `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`,
  ),
  refused(
    "two Content-Lengths, equal",
    `POST / HTTP/1.1\r\n${HOST}Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello`,
  ),
  refused(
    "two Content-Lengths, different",
    `POST / HTTP/1.1\r\n${HOST}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!`,
  ),
  refused("a list of Content-Lengths", `POST / HTTP/1.1\r\n${HOST}Content-Length: 5, 5\r\n\r\nhello`),
  refused("Content-Length with a sign", `POST / HTTP/1.1\r\n${HOST}Content-Length: +5\r\n\r\nhello`),
  refused("negative Content-Length", `POST / HTTP/1.1\r\n${HOST}Content-Length: -1\r\n\r\n`),
  refused("hexadecimal Content-Length", `POST / HTTP/1.1\r\n${HOST}Content-Length: 0x5\r\n\r\nhello`),
  refused("empty Content-Length", `POST / HTTP/1.1\r\n${HOST}Content-Length:\r\n\r\n`),
  refused("Content-Length beyond any number", `POST / HTTP/1.1\r\n${HOST}Content-Length: 99999999999999999999\r\n\r\n`),
  refused("chunked on 1.0", `POST / HTTP/1.0\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`),
  refused(
    "chunked twice in one header",
    `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n`,
  ),
  refused(
    "chunked twice in two headers",
    `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  ),
  refused("chunked not last", `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`),
  refused("gzip, chunked", `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`, 400, 501),
  refused("identity", `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: identity\r\n\r\n`, 400, 501),
  refused("xchunked", `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`, 400, 501),
  refused("chunked with a vertical tab", `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n`),
  refused("chunked in quotes", `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: "chunked"\r\n\r\n0\r\n\r\n`, 400, 501),
  refused("space before the colon", `GET / HTTP/1.1\r\n${HOST}X-A : b\r\n\r\n`),
  refused(
    "space before Transfer-Encoding's colon",
    `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`,
  ),
  refused("obs-fold", `GET / HTTP/1.1\r\n${HOST}X-A: b\r\n c\r\n\r\n`),
  refused("obs-fold on the first header", "GET / HTTP/1.1\r\n Host: example.com\r\n\r\n"),
  refused("bare LF after the request line", "GET / HTTP/1.1\nHost: example.com\r\n\r\n"),
  refused("bare LF after a header", "GET / HTTP/1.1\r\nHost: example.com\nX-A: b\r\n\r\n"),
  refused("bare LF at the end of the head", "GET / HTTP/1.1\r\nHost: example.com\n\n"),
  refused("bare CR in a header", `GET / HTTP/1.1\r\n${HOST}X-A: b\rc\r\n\r\n`),
  refused("NUL in a header", `GET / HTTP/1.1\r\n${HOST}X-A: b\0c\r\n\r\n`),
  refused("control character in a header", `GET / HTTP/1.1\r\n${HOST}X-A: b\x01c\r\n\r\n`),
  refused("DEL in a header", `GET / HTTP/1.1\r\n${HOST}X-A: b\x7fc\r\n\r\n`),
  refused("header without a name", `GET / HTTP/1.1\r\n${HOST}: b\r\n\r\n`),
  refused("header without a colon", `GET / HTTP/1.1\r\n${HOST}broken\r\n\r\n`),
  refused("header name with a slash", `GET / HTTP/1.1\r\n${HOST}X/A: b\r\n\r\n`),
  refused("GET *", `GET * HTTP/1.1\r\n${HOST}\r\n`),
  refused("target without a slash", `GET index.html HTTP/1.1\r\n${HOST}\r\n`),
  refused("target with a fragment", `GET /#a HTTP/1.1\r\n${HOST}\r\n`),
  refused("target with a control character", `GET /\x01 HTTP/1.1\r\n${HOST}\r\n`),
  refused("target beyond ASCII", `GET /\xe4 HTTP/1.1\r\n${HOST}\r\n`),
  refused("target with a space", `GET /a b HTTP/1.1\r\n${HOST}\r\n`),
  refused("target that climbs above the root", `GET /../etc/passwd HTTP/1.1\r\n${HOST}\r\n`),
  refused("target that climbs in escapes", `GET /a/%2e%2e/%2e%2e/x HTTP/1.1\r\n${HOST}\r\n`),
  refused("target with an escaped NUL", `GET /a%00 HTTP/1.1\r\n${HOST}\r\n`),
  refused("target with a broken escape", `GET /a%zz HTTP/1.1\r\n${HOST}\r\n`),
  refused("absolute form with another Host", `GET http://other/ HTTP/1.1\r\n${HOST}\r\n`),
  refused("absolute form with userinfo", `GET http://me@example.com/ HTTP/1.1\r\n${HOST}\r\n`),
  refused("absolute form of another scheme", `GET ftp://example.com/ HTTP/1.1\r\n${HOST}\r\n`),
  refused("CONNECT", `CONNECT example.com:443 HTTP/1.1\r\n${HOST}\r\n`, 400, 405),
  refused("TRACE", `TRACE / HTTP/1.1\r\n${HOST}\r\n`, 405),
  refused("unknown method", `FOO / HTTP/1.1\r\n${HOST}\r\n`, 400, 405, 501),
  refused("lower-case method", `get / HTTP/1.1\r\n${HOST}\r\n`, 400, 405, 501),
  refused("HTTP/2.0 without HTTP/2", `GET / HTTP/2.0\r\n${HOST}\r\n`, 400, 505),
  refused("HTTP/1.2", `GET / HTTP/1.2\r\n${HOST}\r\n`, 400, 505),
  refused("HTTP/0.9", `GET / HTTP/0.9\r\n${HOST}\r\n`, 400, 505),
  refused("no version", "GET /\r\n\r\n", 400, 505),
  refused("unsupported Expect", `GET / HTTP/1.1\r\n${HOST}Expect: 200-ok\r\n\r\n`, 417),
  refused("too many headers", `GET / HTTP/1.1\r\n${HOST}${"X-A: b\r\n".repeat(200)}\r\n`, 431),
  refused("headers too large", `GET / HTTP/1.1\r\n${HOST}X-A: ${"b".repeat(40_000)}\r\n\r\n`, 431),
  refused("target too long", `GET /${"a".repeat(9000)} HTTP/1.1\r\n${HOST}\r\n`, 414),
  refused("bad chunk size", `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n`),
  refused("negative chunk size", `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n`),
  refused("chunk size with 0x", `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n`),
  refused(
    "chunk size too large",
    `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\na\r\n0\r\n\r\n`,
    400,
    413,
  ),
  refused(
    "chunk longer than its size",
    `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n`,
  ),
  refused(
    "bare LF after a chunk size",
    `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n`,
  ),
  refused(
    "two Content-Types",
    `POST / HTTP/1.1\r\n${HOST}Content-Type: a/b\r\nContent-Type: c/d\r\nContent-Length: 0\r\n\r\n`,
  ),
];

test("refuses what is ambiguous, touches no worker, and closes the connection", async t => {
  const edge = await startEdge(t);
  for (const { name, request, status } of CASES) {
    await t.test(name, async () => {
      const before = edge.requests.length;
      // A second request behind it must never be answered: it could be a part of the first.
      const text = await exchangeRaw(edge.port, `${request}GET /smuggled HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`);
      assert.ok(status.includes(statusOf(text)), `wanted ${status.join(" or ")}, got: ${text.slice(0, 200)}`);
      if (statusOf(text) !== 405) assert.equal(text.match(/HTTP\/1\.1 \d{3} /g)?.length, 1, text);
      assert.equal(edge.requests.slice(before).filter(({ head }) => head.target !== "/smuggled").length, 0);
    });
  }
});

const ACCEPTED: readonly (readonly [name: string, request: string, target: string, host: string])[] = [
  ["origin form", `GET /a?b=c HTTP/1.1\r\n${HOST}\r\n`, "/a?b=c", "example.com"],
  ["Host with a port", "GET / HTTP/1.1\r\nHost: Example.com:8080\r\n\r\n", "/", "example.com:8080"],
  ["Host as IPv6", "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", "/", "[::1]:8080"],
  ["absolute form", `GET http://example.com/x?y HTTP/1.1\r\n${HOST}\r\n`, "/x?y", "example.com"],
  ["absolute form without a path", `GET http://example.com HTTP/1.1\r\n${HOST}\r\n`, "/", "example.com"],
  ["absolute form with only a query", `GET http://example.com?y HTTP/1.1\r\n${HOST}\r\n`, "/?y", "example.com"],
  ["1.0 without Host", "GET / HTTP/1.0\r\n\r\n", "/", ""],
  ["leading empty line", `\r\nGET / HTTP/1.1\r\n${HOST}\r\n`, "/", "example.com"],
  ["escaped path kept as sent", `GET /a%2Fb%20c HTTP/1.1\r\n${HOST}\r\n`, "/a%2Fb%20c", "example.com"],
  ["dot segments kept as sent", `GET /a/../b HTTP/1.1\r\n${HOST}\r\n`, "/a/../b", "example.com"],
  ["obs-text in a header", `GET / HTTP/1.1\r\n${HOST}X-A: \xe4\r\n\r\n`, "/", "example.com"],
];

test("accepts what is valid, and hands it on as it was meant", async t => {
  const edge = await startEdge(t, { app: request => answer(request, "ok", ["connection", "x-drop"]) });
  for (const [name, request, target, host] of ACCEPTED) {
    await t.test(name, async () => {
      const text = await exchangeRaw(edge.port, request, /\r\n\r\nok$/);
      assert.equal(statusOf(text), 200, text);
      const seen = edge.requests.at(-1);
      assert.equal(seen?.head.target, target);
      assert.equal(seen?.head.host, host);
    });
  }
});
