// Request bodies: read whole before any worker is touched, within their limits, in memory or on disk.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { connect } from "node:net";
import { test } from "node:test";
import { setTimeout as after } from "node:timers/promises";
import { exchangeRaw, startEdge, statusOf } from "./testing.ts";

const post = (headers: string, body = "") => `POST / HTTP/1.1\r\nHost: a\r\n${headers}\r\n${body}`;
const small = { edge: { buffers: { client_max_body_size: "1m", client_body_buffer_size: "4k" } } };

test("a body with a length and a chunked one reach the app alike, with a content-length", async t => {
  const edge = await startEdge(t);
  await exchangeRaw(edge.port, post("Content-Length: 5\r\nConnection: close\r\n", "hello"));
  const chunked = "5;ext=1\r\nhello\r\n6\r\n world\r\n0\r\nX-Trailer: dropped\r\n\r\n";
  await exchangeRaw(edge.port, post("Transfer-Encoding: chunked\r\nConnection: close\r\n", chunked));
  assert.deepEqual(
    edge.requests.map(({ body }) => body),
    ["hello", "hello world"],
  );
  const headers = edge.requests[1]?.head.headers ?? [];
  assert.equal(headers[headers.indexOf("content-length") + 1], "11");
  assert.ok(!headers.includes("transfer-encoding") && !headers.includes("x-trailer"));
});

test("no worker is touched before the last byte", async t => {
  const edge = await startEdge(t);
  const socket = connect(edge.port, "127.0.0.1");
  socket.write(post("Content-Length: 10\r\n", "12345"));
  await after(50);
  assert.equal(edge.requests.length, 0);
  socket.write("67890");
  while (edge.requests.length === 0) await after(5);
  assert.equal(edge.requests[0]?.body, "1234567890");
  socket.destroy();
});

test("a body beyond memory goes to a file without a name, and arrives byte by byte", async t => {
  const edge = await startEdge(t, { settings: small });
  const body = Array.from({ length: 60_000 }, (_, index) => String.fromCharCode(33 + (index % 90))).join("");
  const text = await exchangeRaw(edge.port, post(`Content-Length: ${body.length}\r\nConnection: close\r\n`, body));
  assert.equal(statusOf(text), 200);
  assert.equal(edge.requests[0]?.body, body);
  assert.deepEqual(readdirSync(edge.temp), []);
});

test("an announced length over the limit is 413 at once, and the answer survives a client that goes on sending", async t => {
  const edge = await startEdge(t, { settings: small });
  const text = await exchangeRaw(edge.port, post("Content-Length: 2000000\r\n", "x".repeat(1_500_000)));
  assert.equal(statusOf(text), 413);
  assert.match(text, /connection: close/i);
  assert.equal(edge.requests.length, 0);
});

test("a chunked body is counted, and 413 as soon as it is over the limit", async t => {
  const edge = await startEdge(t, { settings: small });
  const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
  const text = await exchangeRaw(edge.port, post("Transfer-Encoding: chunked\r\n", chunk.repeat(20)));
  assert.equal(statusOf(text), 413);
  assert.equal(edge.requests.length, 0);
});

test("100 Continue is sent when the body is wanted, and 413 instead of it when it is not", async t => {
  const edge = await startEdge(t, { settings: small });
  const socket = connect(edge.port, "127.0.0.1");
  let text = "";
  socket.on("data", chunk => (text += chunk.toString("latin1")));
  socket.write(post("Content-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n"));
  while (!text.includes("100 Continue\r\n\r\n")) await after(5);
  assert.equal(edge.requests.length, 0);
  socket.write("hello");
  await new Promise(resolve => socket.once("close", resolve));
  assert.match(text, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
  const refused = await exchangeRaw(edge.port, post("Content-Length: 2000000\r\nExpect: 100-continue\r\n"));
  assert.equal(statusOf(refused), 413);
  assert.ok(!refused.includes("100 Continue"));
});

test("an Expect of HTTP/1.0 is ignored", async t => {
  const edge = await startEdge(t);
  const text = await exchangeRaw(edge.port, "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi");
  assert.equal(statusOf(text), 200);
  assert.ok(!text.includes("100 Continue"));
});

test("a client that is silent in its body is 408 after client_body, however long it has been sending", async t => {
  const edge = await startEdge(t, { settings: { edge: { timeouts: { client_body: "3s" } } } });
  const socket = connect(edge.port, "127.0.0.1");
  let text = "";
  socket.on("data", chunk => (text += chunk.toString("latin1")));
  socket.write(post("Content-Length: 100\r\n"));
  for (let i = 0; i < 8; i++) {
    socket.write("x");
    await after(500);
  }
  assert.equal(text, "", "steady drops are no silence");
  await new Promise(resolve => socket.once("close", resolve));
  assert.equal(statusOf(text), 408);
  assert.equal(edge.requests.length, 0);
});

test("a head that does not end is 408 after client_header; a connection that never says anything is just closed", async t => {
  const edge = await startEdge(t, { settings: { edge: { timeouts: { client_header: "200ms" } } } });
  const [slow, silent] = await Promise.all([
    exchangeRaw(edge.port, "GET / HTTP/1.1\r\nHost: a\r\nX-"),
    exchangeRaw(edge.port, ""),
  ]);
  assert.equal(statusOf(slow), 408);
  assert.equal(silent, "");
});

test("a client that leaves in its body touches no worker, and is logged as nginx does", async t => {
  const edge = await startEdge(t);
  const socket = connect(edge.port, "127.0.0.1");
  socket.write(post("Content-Length: 100\r\n", "x"));
  await after(20);
  socket.destroy();
  while (edge.zone.counter("requests_4xx") === 0) await after(5);
  assert.equal(edge.requests.length, 0);
});
