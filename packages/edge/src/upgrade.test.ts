// Upgrades through the edge: real sockets, a real router and a link server that stands for a worker.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as after } from "node:timers/promises";
import { connect as connectTls } from "node:tls";
import type { IncomingBody, Reply, RequestHandler } from "@seatstack/shared/link/types";
import type { RequestHead } from "@seatstack/shared/link/protocol";
import { start, until } from "@seatstack/shared/router/testing";
import { selfSigned } from "./self-signed.ts";
import { exchangeRaw, startEdge, statusOf } from "./testing.ts";

const SWITCH = ["connection", "Upgrade", "upgrade", "test/1", "x-app", "1"];
const UPGRADE = "GET /live?x=1 HTTP/1.1\r\nHost: example.com\r\nConnection: Upgrade\r\nUpgrade: test\r\n\r\n";

/** Switches and sends everything back; ends when the client has. */
const echo = (_head: RequestHead, body: IncomingBody, reply: Reply): void => {
  reply.head(101, SWITCH);
  void pipe(body, reply);
};

async function pipe(body: IncomingBody, reply: Reply): Promise<void> {
  try {
    for await (const chunk of body) {
      const drained = new Promise<void>(resolve => (reply.onDrain = resolve));
      if (!reply.write(chunk)) await drained;
    }
    reply.end();
  } catch {
    reply.reset("cancelled");
  }
}

interface Setup {
  readonly edge?: Record<string, unknown>;
  readonly log?: Record<string, unknown>;
  readonly slots?: number;
}

/** An edge and one worker with `handler`; `heads` are the requests that it got. */
async function startWith(
  t: TestContext,
  handler: RequestHandler,
  { edge: settings = {}, log = {}, slots = 10 }: Setup = {},
) {
  const heads: RequestHead[] = [];
  const { router, servers } = await start(t, {
    slots,
    onRequest: () => (head, body, reply) => {
      heads.push(head);
      handler(head, body, reply);
    },
  });
  const edge = await startEdge(t, { router, settings: { edge: settings, log } });
  return { edge, router, heads, worker: servers[0]! };
}

/** A client socket that keeps what it reads. */
class Client {
  readonly socket: Socket;
  bytes = 0;
  text = "";
  ended = false;
  closed = false;
  readonly hash = createHash("sha256");

  constructor(socket: Socket, request = UPGRADE) {
    this.socket = socket;
    socket.on("data", chunk => {
      this.bytes += chunk.length;
      if (this.text.length < 4000) this.text += chunk.toString("latin1");
    });
    socket.on("end", () => (this.ended = true));
    socket.on("close", () => (this.closed = true));
    socket.on("error", () => undefined);
    socket.write(request);
  }

  static to(port: number, request = UPGRADE): Client {
    return new Client(connect({ port, host: "127.0.0.1", allowHalfOpen: true }), request);
  }

  async has(text: string): Promise<void> {
    await until(() => this.text.includes(text), `${text}, got ${this.text}`);
  }

  async switched(): Promise<void> {
    await this.has("\r\n\r\n");
    assert.equal(statusOf(this.text), 101, this.text);
  }
}

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
  await until(() => client.bytes - from === total, "the echo", 20_000);
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
  await after(300);
  const before = written;
  await after(200);
  assert.ok(written - before < 1e6 && written < 50e6, `${written} bytes were written for a client that does not read`);
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

test("each side ends by itself", async t => {
  const heard: string[] = [];
  const { edge, worker } = await startWith(t, (head, body, reply) => {
    reply.head(101, SWITCH);
    const read = async () => {
      for await (const chunk of body) heard.push(chunk.toString());
      heard.push("end");
      if (head.target !== "/first") reply.end(Buffer.from("bye"));
    };
    void read();
    if (head.target === "/first") reply.end(Buffer.from("I am done"));
  });
  const client = Client.to(edge.port);
  await client.switched();
  client.socket.end("last words");
  await client.has("bye");
  await until(() => client.ended && worker.inFlight === 0, "the end");
  assert.deepEqual(heard, ["last words", "end"]);
  heard.length = 0;
  const second = Client.to(edge.port, UPGRADE.replace("/live?x=1", "/first"));
  await until(() => second.ended, "the app's end");
  assert.ok(second.text.endsWith("I am done"));
  second.socket.write("so?");
  await until(() => heard.length === 1, "what the client said after the app's end");
  assert.equal(worker.inFlight, 1);
  second.socket.end();
  await until(() => worker.inFlight === 0 && second.closed, "both ends");
  assert.deepEqual(heard, ["so?", "end"]);
});

