// Servers that are told to listen and do not; each test captures anew and puts Node's own listen back.
import assert from "node:assert/strict";
import cluster from "node:cluster";
import { once } from "node:events";
import { createServer, Server } from "node:http";
import { createServer as createHttp2 } from "node:http2";
import { createServer as createHttps } from "node:https";
import { createServer as createTcp } from "node:net";
import { afterEach, beforeEach, test } from "node:test";
import { awaitListening, quietWork } from "./await-listening.ts";
import { captureListening, type ListenCapture } from "./capture.ts";
import { CLOSE_WANTED, finishStandIn } from "./stand-in.ts";

let capture: ListenCapture;
beforeEach(() => (capture = captureListening()));
afterEach(() => capture.release());

test("no port is opened; 'listening', the callback and address() say what the app expects", async () => {
  const server = createServer();
  let called = 0;
  assert.equal(
    server.listen(80, "0.0.0.0", () => (called += 1)),
    server,
  );
  assert.equal(called, 0);
  assert.equal(server.listening, true);
  await once(server, "listening");
  assert.equal(called, 1);
  assert.deepEqual(server.address(), { address: "0.0.0.0", family: "IPv4", port: 80 });
  assert.equal(capture.server, server);
  assert.equal(await capture.captured, server);
});

/** What a server says that was told to listen with these arguments. */
function address(...args: readonly unknown[]): unknown {
  const server = createServer();
  Reflect.apply(server.listen.bind(server), undefined, args);
  return server.address();
}

test("every form of listen() has its address", () => {
  const any = { address: "::", family: "IPv6", port: 3000 };
  assert.deepEqual(address(3000), any);
  assert.deepEqual(address("3000"), any);
  assert.deepEqual(address({ port: 3000, host: "localhost" }), { address: "127.0.0.1", family: "IPv4", port: 3000 });
  assert.deepEqual(address(), { ...any, port: 0 });
  assert.equal(address("/run/app.sock"), "/run/app.sock");
  assert.equal(address({ path: "/run/app.sock" }), "/run/app.sock");
});

test("the first server is the app; a further one is told of, unless it is for the same port", () => {
  const ignored: string[] = [];
  const first = createServer().listen(3000, "127.0.0.1");
  createServer().listen(3000, "::1");
  createServer().listen(9464);
  capture.onIgnored(where => ignored.push(where));
  createServer().listen("/run/admin.sock");
  assert.equal(capture.server, first);
  assert.deepEqual(ignored, ["9464", "/run/admin.sock"]);
});

test("listening twice is refused as Node refuses it", () => {
  const server = createServer().listen(3000);
  assert.throws(() => server.listen(3001), { code: "ERR_SERVER_ALREADY_LISTEN" });
});

test("close() calls back when the worker has answered its last request, and not before", async () => {
  const server = createServer().listen(3000);
  const events: string[] = [];
  server.on(CLOSE_WANTED, () => events.push("wanted"));
  server.on("close", () => events.push("close"));
  server.close(error => events.push(`called back ${String(error)}`));
  await new Promise(resolve => setImmediate(resolve));
  assert.deepEqual(events, ["wanted"]);
  await finishStandIn(server);
  assert.deepEqual(events, ["wanted", "close", "called back undefined"]);
  assert.equal(server.listening, false);
  await finishStandIn(server);
});

test("servers of other protocols listen as ever", async () => {
  const server = createTcp().listen(0, "127.0.0.1");
  await once(server, "listening");
  assert.notEqual((server.address() as { port: number }).port, 0);
  server.close();
  assert.equal(capture.server, undefined);
});

test("a server with TLS or HTTP/2 of its own is refused, and what to do is said", async () => {
  for (const server of [createHttps(), createHttp2()]) {
    const own = captureListening();
    server.listen(8443);
    await assert.rejects(own.refused, { code: "APP_LOAD", exitCode: 4, fix: /edge\.tls/ });
    own.release();
  }
});

test("cluster.fork() is refused, and what to do is said", async () => {
  assert.throws(() => cluster.fork(), { code: "APP_LOAD", exitCode: 4, fix: /app\.workers/ });
  await assert.rejects(capture.refused, { code: "APP_LOAD" });
});

test("release puts all of it back", async () => {
  capture.release();
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  assert.ok(server.address() !== null && server instanceof Server);
  server.close();
});

test("an app that listens later is waited for", async () => {
  const before = await quietWork();
  const server = createServer();
  setTimeout(() => server.listen(3000), 1500);
  await awaitListening(capture, before, 20_000);
  assert.equal(capture.server, server);
});

test("an app that has nothing under way is not waited for", async () => {
  const begun = performance.now();
  await awaitListening(capture, await quietWork(), 60_000);
  assert.ok(performance.now() - begun < 30_000);
});

test("an app that goes on without listening is waited for until the limit", async () => {
  const before = await quietWork();
  const timer = setInterval(() => undefined, 1000);
  const begun = performance.now();
  try {
    await awaitListening(capture, before, 3000);
    assert.ok(performance.now() - begun >= 2990);
  } finally {
    clearInterval(timer);
  }
});
