// Responses that go straight to their socket keep the order, the framing and every byte of those that go node's way.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { answer, exchangeRaw, startEdge, type Dispatched } from "./testing.ts";

const refused = (headers = "") => `TRACE / HTTP/1.1\r\nHost: a\r\n${headers}\r\n`;
const get = (target: string, headers = "") => `GET ${target} HTTP/1.1\r\nHost: a\r\n${headers}\r\n`;

test("pipelined responses leave in the order of their requests, whatever order the app answers in", async t => {
  const waiting: Dispatched[] = [];
  const edge = await startEdge(t, {
    app: request => {
      waiting.push(request);
      if (waiting.length < 4) return;
      for (const one of waiting.toReversed()) answer(one, `<${one.head.target}>`);
    },
  });
  const text = await exchangeRaw(
    edge.port,
    get("/1") + get("/2", "Content-Length: 0\r\n") + get("/3") + get("/4", "Connection: close\r\n"),
  );
  assert.deepEqual(text.match(/<\/\d>/g), ["</1>", "</2>", "</3>", "</4>"]);
  assert.equal(text.match(/HTTP\/1\.1 200 OK\r\n/g)?.length, 4);
});

test("answers within the parser's call, and requests behind them in the same packet", async t => {
  const edge = await startEdge(t);
  const text = await exchangeRaw(
    edge.port,
    refused() + refused("Content-Length: 0\r\n") + refused() + get("/", "Connection: close\r\n"),
  );
  assert.deepEqual(
    [...text.matchAll(/^HTTP\/1\.1 (\d+) /gm)].map(match => match[1]),
    ["405", "405", "405", "200"],
  );
});

test("a client that reads late gets every byte, in order", { timeout: 200_000 }, async t => {
  const body = "b".repeat(16_000);
  const edge = await startEdge(t, { app: request => answer(request, body) });
  const socket = connect(edge.port, "127.0.0.1");
  t.after(() => socket.destroy());
  socket.pause();
  const count = 1000;
  let sent = 0;
  while (sent < count) socket.write(get(`/${sent}`, ++sent === count ? "Connection: close\r\n" : ""));
  // More than both kernel buffers hold, so that writes stay pending.
  await new Promise(resolve => setTimeout(resolve, 300));
  let text = "";
  socket.setEncoding("latin1");
  for await (const chunk of socket) text += chunk as string;
  assert.equal(text.match(/HTTP\/1\.1 200 OK\r\n/g)?.length, count);
  assert.equal(text.match(/b{16000}/g)?.length, count);
});
