// Responses: buffered so that a worker's slot is free before the client has read, unless they are streams.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { connect } from "node:net";
import { test } from "node:test";
import { setTimeout as after } from "node:timers/promises";
import { startEdge, TIMING, type Dispatched } from "./testing.ts";

const GET = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
/** 50 MB: more than the kernel's socket buffers take. */
const MANY = 800;
const CHUNK = Buffer.alloc(64 * 1024, "x");

test("a slow client does not hold the worker: memory, then a file without a name, then every byte", async t => {
  const total = MANY * CHUNK.length;
  const edge = await startEdge(t, {
    settings: { edge: { buffers: { proxy_buffer_size: "256k" } } },
    app: request => {
      request.sink.onHead({ status: 200, headers: ["content-length", String(total)] }, TIMING);
      for (let sent = 0; sent < total; sent += CHUNK.length) request.sink.onBody(CHUNK);
    },
  });
  const socket = connect(edge.port, "127.0.0.1");
  socket.pause();
  socket.write(GET);
  // The worker was let send everything although the client has read nothing.
  while ((edge.requests[0]?.granted ?? 0) < total) await after(5);
  edge.requests[0]?.sink.onEnd();
  assert.deepEqual(readdirSync(edge.temp), []);
  let received = 0;
  socket.on("data", chunk => (received += chunk.length));
  socket.resume();
  await new Promise(resolve => socket.once("close", resolve));
  assert.ok(received > total && received < total + 2000, `got ${received}`);
});

for (const [name, headers] of Object.entries({
  "an event stream": ["content-type", "text/event-stream"],
  "a response with X-Accel-Buffering: no": ["x-accel-buffering", "no"],
})) {
  test(`${name} passes at once, and waits for its client`, async t => {
    const app: Dispatched[] = [];
    const edge = await startEdge(t, { app: request => app.push(request) });
    const socket = connect(edge.port, "127.0.0.1");
    let text = "";
    socket.on("data", chunk => (text += chunk.toString("latin1")));
    socket.write(GET);
    while (app.length === 0) await after(5);
    const [request] = app;
    assert.ok(request);
    request.sink.onHead({ status: 200, headers }, TIMING);
    while (!text.includes("\r\n\r\n")) await after(5);
    assert.ok(!text.toLowerCase().includes("x-accel"), "instructions to us stay with us");
    request.sink.onBody(Buffer.from("data: 1\n\n"));
    while (!text.includes("data: 1")) await after(5);
    socket.pause();
    const before = request.granted;
    for (let i = 0; i < MANY; i++) request.sink.onBody(CHUNK);
    await after(100);
    assert.ok(request.granted - before < MANY * CHUNK.length, "no grant for what the client has not taken");
    socket.resume();
    request.sink.onEnd();
    await new Promise(resolve => socket.once("close", resolve));
    assert.ok(text.endsWith("0\r\n\r\n"));
  });
}

test("a response without a length that is whole in one turn gets one; a longer one is chunked", async t => {
  const edge = await startEdge(t, {
    app: request => {
      request.sink.onHead({ status: 200, headers: [] }, TIMING);
      request.sink.onBody(Buffer.from("one"));
      const rest = () => {
        request.sink.onBody(Buffer.from("two"));
        request.sink.onEnd();
      };
      if (request.head.target === "/turns") setTimeout(rest, 10);
      else request.sink.onEnd();
    },
  });
  const ask = async (request: string) => {
    const socket = connect(edge.port, "127.0.0.1");
    let text = "";
    socket.on("data", chunk => (text += chunk.toString("latin1")));
    socket.write(request);
    await new Promise(resolve => socket.once("close", resolve));
    return text;
  };
  assert.match(await ask(GET), /content-length: 3\r\n/);
  const chunked = await ask(GET.replace("/ ", "/turns "));
  assert.match(chunked, /transfer-encoding: chunked/i);
  assert.ok(chunked.endsWith("3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"));
  const old = await ask("GET /turns HTTP/1.0\r\nHost: a\r\n\r\n");
  assert.doesNotMatch(old, /transfer-encoding/i);
  assert.ok(old.endsWith("onetwo"));
});

test("a client that takes nothing is cut after the send timeout", async t => {
  const edge = await startEdge(t, {
    settings: { edge: { timeouts: { send: "100ms" } } },
    app: request => {
      request.sink.onHead({ status: 200, headers: [] }, TIMING);
      for (let i = 0; i < MANY; i++) request.sink.onBody(CHUNK);
      request.sink.onEnd();
    },
  });
  const socket = connect(edge.port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.pause();
  socket.write(GET);
  while (edge.zone.connections.total === 0) await after(5);
  while (edge.zone.connections.total > 0) await after(20);
  socket.destroy();
  assert.equal(edge.zone.connections.total, 0);
});
