// Upgrades through the edge: what switches, what does not, and how bytes flow.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as after } from "node:timers/promises";
import { connect as connectTls } from "node:tls";
import { start, until } from "@seatstack/shared/router/testing";
import { selfSigned } from "./self-signed.ts";
import { Client, echo, startWith, SWITCH, UPGRADE } from "./testing-upgrade.ts";
import { exchangeRaw, startEdge, statusOf } from "./testing.ts";

test("an upgrade reaches the app with its headers and ours, and then bytes flow both ways", async t => {
  const { edge, heads } = await startWith(t, echo);
  const client = Client.to(
    edge.port,
    UPGRADE.replace("\r\n\r\n", "\r\nSec-WebSocket-Key: abc\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n"),
  );
  await client.switched();
  assert.match(client.text, /^HTTP\/1\.1 101 Switching Protocols\r\n/);
  assert.match(client.text, /\r\nx-app: 1\r\n/);
  assert.match(client.text, /\r\nConnection: Upgrade\r\nUpgrade: test\/1\r\n\r\n$/);
  assert.equal(client.text.match(/upgrade:/gi)?.length, 1);
  client.socket.write("hello");
  await client.has("\r\n\r\nhello");
  const [head] = heads;
  assert.equal(head?.target, "/live?x=1");
  const sent = Object.fromEntries(
    Array.from({ length: (head?.headers.length ?? 0) / 2 }, (_, i) => head?.headers.slice(i * 2, i * 2 + 2)) as never,
  ) as Record<string, string>;
  assert.equal(sent["upgrade"], "test");
  assert.equal(sent["connection"], "upgrade");
  assert.equal(sent["sec-websocket-key"], "abc");
  assert.equal(sent["x-forwarded-for"], "127.0.0.1");
  client.socket.destroy();
});

test("what the client says before the 101 is not lost, and reaches no worker before", async t => {
  let seen = 0;
  const { edge } = await startWith(t, (head, body, reply) => {
    setTimeout(() => {
      seen = 1;
      echo(head, body, reply);
    }, 60);
  });
  const client = Client.to(edge.port, `${UPGRADE}with the head `);
  await after(20);
  client.socket.write("and after it");
  await client.has("\r\n\r\nwith the head and after it");
  assert.equal(seen, 1);
  client.socket.destroy();
});

test("20 MB come back byte by byte; nobody holds more than windows and socket buffers", async t => {
  const { edge } = await startWith(t, echo);
  const client = Client.to(edge.port);
  await client.switched();
  const from = client.bytes;
  client.socket.on("data", chunk => client.hash.update(chunk));
  const sent = createHash("sha256");
  const total = 320 * 65_536;
  for (let i = 0; i < 320; i++) {
    const chunk = randomBytes(65_536);
    sent.update(chunk);
    if (!client.socket.write(chunk)) await new Promise(resolve => client.socket.once("drain", resolve));
  }
  await until(() => client.bytes - from === total, "the echo");
  assert.equal(client.hash.digest("hex"), sent.digest("hex"));
  client.socket.destroy();
});

test("a client that does not read holds the app back, and an app that does not read the client", async t => {
  let written = 0;
  const { edge, worker } = await startWith(t, (head, _body, reply) => {
    reply.head(101, SWITCH);
    if (head.target === "/deaf") return;
    const more = () => {
      while (written < 200e6) {
        written += 65_536;
        if (!reply.write(Buffer.alloc(65_536))) break;
      }
    };
    reply.onDrain = more;
    reply.onCancel = () => reply.reset("over");
    more();
  });
  const client = Client.to(edge.port);
  await client.switched();
  client.socket.pause();
  for (let before = -1; before !== written; await after(300)) before = written;
  assert.ok(written < 50e6, `${written} bytes were written for a client that does not read`);
  client.socket.destroy();
  await until(() => worker.inFlight === 0, "the slot");
  const deaf = Client.to(edge.port, UPGRADE.replace("/live?x=1", "/deaf"));
  await deaf.switched();
  let blocked = false;
  for (let i = 0; i < 1000 && !blocked; i++) {
    if (!deaf.socket.write(Buffer.alloc(65_536))) {
      const drain = new Promise(resolve => deaf.socket.once("drain", resolve));
      blocked = (await Promise.race([drain, after(300, "blocked")])) === "blocked";
    }
  }
  assert.ok(blocked, "the client was not held back");
  deaf.socket.destroy();
});

test("any other status is a plain response, and the connection is closed after it", async t => {
  const { edge } = await startWith(t, (_head, _body, reply) => reply.respond(403, ["x-why", "origin"], "not you"));
  const text = await exchangeRaw(edge.port, `${UPGRADE}bytes of the other protocol`);
  assert.equal(statusOf(text), 403);
  assert.match(text, /x-why: origin\r\n/);
  assert.match(text, /content-length: 7\r\n/i);
  assert.match(text, /x-content-type-options: nosniff\r\n/);
  assert.match(text, /connection: close\r\n/i);
  assert.ok(text.endsWith("not you"));
});

test("a 101 with headers that HTTP cannot say is 502, and one that nobody asked for too", async t => {
  const { edge } = await startWith(t, (head, _body, reply) => {
    reply.onCancel = () => reply.reset("over");
    if (head.target === "/plain") reply.head(101, SWITCH);
    else reply.head(101, [...SWITCH, "x-bad", "a\u0001b"]);
  });
  assert.equal(statusOf(await exchangeRaw(edge.port, UPGRADE)), 502);
  const plain = "POST /plain HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
  assert.equal(statusOf(await exchangeRaw(edge.port, plain)), 502);
});

