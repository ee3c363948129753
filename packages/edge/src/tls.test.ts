// TLS and HTTP/2 over real sockets: ALPN, SNI, certificates swapped under open connections, and h2's own rules.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { connect as connectHttp2, constants, type ClientHttp2Session, type OutgoingHttpHeaders } from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as after } from "node:timers/promises";
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from "node:tls";
import type { CertificateEntry, CertificateSet } from "./certificates.ts";
import { makeCertificate } from "./der.ts";
import { selfSigned } from "./self-signed.ts";
import { answer, exchangeRaw, startEdge, TIMING, testConfig, type App, type Dispatched } from "./testing.ts";

function certificates(t: TestContext): CertificateSet {
  const folder = mkdtempSync(join(tmpdir(), "tls-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return selfSigned(folder, ["localhost", "127.0.0.1"], new Date());
}

async function startSecure(t: TestContext, app?: App, settings: Record<string, unknown> = {}) {
  return startEdge(t, { secure: true, certificates: certificates(t), settings, ...(app === undefined ? {} : { app }) });
}

async function handshake(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false, ...options });
  await new Promise<void>((resolve, reject) => {
    socket.once("secureConnect", resolve);
    socket.once("error", reject);
  });
  socket.on("error", () => undefined);
  return socket;
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: string;
  /** RST_STREAM's code; 0 for a clean end. */
  readonly code: number;
}

