// Mounts: what crosses to another service and back, and each trap of the proxy underneath kept shut.
import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { createHash } from "node:crypto";
import { test, type TestContext } from "node:test";
import { setTimeout as after } from "node:timers/promises";
import { exchangeRaw, startEdge, statusOf, testConfig } from "./testing.ts";

interface Service {
  readonly origin: string;
  readonly server: Server;
  readonly requests: IncomingMessage[];
}

async function startService(t: TestContext, listener: RequestListener): Promise<Service> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    listener(request, response);
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, requests };
}

async function startMounted(t: TestContext, listener: RequestListener, mount: Record<string, unknown> = {}) {
  const service = await startService(t, listener);
  const mounts = [{ prefix: "/api/", upstream: service.origin, ...mount }];
  const edge = await startEdge(t, { settings: { edge: { mounts, timeouts: { upstream: "3s" } } } });
  return { service, edge };
}

const get = (target: string, headers = "") =>
  `GET ${target} HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n${headers}\r\n`;
const headerOf = (text: string, name: string) => new RegExp(`^${name}: (.*)\r$`, "im").exec(text)?.[1];

test("a mount gets the request as sent, with forwarded headers of ours and its own Host", async t => {
  const { service, edge } = await startMounted(t, (_request, response) => {
    response.writeHead(201, { "X-Own": "1", Server: "secret/1.0", Connection: "x-hop", "X-Hop": "1" });
    response.end("made");
  });
  const text = await exchangeRaw(edge.port, get("/api/a%20b?x=1&x=2", "X-Forwarded-For: 6.6.6.6\r\nKeep-Alive: 5\r\n"));
  assert.equal(statusOf(text), 201);
  assert.match(text, /made/);
  const [request] = service.requests;
  assert.equal(request?.url, "/api/a%20b?x=1&x=2");
  assert.equal(request?.headers.host, service.origin.slice("http://".length));
  assert.equal(request?.headers["x-forwarded-for"], "127.0.0.1");
  assert.equal(request?.headers["x-forwarded-host"], "example.com");
  assert.match(String(request?.headers["x-request-id"]), /^[0-9a-f]{32}$/);
  assert.equal(request?.headers["keep-alive"], undefined);
  assert.equal(headerOf(text, "x-own"), "1");
  assert.equal(headerOf(text, "x-hop"), undefined);
  assert.equal(headerOf(text, "server"), undefined);
  assert.equal(headerOf(text, "x-frame-options"), "DENY");
  assert.equal(edge.requests.length, 0, "the app is not asked");
});

test("strip_prefix takes the prefix off, and what is not below it goes to the app", async t => {
  const { service, edge } = await startMounted(t, (_request, response) => response.end("x"), { strip_prefix: true });
  await exchangeRaw(edge.port, get("/api/v1/a"));
  assert.equal(service.requests[0]?.url, "/v1/a");
  await exchangeRaw(edge.port, get("/apiary"));
  await exchangeRaw(edge.port, get("/other"));
  assert.equal(service.requests.length, 1);
  assert.equal(edge.requests.length, 2);
});

test("a path that means another place than it says is refused", async t => {
  const { service, edge } = await startMounted(t, (_request, response) => response.end("x"));
  for (const target of ["/api/../admin", "/api/%2e%2e/admin", "/x/../api/y", "/%61pi/x"]) {
    assert.equal(statusOf(await exchangeRaw(edge.port, get(target))), 400, target);
  }
  assert.equal(service.requests.length + edge.requests.length, 0);
});

test("a body reaches the mount whole, whatever its type and framing; too large is 413", async t => {
  const bodies: string[] = [];
  const { service, edge } = await startMounted(t, (request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      bodies.push(body);
      response.end("got");
    });
  });
  const post = (headers: string, body: string) =>
    exchangeRaw(edge.port, `POST /api/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n${body}`);
  await post("Content-Type: application/json\r\nContent-Length: 8\r\n", '{ "a":1}');
  await post("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\nX-T: 1\r\n\r\n");
  assert.deepEqual(bodies, ['{ "a":1}', "abc"]);
  assert.equal(service.requests[1]?.headers["content-length"], "3");
  assert.equal(service.requests[1]?.headers["transfer-encoding"], undefined);
  assert.equal(statusOf(await post("Content-Length: 2000000\r\n", "")), 413);
  assert.equal(service.requests.length, 2);
});

test("a mount that is down is 502, one that is silent 504, and nothing of it leaks", async t => {
  const { edge, service } = await startMounted(t, () => undefined);
  const slow = await exchangeRaw(edge.port, get("/api/secret"));
  assert.equal(statusOf(slow), 504);
  service.server.close();
  service.server.closeAllConnections();
  const down = await exchangeRaw(edge.port, get("/api/secret"));
  assert.equal(statusOf(down), 502);
  for (const text of [slow, down]) {
    assert.ok(!/secret|127\.0\.0\.1|ECONN|UND_ERR/.test(text), text);
    assert.equal(headerOf(text, "x-content-type-options"), "nosniff");
  }
});