const PLAIN: Record<string, string> = {
  "h2c alone":
    "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA\r\n\r\n",
  "an Upgrade that Connection does not name": "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nUpgrade: test\r\n\r\n",
  "a POST": "POST / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: test\r\nContent-Length: 2\r\n\r\nhi",
  "a GET with a body":
    "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: test\r\nContent-Length: 2\r\n\r\nhi",
  "HTTP/1.0": "GET / HTTP/1.0\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: test\r\n\r\n",
  "no protocol's name": "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: te st\r\n\r\n",
};
for (const [name, request] of Object.entries(PLAIN)) {
  test(`${name}: the request is a plain one`, async t => {
    const { edge, heads } = await startWith(t, (_head, body, reply) =>
      reply.respond(200, [], body.upgrade ? "upgrade" : "plain"),
    );
    const text = await exchangeRaw(edge.port, request, /plain$|upgrade$/);
    assert.match(text, /plain$/);
    assert.ok(!heads[0]?.headers.includes("upgrade") && !heads[0]?.headers.includes("connection"));
  });
}

test("h2c beside another protocol is taken out of the list", async t => {
  const { edge, heads } = await startWith(t, echo);
  const client = Client.to(edge.port, UPGRADE.replace("Upgrade: test", "Upgrade: h2c, test/2"));
  await client.switched();
  assert.ok(heads[0]?.headers.includes("test/2"));
  client.socket.destroy();
});

test("behind a request that is not answered yet, an upgrade is a plain request", async t => {
  const { edge } = await startWith(t, (head, body, reply) => {
    const answer = () => reply.respond(200, [], `${head.target} ${body.upgrade} `);
    if (head.target === "/slow") setTimeout(answer, 50);
    else answer();
  });
  const client = Client.to(edge.port, `GET /slow HTTP/1.1\r\nHost: a\r\n\r\n${UPGRADE}`);
  await client.has("/live?x=1 false");
  assert.ok(client.text.indexOf("/slow false") < client.text.indexOf("/live"));
  client.socket.destroy();
});

test("after an answered request of the same connection it switches", async t => {
  const { edge } = await startWith(t, (head, body, reply) =>
    head.target === "/" ? reply.respond(200, [], "first") : echo(head, body, reply),
  );
  const client = Client.to(edge.port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  await client.has("first");
  client.socket.write(UPGRADE);
  await client.has("101 Switching");
  client.socket.write("hello");
  await client.has("\r\n\r\nhello");
  client.socket.destroy();
});

test("limits, deny and the rate apply to upgrades, and open tunnels count as connections", async t => {
  const { edge } = await startWith(t, echo, {
    edge: { limits: { enabled: true, rate: "1/m", burst: 1, connections: 2, allow: [] } },
  });
  const first = Client.to(edge.port);
  await first.switched();
  const second = Client.to(edge.port);
  await second.switched();
  const third = Client.to(edge.port);
  await until(() => third.closed || third.ended, "the refusal");
  assert.equal(third.text, "");
  assert.equal(edge.zone.counter("connections_refused"), 1);
  second.socket.destroy();
  await until(() => edge.zone.connections.total === 1, "a free place");
  assert.equal(statusOf(await exchangeRaw(edge.port, UPGRADE)), 429);
  first.socket.destroy();
  const denied = await startWith(t, echo, { edge: { limits: { deny: ["127.0.0.1"] } } });
  assert.equal(statusOf(await exchangeRaw(denied.edge.port, UPGRADE)), 403);
  assert.equal(denied.heads.length, 0);
});

test("the slot of a worker is taken while the tunnel is open", async t => {
  const { edge, router } = await startWith(t, echo, { slots: 1 });
  const client = Client.to(edge.port);
  await client.switched();
  const next = Client.to(edge.port);
  await until(() => router.stats.queued === 1, "the queue");
  client.socket.end();
  await next.switched();
  next.socket.destroy();
});

test("the access log has one line when it is over: 101, the bytes that the client got, how long", async t => {
  const dir = mkdtempSync(join(tmpdir(), "edge-log-"));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, "access.log");
  const { edge } = await startWith(t, echo, { log: { access: "json", file } });
  const client = Client.to(edge.port);
  await client.switched();
  client.socket.write("hello");
  await client.has("\r\n\r\nhello");
  await after(60);
  assert.equal(readFileSync(file, "utf8"), "");
  client.socket.destroy();
  await until(() => readFileSync(file, "utf8").includes("\n"), "the line");
  const lines = readFileSync(file, "utf8").trim().split("\n");
  assert.equal(lines.length, 1);
  const { status, bytes, total, worker, target } = JSON.parse(lines[0] ?? "") as Record<string, number>;
  assert.deepEqual([status, bytes, worker, target], [101, 5, 1, "/live?x=1"]);
  assert.ok((total ?? 0) >= 50, `${total} ms`);
  assert.equal(edge.zone.counter("requests_1xx"), 1);
  assert.equal(edge.zone.histogram("request").count, 0);
});

test("through TLS as well, also with its own half-close", async t => {
  const { router } = await start(t, { onRequest: () => echo });
  const folder = mkdtempSync(join(tmpdir(), "edge-tls-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const certificates = selfSigned(folder, ["localhost"], new Date());
  const edge = await startEdge(t, { router, secure: true, certificates });
  const options = { port: edge.port, host: "127.0.0.1", rejectUnauthorized: false, allowHalfOpen: true };
  const socket = connectTls(options);
  const client = new Client(socket);
  await client.switched();
  client.socket.end("hello");
  await client.has("\r\n\r\nhello");
  await until(() => client.ended, "the end");
  client.socket.destroy();
});
