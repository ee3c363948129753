// What an app writes to an upgraded socket as text, and what the link gets of it.
import assert from "node:assert/strict";
import { once } from "node:events";
import { ServerResponse } from "node:http";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { IncomingBody } from "@seatstack/shared/link/types";
import { NO_BODY, RecordedReply, REQUEST_HEAD } from "../testing.ts";
import { makeIncoming } from "./incoming.ts";
import { UpgradeSocket } from "./upgrade-socket.ts";

interface Made {
  readonly socket: UpgradeSocket;
  readonly reply: RecordedReply;
  readonly failures: unknown[];
}

const HANDSHAKE = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Key: 1\r\n\r\n";

/** `client`: what the client sends after the 101. */
function make(client: readonly string[] = []): Made {
  const reply = new RecordedReply();
  const failures: unknown[] = [];
  const body: IncomingBody = {
    ...NO_BODY,
    upgrade: true,
    async *[Symbol.asyncIterator]() {
      for (const chunk of client) yield Buffer.from(chunk);
    },
  };
  const socket = new UpgradeSocket(REQUEST_HEAD, body, reply, error => {
    failures.push(error);
    reply.reset("failed");
  });
  return { socket, reply, failures };
}

test("a 101 switches; the protocol stays, what belongs to the connection does not; then bytes are bytes", async () => {
  const { socket, reply } = make(["hello", " you"]);
  socket.write(`${HANDSHAKE}first`);
  socket.write("\r\n\r\nsecond");
  assert.equal(reply.status, 101);
  assert.deepEqual(reply.headers, ["x-key", "1", "upgrade", "websocket"]);
  assert.equal(reply.body, "first\r\n\r\nsecond");
  assert.equal((await socket.toArray()).join(""), "hello you");
});

test("a head that comes in pieces, with LF alone, after an interim one", () => {
  const { socket, reply } = make();
  const text = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 101 Web Socket Protocol Handshake\nUpgrade: x\n\nraw";
  for (const letter of text) socket.write(letter);
  assert.equal(reply.status, 101);
  assert.deepEqual(reply.headers, ["upgrade", "x"]);
  assert.equal(reply.body, "raw");
});

test("a refusal is a plain response, with a length whenever it is here as a whole", async () => {
  const forms = [
    "HTTP/1.1 401 Unauthorized\r\nX-A: 1\r\n\r\nno",
    "HTTP/1.1 401 Unauthorized\r\nX-A: 1\r\nContent-Length: 2\r\n\r\nno and what nobody asked for",
    "HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nX-A: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nn\r\n1\r\no\r\n0\r\n\r\n",
  ];
  for (const form of forms) {
    const { socket, reply, failures } = make();
    socket.end(form);
    await once(socket, "finish");
    assert.deepEqual([reply.status, reply.body, reply.ended], [401, "no", true], form);
    assert.deepEqual(reply.headers.slice(0, 2), ["x-a", "1"]);
    assert.deepEqual(failures, []);
  }
  const { socket, reply } = make();
  socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  await once(socket, "close");
  assert.deepEqual([reply.status, reply.headers, reply.ended], [403, ["content-length", "0"], true]);
});

test("a refusal that is written before destroy() is not lost", () => {
  const { socket, reply } = make();
  socket.write("HTTP/1.1 401 Unauthorized\r\n\r\n");
  socket.destroy();
  assert.deepEqual([reply.status, reply.ended, reply.resetReason], [401, true, undefined]);
  const short = make();
  short.socket.write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 5\r\n\r\nno");
  short.socket.destroy();
  assert.equal(short.reply.resetReason, "the app closed the connection");
});

test("a ServerResponse on the socket, as @fastify/websocket refuses", async () => {
  const { socket, reply } = make();
  const response = new ServerResponse(makeIncoming(REQUEST_HEAD, NO_BODY, socket));
  response.assignSocket(socket as never);
  response.writeHead(404, { "content-type": "text/plain" });
  response.write("not ");
  response.end("here");
  await once(response, "finish");
  assert.deepEqual([reply.status, reply.body, reply.ended], [404, "not here", true]);
  assert.equal(socket.destroy().destroyed, true);
});

test("what is no HTTP response fails the request, once", async () => {
  const forms = ["hello\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 200 OK\r\nbad header\r\n\r\n", "x".repeat(70_000)];
  for (const form of [...forms, "HTTP/1.1 400 Bad\r\nTransfer-Encoding: chunked\r\n\r\nnot a chunk size\r\n"]) {
    const { socket, reply, failures } = make();
    socket.write(form);
    await once(socket, "close");
    assert.equal(failures.length, 1, form.slice(0, 20));
    assert.equal(reply.resetReason, "failed");
  }
});

test("destroy() before the answer resets; end() before it fails", async () => {
  const destroyed = make();
  destroyed.socket.destroy();
  await once(destroyed.socket, "close");
  assert.equal(destroyed.reply.resetReason, "the app closed the connection");
  const ended = make();
  ended.socket.end();
  await once(ended.socket, "close");
  assert.equal(ended.failures.length, 1);
});

test("each side ends by itself: ours by end(), the client's by 'end'", async () => {
  const { socket, reply } = make(["bye"]);
  socket.write(HANDSHAKE);
  let text = "";
  socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
  await once(socket, "end");
  assert.equal(text, "bye");
  assert.equal(reply.ended, false);
  socket.end("answer");
  await once(socket, "close");
  assert.equal(reply.body, "answer");
  assert.equal(reply.ended, true);
  assert.equal(reply.resetReason, undefined);
});

test("a client that leaves closes the socket without an error", async () => {
  const { socket, reply } = make();
  const errors: unknown[] = [];
  socket.on("error", error => errors.push(error));
  socket.write(HANDSHAKE);
  reply.cancel("client gone");
  await once(socket, "close");
  assert.deepEqual(errors, []);
  assert.equal(reply.resetReason, "cancelled");
});

test("a full window holds the writer back until it drains", async () => {
  const { socket, reply } = make();
  socket.write(HANDSHAKE);
  reply.room = false;
  let written = false;
  socket.write("x", () => (written = true));
  await delay(5);
  assert.equal(written, false);
  reply.onDrain?.();
  await delay(5);
  assert.equal(written, true);
});

test("setTimeout emits 'timeout' after so long without activity, and never after setTimeout(0)", async () => {
  const { socket } = make();
  let times = 0;
  socket.setTimeout(20, () => (times += 1));
  await once(socket, "timeout");
  assert.equal(times, 1);
  assert.equal(socket.destroyed, false);
  socket.setTimeout(20).setTimeout(0);
  await delay(60);
  assert.equal(times, 1);
  assert.equal(socket.setNoDelay().setKeepAlive().ref().unref(), socket);
  socket.destroy();
});
