// The promises of node's internals that http1-head.ts builds on: a new Node must keep them, or this fails.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { answer, exchangeRaw, startEdge } from "./testing.ts";

const get = (target: string, headers = "") => `GET ${target} HTTP/1.1\r\nHost: a\r\n${headers}\r\n`;

test("head and body leave in one write, and the connection goes on", async t => {
  const edge = await startEdge(t, { app: request => answer(request, "b".repeat(5000)) });
  const socket = connect(edge.port, "127.0.0.1");
  const chunks: string[] = [];
  socket.on("data", chunk => chunks.push(chunk.toString("latin1")));
  for (let i = 1; i <= 2; i++) {
    socket.write(get("/"));
    while (chunks.length < i) await new Promise(resolve => socket.once("data", resolve));
  }
  assert.equal(chunks.length, 2);
  for (const text of chunks) {
    assert.match(text, /^HTTP\/1\.1 200 OK\r\n(?:[\w-]+: [^\r\n]+\r\n)+\r\nb{5000}$/);
    assert.match(text, /\r\nConnection: keep-alive\r\n/);
    assert.match(text, /\r\nDate: \w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT\r\n/);
  }
  socket.destroy();
});

test("HTTP/1.0 is closed after its response, unless it asks to be kept", async t => {
  const edge = await startEdge(t);
  const closed = await exchangeRaw(edge.port, "GET / HTTP/1.0\r\nHost: a\r\n\r\n");
  assert.match(closed, /\r\nConnection: close\r\n/);
  const keep = "GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n";
  const kept = await exchangeRaw(edge.port, keep + keep.replace("keep-alive", "close"));
  assert.equal(kept.match(/\r\nConnection: keep-alive\r\n/g)?.length, 1);
  assert.equal(kept.match(/\r\nConnection: close\r\n/g)?.length, 1);
});

test("responses without a body are only a head, and the next response follows it", async t => {
  const edge = await startEdge(t, {
    app: request => answer(request, "", ["etag", '"x"'], Number(request.head.target.slice(1))),
  });
  const text = await exchangeRaw(edge.port, get("/204") + get("/304") + get("/200", "Connection: close\r\n"));
  const heads = text.split("\r\n\r\n");
  assert.deepEqual(
    heads.map(head => head.slice(9, 12)),
    ["204", "304", "200", ""],
  );
});