function session(t: TestContext, port: number): ClientHttp2Session {
  const client = connectHttp2(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
  client.on("error", () => undefined);
  t.after(() => client.destroy());
  return client;
}

function ask(client: ClientHttp2Session, headers: OutgoingHttpHeaders, body?: string): Promise<Answer> {
  const stream = client.request(headers, { endStream: body === undefined });
  let status = 0;
  let got = {};
  let text = "";
  stream.on("response", response => {
    status = Number(response[":status"]);
    got = response;
  });
  stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  stream.on("error", () => undefined);
  if (body !== undefined) stream.end(body);
  return new Promise(resolve => {
    stream.once("close", () => resolve({ status, headers: got, body: text, code: stream.rstCode }));
  });
}

test("ALPN chooses h2 or http/1.1; no ALPN is http/1.1; HSTS is on both", async t => {
  const edge = await startSecure(t);
  for (const ALPNProtocols of [["http/1.1"], undefined]) {
    const socket = await handshake(edge.port, ALPNProtocols === undefined ? {} : { ALPNProtocols });
    let text = "";
    socket.on("data", chunk => (text += chunk.toString()));
    socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    await new Promise(resolve => socket.once("close", resolve));
    assert.match(text, /^HTTP\/1\.1 200 OK/);
    assert.match(text, /strict-transport-security: max-age=31536000/);
  }
  const reply = await ask(session(t, edge.port), { ":path": "/x?y" });
  assert.equal(reply.status, 200);
  assert.equal(reply.body, "ok");
  assert.equal(reply.headers["strict-transport-security"], "max-age=31536000");
  assert.ok(reply.headers["date"]);
  assert.equal(edge.requests[2]?.head.target, "/x?y");
  assert.equal(edge.requests[2]?.head.scheme, "https");
  assert.equal(edge.requests[2]?.head.host, `127.0.0.1:${edge.port}`);
});

test("a reload's handshake timeout holds for the next connection", async t => {
  const edge = await startSecure(t, undefined, { edge: { timeouts: { handshake: "1h" } } });
  edge.server.reload(testConfig({ edge: { timeouts: { handshake: "100ms" } } }), undefined);
  assert.equal(await exchangeRaw(edge.port, ""), "");
  edge.server.reload(testConfig({}), undefined);
  assert.equal(edge.zone.counter("tls_failures"), 1);
  assert.equal((await ask(session(t, edge.port), { ":path": "/" })).status, 200);
});

test("an h2 client that leaves without GOAWAY, as curl does, gives its place back at once", async t => {
  const edge = await startSecure(t, request => (request.head.target === "/hang" ? undefined : answer(request, "ok")));
  for (const path of ["/", "/hang"]) {
    const socket = await handshake(edge.port, { ALPNProtocols: ["h2"] });
    const client = connectHttp2(`https://127.0.0.1:${edge.port}`, { createConnection: () => socket });
    client.on("error", () => undefined);
    const asked = ask(client, { ":path": path });
    const before = edge.requests.length;
    if (path === "/") assert.equal((await asked).status, 200);
    else while (edge.requests.length === before) await after(5);
    const gone = new Promise(resolve => socket.once("close", resolve));
    socket.end();
    assert.equal(
      await Promise.race([gone.then(() => "closed"), after(30_000, "still open", { ref: false })]),
      "closed",
      path,
    );
    client.destroy();
  }
  assert.notEqual(edge.requests[1]?.cancelled, undefined, "the worker is told that nobody waits");
});

test("a client that offers nothing but HTTP/1.0 by ALPN is served", async t => {
  const edge = await startSecure(t);
  const socket = await handshake(edge.port, { ALPNProtocols: ["http/1.0"] });
  const answered = new Promise<string>(resolve => socket.once("data", (chunk: Buffer) => resolve(chunk.toString())));
  socket.write("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n");
  assert.match(await answered, /^HTTP\/1\.1 200 /);
  socket.destroy();
});

test("TLS 1.1 and garbage are refused, and the edge goes on", async t => {
  const edge = await startSecure(t);
  await assert.rejects(handshake(edge.port, { maxVersion: "TLSv1.1", minVersion: "TLSv1" }));
  await exchangeRaw(edge.port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  assert.ok(edge.zone.counter("tls_failures") >= 1);
  assert.equal((await ask(session(t, edge.port), { ":path": "/" })).status, 200);
});

function makeEntry(names: string[]): CertificateEntry {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const commonName = names[0] ?? "";
  const cert = makeCertificate({
    commonName,
    names,
    isAuthority: false,
    publicKey,
    issuer: { commonName, privateKey, publicKey },
    notBefore: new Date(Date.now() - 1000),
    notAfter: new Date(Date.now() + 86_400_000),
  });
  return { cert, key: privateKey.export({ type: "pkcs8", format: "pem" }), names };
}

function certificateSet(first: string): CertificateSet {
  return {
    mode: "files",
    entries: [makeEntry([first]), makeEntry(["b.example"]), makeEntry(["*.wild.example"])],
    expires: new Date().toISOString(),
  };
}

test("the certificate is chosen by name, wildcards count one label, and a swap leaves open connections alone", async t => {
  const edge = await startEdge(t, { secure: true, certificates: certificateSet("a.example") });
  const nameFor = async (servername: string) => {
    const socket = await handshake(edge.port, { servername });
    const { subject } = socket.getPeerCertificate();
    socket.destroy();
    return subject.CN;
  };
  const names = ["b.example", "B.example", "x.wild.example", "x.y.wild.example", "unknown.example"];
  const seen: unknown[] = [];
  for (const name of names) seen.push(await nameFor(name));
  assert.deepEqual(seen, ["b.example", "b.example", "*.wild.example", "a.example", "a.example"]);
  const before = await handshake(edge.port, {});
  edge.server.reload(testConfig({}), certificateSet("new.example"));
  assert.equal(await nameFor("unknown.example"), "new.example");
  let text = "";
  before.on("data", chunk => (text += chunk.toString()));
  before.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  await new Promise(resolve => before.once("close", resolve));
  assert.match(text, /200 OK/);
});

test("h2: Host must agree with :authority, cookies are joined, a body is read whole", async t => {
  const edge = await startSecure(t);
  const client = session(t, edge.port);
  assert.equal((await ask(client, { ":path": "/", ":authority": "a.example", host: "b.example" })).status, 400);
  assert.equal((await ask(client, { ":path": "/../x", ":authority": "a" })).status, 400);
  for (const [path, authority] of [
    ["/", "a/b"],
    ["nowhere", "a"],
  ] as const) {
    const { status, code } = await ask(client, { ":path": path, ":authority": authority });
    assert.ok(status === 400 || code === constants.NGHTTP2_PROTOCOL_ERROR, `${authority}${path}: ${status} ${code}`);
  }
  assert.equal(edge.requests.length, 0);
  const reply = await ask(
    client,
    { ":method": "POST", ":path": "/p", ":authority": "A.example", cookie: ["a=1", "b=2"] },
    "hello",
  );
  assert.equal(reply.status, 200);
  const { head, body } = edge.requests[0] ?? {};
  assert.equal(body, "hello");
  assert.equal(head?.host, "a.example");
  assert.equal(head?.headers[head.headers.indexOf("cookie") + 1], "a=1; b=2");
  assert.equal(head?.headers[head.headers.indexOf("content-length") + 1], "5");
});

test("h2: a body over the limit is 413, with and without a length", async t => {
  const edge = await startSecure(t, undefined, { edge: { buffers: { client_max_body_size: "1k" } } });
  const client = session(t, edge.port);
  const post = { ":method": "POST", ":path": "/", ":authority": "a" };
  assert.equal((await ask(client, { ...post, "content-length": "5000" }, "x".repeat(5000))).status, 413);
  assert.equal((await ask(client, post, "x".repeat(5000))).status, 413);
  assert.equal(edge.requests.length, 0);
  assert.equal((await ask(client, post, "fine")).status, 200, "the connection goes on");
});

test("h2: HEAD and 304 have no body; a cut response is a reset, not an end", async t => {
  const edge = await startSecure(t, request => {
    const { sink, head } = request;
    if (head.target === "/cut") {
      sink.onHead({ status: 200, headers: ["content-length", "100"] }, TIMING);
      sink.onBody(Buffer.from("part"));
      setTimeout(() => sink.onFailure("cut-short", TIMING), 20);
    } else if (head.target === "/304") answer(request, "", ["etag", '"x"'], 304);
    else answer(request, head.method === "HEAD" ? "" : "ok", ["content-length", "2"]);
  });
  const client = session(t, edge.port);
  const head = await ask(client, { ":method": "HEAD", ":path": "/", ":authority": "a" });
  assert.equal(head.headers["content-length"], "2");
  assert.equal(head.body, "");
  assert.equal((await ask(client, { ":path": "/304", ":authority": "a" })).status, 304);
  const cut = await ask(client, { ":path": "/cut", ":authority": "a" });
  assert.equal(cut.code, constants.NGHTTP2_INTERNAL_ERROR);
});

test("h2: a large response arrives whole, and a slow client does not hold the worker", async t => {
  const chunk = Buffer.alloc(64 * 1024, "y");
  const edge = await startSecure(t, request => {
    request.sink.onHead({ status: 200, headers: [] }, TIMING);
    for (let i = 0; i < 100; i++) request.sink.onBody(chunk);
    request.sink.onEnd();
  });
  const reply = await ask(session(t, edge.port), { ":path": "/", ":authority": "a" });
  assert.equal(reply.body.length, 100 * chunk.length);
  assert.equal(reply.code, 0);
});

test("h2: a stream that the client resets is cancelled at the worker", async t => {
  const app: Dispatched[] = [];
  const edge = await startSecure(t, request => app.push(request));
  const client = session(t, edge.port);
  const stream = client.request({ ":path": "/", ":authority": "a" });
  stream.on("error", () => undefined);
  while (app.length === 0) await after(5);
  stream.close(constants.NGHTTP2_CANCEL);
  while (app[0]?.cancelled === undefined) await after(5);
  assert.equal(edge.zone.counter("requests_499"), 1);
});

test("h2: a flood of resets ends the connection", async t => {
  const edge = await startSecure(t, () => undefined);
  const client = session(t, edge.port);
  const gone = new Promise<void>(resolve => client.once("close", resolve));
  await new Promise(resolve => client.once("connect", resolve));
  for (let i = 0; i < 2000 && !client.destroyed && !client.closed; i++) {
    const stream = client.request({ ":path": "/", ":authority": "a" });
    stream.on("error", () => undefined);
    stream.close(constants.NGHTTP2_CANCEL);
    if (i % 50 === 0) await after(1);
  }
  await gone;
  assert.ok(edge.requests.length < 2000);
});

test("h2: a graceful stop says GOAWAY and finishes the open stream", async t => {
  const app: Dispatched[] = [];
  const edge = await startSecure(t, request => app.push(request));
  const client = session(t, edge.port);
  const pending = ask(client, { ":path": "/", ":authority": "a" });
  const goaway = new Promise(resolve => client.once("goaway", resolve));
  while (app.length === 0) await after(5);
  const stopped = edge.server.stop(60_000);
  await goaway;
  for (const request of app) answer(request, "late");
  assert.equal((await pending).body, "late");
  await stopped;
});

test("a session resumes with a ticket", async t => {
  const edge = await startSecure(t);
  const first = await handshake(edge.port, { maxVersion: "TLSv1.2" });
  const ticket = await new Promise<Buffer>(resolve => {
    const known = first.getSession();
    if (known === undefined) first.once("session", resolve);
    else resolve(known);
  });
  first.destroy();
  const second = await handshake(edge.port, { maxVersion: "TLSv1.2", session: ticket });
  assert.ok(second.isSessionReused());
  second.destroy();
});