test("a 503 is passed on once, a lost connection is not tried again", async t => {
  let status = 503;
  const { service, edge } = await startMounted(t, (request, response) => {
    if (status === 0) request.socket.destroy();
    else response.writeHead(status, { "Retry-After": "1" }).end("busy");
  });
  const text = await exchangeRaw(edge.port, get("/api/"));
  assert.equal(statusOf(text), 503);
  assert.match(text, /busy/);
  assert.equal(service.requests.length, 1);
  status = 0;
  assert.equal(statusOf(await exchangeRaw(edge.port, get("/api/"))), 502);
  assert.equal(service.requests.length, 2);
});

test("a client that leaves ends the mount's request", async t => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { service, edge } = await startMounted(t, (_request, response) => response.once("close", () => resolve()));
  const socket = connect(edge.port, "127.0.0.1");
  socket.write("GET /api/ HTTP/1.1\r\nHost: a\r\n\r\n");
  while (service.requests.length === 0) await after(5);
  socket.destroy();
  await promise;
  while (edge.zone.counter("requests_499") === 0) await after(5);
  assert.equal(edge.zone.counter("requests_499"), 1);
});

test("a response that the mount cuts is cut for the client", async t => {
  const { edge } = await startMounted(t, (_request, response) => {
    response.writeHead(200, { "Content-Type": "text/plain" });
    response.write("part");
    setTimeout(() => response.destroy(), 30);
  });
  const text = await exchangeRaw(edge.port, get("/api/"));
  assert.equal(statusOf(text), 200);
  assert.ok(!text.endsWith("0\r\n\r\n"));
});

test("HEAD, 304 and redirects cross unchanged", async t => {
  const { edge } = await startMounted(t, (request, response) => {
    if (request.method === "HEAD") response.writeHead(200, { "Content-Length": "7" }).end();
    else if (request.url === "/api/304") response.writeHead(304, { ETag: '"x"' }).end();
    else response.writeHead(302, { Location: "https://other.example/x" }).end();
  });
  const head = await exchangeRaw(edge.port, get("/api/").replace("GET", "HEAD"));
  assert.equal(headerOf(head, "content-length"), "7");
  assert.ok(head.endsWith("\r\n\r\n"));
  assert.equal(statusOf(await exchangeRaw(edge.port, get("/api/304"))), 304);
  assert.equal(headerOf(await exchangeRaw(edge.port, get("/api/r")), "location"), "https://other.example/x");
});

test("a WebSocket goes through a mount, both ways, with its Origin and the client's address", async t => {
  const { service, edge } = await startMounted(t, (_request, response) => response.writeHead(404).end());
  const upgrades: IncomingMessage[] = [];
  service.server.on("upgrade", (request, socket) => {
    upgrades.push(request);
    const key = `${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash("sha1").update(key).digest("base64");
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    // A text frame "hello" to the client.
    socket.write(Buffer.from([0x81, 5, ...Buffer.from("hello")]));
    socket.on("error", () => undefined);
    // The only thing that the client sends is a close frame.
    socket.once("data", () => socket.destroy());
  });
  const client = new WebSocket(`ws://127.0.0.1:${edge.port}/api/live?x=1`);
  const message = await new Promise<string>((resolve, reject) => {
    client.addEventListener("message", event => resolve(String(event.data)));
    client.addEventListener("error", () => reject(new Error("the WebSocket failed")));
  });
  assert.equal(message, "hello");
  assert.equal(upgrades[0]?.url, "/api/live?x=1");
  assert.equal(upgrades[0]?.headers["x-forwarded-for"], "127.0.0.1");
  client.close();
});

test("an Upgrade for the app is an ordinary request", async t => {
  const edge = await startEdge(t);
  const upgrade = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n";
  const text = await exchangeRaw(edge.port, `GET / HTTP/1.1\r\nHost: a\r\n${upgrade}\r\n`, /ok$/);
  assert.equal(statusOf(text), 200);
  const headers = edge.requests[0]?.head.headers ?? [];
  assert.ok(!headers.includes("upgrade") && !headers.includes("http2-settings"));
});

test("a reload swaps mounts, and requests under way finish", async t => {
  const { edge, service } = await startMounted(t, (_request, response) => setTimeout(() => response.end("old"), 100));
  const pending = exchangeRaw(edge.port, get("/api/"));
  while (service.requests.length === 0) await after(5);
  edge.server.reload(testConfig({}), undefined);
  assert.match(await pending, /old/);
  assert.match(await exchangeRaw(edge.port, get("/api/")), /ok$/);
});