test("a client that never ends its side is closed after the send timeout", async t => {
  const { edge, worker } = await startWith(
    t,
    (_head, _body, reply) => {
      reply.head(101, SWITCH);
      reply.end();
    },
    { edge: { timeouts: { send: "150ms" } } },
  );
  const client = Client.to(edge.port);
  await until(() => client.ended, "the app's end");
  await until(() => client.closed || worker.inFlight === 0, "the close");
  await until(() => edge.zone.connections.total === 0, "the connection");
  client.socket.destroy();
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

test("a client that leaves is told to the worker at once, before and after the 101", async t => {
  const cancels: string[] = [];
  const { edge, worker, heads } = await startWith(t, (head, _body, reply) => {
    reply.onCancel = reason => {
      cancels.push(reason);
      reply.reset("over");
    };
    if (head.target !== "/never") reply.head(101, SWITCH);
  });
  const open = Client.to(edge.port);
  await open.switched();
  open.socket.resetAndDestroy();
  await until(() => cancels.length === 1 && worker.inFlight === 0, "the first cancel");
  // Before the 101 the end of the client's side is its leaving, as for every request.
  const waiting = Client.to(edge.port, UPGRADE.replace("/live?x=1", "/never"));
  await until(() => heads.length === 2, "the second request");
  waiting.socket.end();
  await until(() => cancels.length === 2 && worker.inFlight === 0, "the second cancel");
  await until(() => edge.zone.counter("requests_499") === 1, "499");
  await until(() => edge.zone.connections.total === 0, "the connections");
});

test("a worker that dies closes the client's connection", async t => {
  const { edge, worker } = await startWith(t, echo);
  const client = Client.to(edge.port);
  await client.switched();
  client.socket.write("x");
  await client.has("\r\n\r\nx");
  await worker.close(0);
  await until(() => client.ended || client.closed, "the end");
  client.socket.destroy();
  await until(() => edge.zone.connections.total === 0, "the connection");
});

test("a tunnel where nobody says anything is closed after edge.timeouts.tunnel, a busy one is not", async t => {
  const { edge, worker } = await startWith(t, echo, { edge: { timeouts: { tunnel: "600ms" } } });
  const silent = Client.to(edge.port);
  const busy = Client.to(edge.port);
  await Promise.all([silent.switched(), busy.switched()]);
  const talk = setInterval(() => busy.socket.write("x"), 50);
  t.after(() => clearInterval(talk));
  await until(() => silent.ended || silent.closed, "the end of the silent one");
  silent.socket.destroy();
  await until(() => worker.inFlight === 1, "its slot");
  assert.ok(!busy.ended);
  busy.socket.destroy();
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

test("a graceful stop closes tunnels as soon as no request is left, and not before", async t => {
  const { edge, worker } = await startWith(t, (head, body, reply) => {
    if (head.target === "/slow") setTimeout(() => reply.respond(200, [], "slow"), 400);
    else echo(head, body, reply);
  });
  const client = Client.to(edge.port);
  await client.switched();
  const slow = Client.to(edge.port, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  await until(() => worker.inFlight === 2, "the slow request");
  const stopped = edge.server.stop(60_000);
  await after(150);
  client.socket.write("still");
  await client.has("\r\n\r\nstill");
  await stopped;
  assert.ok(slow.text.endsWith("slow"));
  await until(() => client.ended || client.closed, "the end");
  client.socket.destroy();
  slow.socket.destroy();
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

test("whoever ends, resets, or goes silent in whatever order: no slot and no connection is left behind", async t => {
  // A fixed sequence: what fails once fails again.
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * below);
  };
  const acts: ((reply: Reply, body: IncomingBody) => void)[] = [
    (reply, body) => void pipe(body, reply),
    reply => reply.end(Buffer.alloc(random(400_000))),
    reply => {
      reply.write(Buffer.alloc(random(400_000)));
      reply.end();
      reply.reset("the app closed the connection");
    },
    reply => reply.reset("the app closed the connection"),
    (reply, body) => {
      reply.end();
      void pipe(body, reply);
    },
    reply => setTimeout(() => reply.end(), random(20)),
  ];
  const { edge, worker, router } = await startWith(
    t,
    (_head, body, reply) => {
      reply.onCancel = () => reply.reset("cancelled");
      const act = acts[random(acts.length + 1)];
      if (act === undefined) return reply.respond(403, [], Buffer.alloc(random(300_000)));
      const later = () => {
        if (reply.cancelled) return;
        reply.head(101, SWITCH);
        act(reply, body);
      };
      if (random(2) === 0) later();
      else setTimeout(later, random(15));
    },
    {
      slots: 1000,
      edge: { timeouts: { send: "300ms", tunnel: "500ms" }, limits: { enabled: false, connections: 1000 } },
    },
  );
  const clients = Array.from({ length: 300 }, async () => {
    await after(random(200));
    const client = Client.to(edge.port, random(4) === 0 ? `${UPGRADE}early` : UPGRADE);
    const { socket } = client;
    for (let i = random(4); i > 0; i--) {
      await after(random(15));
      socket.write(Buffer.alloc(random(300_000)));
    }
    const leave = random(5);
    if (leave === 0) socket.resetAndDestroy();
    else if (leave === 1) socket.destroy();
    else if (leave < 4) socket.end();
    if (leave === 4) socket.pause();
    // One that stays is closed by the edge; one that does not read, too.
    await until(
      () => edge.zone.connections.total === 0 || client.closed || client.ended || leave === 4,
      "an end",
      20_000,
    );
    if (leave !== 4) socket.destroy();
    return client;
  });
  const all = await Promise.all(clients);
  await until(() => edge.zone.connections.total === 0, "all connections", 20_000);
  await until(() => worker.inFlight === 0, "all slots", 20_000);
  for (const { socket } of all) socket.destroy();
  assert.equal(router.stats.inFlight, 0);
  assert.equal(router.stats.usable, 1, "and the link has held");
});
