// proxy_protocol and proxy_allow_ips on a real `bind`.
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { connect } from "../helpers/http.ts";
import { freePorts } from "../helpers/ports.ts";
import { appHeader, ECHO_APP, exchange, plain, seenIn } from "./front-app.ts";
import { startTier } from "./tier.ts";

const V1 = "PROXY TCP4 203.0.113.9 192.0.2.1 4444 80\r\n";
const V2 = Buffer.from("0d0a0d0a000d0a515549540a2111000ccb007109c0000201115c0050", "hex");
const LOCAL = Buffer.from("0d0a0d0a000d0a515549540a20000000", "hex");

async function start(t: TestContext, ...sets: readonly string[]) {
  const [port = 0] = await freePorts(1);
  const tier = await startTier(ECHO_APP, [`app.bind=127.0.0.1:${port}`, ...sets]);
  t.after(() => tier.stop());
  return `http://127.0.0.1:${port}`;
}

/** Whether the connection is closed without an answer. */
async function isClosed(url: string, bytes: string | Buffer): Promise<boolean> {
  const connection = await connect(url);
  const got: Buffer[] = [];
  connection.socket.on("data", (chunk: Buffer) => got.push(chunk));
  connection.socket.on("error", () => undefined);
  connection.send(bytes);
  await new Promise(resolve => connection.socket.once("close", resolve).once("end", resolve));
  connection.close();
  return got.length === 0;
}

const join = (...parts: readonly (string | Buffer)[]) => Buffer.concat(parts.map(part => Buffer.from(part)));

test("auto takes v1 and v2: the client's address is the header's, for every request of the connection", async t => {
  const url = await start(t, "app.proxy_protocol=auto");
  for (const header of [V1, V2]) {
    const connection = await connect(url);
    connection.send(join(header, plain("/1"), plain("/2")));
    for (const target of ["/1", "/2"]) {
      const seen = seenIn(await connection.read());
      assert.deepEqual([seen.target, seen.remoteAddress], [target, "203.0.113.9"]);
      assert.equal(appHeader(seen, "x-forwarded-for"), "203.0.113.9");
    }
    connection.close();
  }
});

test("byte by byte, and a large body in the same packets: HTTP gets all of its bytes", async t => {
  const url = await start(t, "app.proxy_protocol=v2");
  const body = Buffer.alloc(400_000, "x");
  const head = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n`;
  assert.equal(seenIn(await exchange(url, join(V2, head, body), "POST")).length, body.length);
  const connection = await connect(url);
  for (const byte of join(V2, plain("/slowly"))) {
    connection.send(Buffer.of(byte));
    await new Promise(resolve => setTimeout(resolve, 1));
  }
  const seen = seenIn(await connection.read());
  assert.deepEqual([seen.target, seen.remoteAddress], ["/slowly", "203.0.113.9"]);
  connection.close();
});

test("a TLV says that the client came over TLS: the scheme is https", async t => {
  const url = await start(t, "app.proxy_protocol=v2");
  const tls = Buffer.concat([V2, Buffer.from("2000050100000000", "hex")]);
  tls.writeUInt16BE(12 + 8, 14);
  const seen = seenIn(await exchange(url, join(tls, plain("/"))));
  assert.deepEqual([seen.scheme, appHeader(seen, "x-forwarded-proto")], ["https", "https"]);
});

test("LOCAL, a proxy's own health check, comes from the proxy", async t => {
  const url = await start(t, "app.proxy_protocol=v2");
  assert.equal(seenIn(await exchange(url, join(LOCAL, plain("/")))).remoteAddress, "127.0.0.1");
});

test("the client that a header names is not trusted because its proxy is: X-Forwarded-* is the client's own", async t => {
  const url = await start(t, "app.proxy_protocol=v1");
  const seen = seenIn(await exchange(url, V1 + plain("/", "X-Forwarded-For: 9.9.9.9", "X-Forwarded-Proto: https")));
  assert.deepEqual([seen.remoteAddress, seen.scheme], ["203.0.113.9", "http"]);
  assert.equal(appHeader(seen, "x-forwarded-for"), "203.0.113.9");
});

test("no header, a broken one, one of the other version: closed without a word", async t => {
  const url = await start(t, "app.proxy_protocol=v1");
  assert.ok(await isClosed(url, plain("/")));
  assert.ok(await isClosed(url, `PROXY TCP4 a b 1 2\r\n${plain("/")}`));
  assert.ok(await isClosed(url, join(V2, plain("/"))));
  assert.equal((await exchange(url, V1 + plain("/"))).status, 200);
});

test("a peer that may not send one is closed; off, a header is a malformed request", async t => {
  const closed = await start(t, "app.proxy_protocol=auto", "app.proxy_allow_ips=192.0.2.1");
  assert.ok(await isClosed(closed, V1 + plain("/")));
  const off = await start(t);
  assert.equal((await exchange(off, V1 + plain("/"))).status, 400);
});

test("who says nothing is closed after five seconds", async t => {
  const url = await start(t, "app.proxy_protocol=v2");
  assert.ok(await isClosed(url, V2.subarray(0, 5)));
});
