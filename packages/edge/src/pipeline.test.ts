// A request's way through the pipeline, over real sockets, with a router of the test's own.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, renameSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as after } from "node:timers/promises";
import { answer, exchangeRaw, startEdge, statusOf, TIMING, type Dispatched } from "./testing.ts";

const get = (headers = "", target = "/") => `GET ${target} HTTP/1.1\r\nHost: example.com\r\n${headers}\r\n`;
const CLOSE = "Connection: close\r\n";

/** Header of a raw response. */
function headerOf(text: string, name: string): string | undefined {
  return new RegExp(`^${name}: (.*)\r$`, "im").exec(text)?.[1];
}

function headerSent(request: Dispatched | undefined, name: string): string | undefined {
  const headers = request?.head.headers ?? [];
  return headers[headers.findIndex((value, index) => index % 2 === 0 && value === name) + 1];
}

function namesSent(request: Dispatched | undefined): string[] {
  return (request?.head.headers ?? []).filter((_, index) => index % 2 === 0);
}

test("an app's response comes with security headers, a request id and a length, and without hop-by-hop headers", async t => {
  const hop = ["connection", "x-secret", "keep-alive", "timeout=1", "server", "flask", "transfer-encoding", "chunked"];
  const edge = await startEdge(t, { app: request => answer(request, "ok", hop) });
  const text = await exchangeRaw(edge.port, get(CLOSE));
  assert.equal(statusOf(text), 200);
  assert.equal(headerOf(text, "content-length"), "2");
  assert.equal(headerOf(text, "x-content-type-options"), "nosniff");
  assert.equal(headerOf(text, "x-frame-options"), "DENY");
  assert.equal(headerOf(text, "cross-origin-opener-policy"), "same-origin");
  assert.match(headerOf(text, "content-security-policy") ?? "", /default-src 'self'/);
  assert.match(headerOf(text, "x-request-id") ?? "", /^[0-9a-f]{32}$/);
  assert.ok(headerOf(text, "date"));
  assert.equal(headerOf(text, "strict-transport-security"), undefined, "HSTS is for HTTPS alone");
  for (const name of ["server", "transfer-encoding", "x-powered-by"]) assert.equal(headerOf(text, name), undefined);
});

test("an app's own policy headers win over ours", async t => {
  const own = ["content-security-policy", "default-src 'none'", "x-frame-options", "SAMEORIGIN"];
  const edge = await startEdge(t, { app: request => answer(request, "ok", own) });
  const text = await exchangeRaw(edge.port, get(CLOSE));
  assert.equal(text.match(/content-security-policy/gi)?.length, 1);
  assert.equal(headerOf(text, "content-security-policy"), "default-src 'none'");
  assert.equal(headerOf(text, "x-frame-options"), "SAMEORIGIN");
  assert.equal(headerOf(text, "x-content-type-options"), "nosniff");
});

test("the app is told who asks by us, not by the client", async t => {
  const edge = await startEdge(t);
  const lies =
    "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil\r\nForwarded: for=6.6.6.6\r\n" +
    "X-Real-IP: 6.6.6.6\r\nX-Request-Id: mine\r\nX_Forwarded_For: 6.6.6.6\r\n";
  await exchangeRaw(edge.port, get(lies + CLOSE));
  const [request] = edge.requests;
  assert.equal(request?.head.remoteAddress, "127.0.0.1");
  assert.equal(headerSent(request, "x-forwarded-for"), "127.0.0.1");
  assert.equal(headerSent(request, "x-forwarded-proto"), "http");
  assert.equal(headerSent(request, "x-forwarded-host"), "example.com");
  assert.equal(headerSent(request, "forwarded"), 'for=127.0.0.1;host="example.com";proto=http');
  assert.notEqual(request?.head.id, "mine");
  assert.ok(!namesSent(request).some(name => name.includes("_") || name === "x-real-ip"));
});

test("a trusted proxy is believed: the rightmost address that is not trusted is the client", async t => {
  const edge = await startEdge(t, { settings: { edge: { trusted_proxies: ["127.0.0.0/8", "10.0.0.0/8"] } } });
  const headers =
    "X-Forwarded-For: 6.6.6.6, 192.0.2.7, 10.1.2.3\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: Public.example\r\nX-Request-Id: abc-123\r\n";
  await exchangeRaw(edge.port, get(headers + CLOSE));
  const [request] = edge.requests;
  assert.equal(request?.head.remoteAddress, "192.0.2.7");
  assert.equal(request?.head.scheme, "https");
  assert.equal(request?.head.host, "public.example");
  assert.equal(request?.head.id, "abc-123");
  assert.equal(headerSent(request, "x-forwarded-for"), "6.6.6.6, 192.0.2.7, 10.1.2.3, 127.0.0.1");
});

test("a forwarded address may have a port, and what is no address is not believed", async t => {
  const edge = await startEdge(t, { settings: { edge: { trusted_proxies: ["127.0.0.1"] } } });
  const cases = {
    "192.0.2.7:4711": "192.0.2.7",
    "[2001:db8::1]:4711": "2001:db8::1",
    "2001:db8::2": "2001:db8::2",
    "::ffff:192.0.2.9": "192.0.2.9",
    "192.0.2.1, unknown": "127.0.0.1",
  };
  for (const [sent, address] of Object.entries(cases)) {
    await exchangeRaw(edge.port, get(`X-Forwarded-For: ${sent}\r\n${CLOSE}`));
    assert.equal(edge.requests.at(-1)?.head.remoteAddress, address, sent);
  }
});

test("headers that HTTP cannot say are a 502, and the edge goes on", async t => {
  const edge = await startEdge(t, {
    app: request => {
      const { sink, head } = request;
      if (head.target === "/fine") return answer(request, "ok");
      sink.onHead({ status: 200, headers: head.target === "/name" ? ["x a", "b"] : ["x-a", "b\x01c"] }, TIMING);
      const rest = () => {
        sink.onBody(Buffer.from("secret"));
        sink.onEnd();
      };
      if (head.target === "/late") setTimeout(rest, 20);
      else rest();
    },
  });
  for (const target of ["/now", "/late", "/name"]) {
    const text = await exchangeRaw(edge.port, get(CLOSE, target));
    assert.equal(statusOf(text), 502, target);
    assert.ok(!text.includes("secret"));
  }
  assert.equal(statusOf(await exchangeRaw(edge.port, get(CLOSE, "/fine"))), 200);
});

test("a trusted proxy's request id is taken only when it can be logged", async t => {
  const edge = await startEdge(t, { settings: { edge: { trusted_proxies: ["127.0.0.1"] } } });
  await exchangeRaw(edge.port, get(`X-Request-Id: a"b\r\n${CLOSE}`));
  assert.match(edge.requests[0]?.head.id ?? "", /^[0-9a-f]{32}$/);
});

test("headers that Connection names, and the hop-by-hop ones, do not reach the app", async t => {
  const edge = await startEdge(t);
  const headers =
    "Connection: close, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\nProxy-Connection: x\r\nProxy: x\r\nX-Stay: 1\r\n";
  await exchangeRaw(edge.port, get(headers));
  const names = namesSent(edge.requests[0]);
  assert.ok(names.includes("x-stay"));
  for (const name of [
    "connection",
    "x-hop",
    "keep-alive",
    "te",
    "proxy-connection",
    "proxy",
    "host",
    "transfer-encoding",
  ]) {
    assert.ok(!names.includes(name), `${name} was passed on`);
  }
});

test("denied addresses get 403, allowed ones no limit", async t => {
  const denied = await startEdge(t, { settings: { edge: { limits: { deny: ["127.0.0.0/8"] } } } });
  assert.equal(statusOf(await exchangeRaw(denied.port, get(CLOSE))), 403);
  const limits = { enabled: true, rate: "1/s", burst: 0, allow: ["127.0.0.1"] };
  const allowed = await startEdge(t, { settings: { edge: { limits } } });
  for (let i = 0; i < 5; i++) assert.equal(statusOf(await exchangeRaw(allowed.port, get(CLOSE))), 200);
});

test("more than rate and burst is 429 with Retry-After and RateLimit headers, and reaches no worker", async t => {
  const edge = await startEdge(t, { settings: { edge: { limits: { enabled: true, rate: "1/h", burst: 2 } } } });
  const texts: string[] = [];
  for (let i = 0; i < 4; i++) texts.push(await exchangeRaw(edge.port, get(CLOSE)));
  assert.deepEqual(texts.map(statusOf), [200, 200, 200, 429]);
  const last = texts[3] ?? "";
  assert.equal(edge.requests.length, 3);
  assert.ok(Number(headerOf(last, "retry-after")) >= 3500);
  assert.equal(headerOf(last, "ratelimit-limit"), "3");
  assert.equal(headerOf(last, "ratelimit-remaining"), "0");
  assert.ok(Number(headerOf(last, "ratelimit-reset")) >= 3600);
  assert.equal(edge.zone.counter("rate_limited"), 1);
});

test("the limit counts the client behind a trusted proxy, not the proxy", async t => {
  const settings = { edge: { trusted_proxies: ["127.0.0.1"], limits: { enabled: true, rate: "1/m", burst: 0 } } };
  const edge = await startEdge(t, { settings });
  const from = (address: string) => exchangeRaw(edge.port, get(`X-Forwarded-For: ${address}\r\n${CLOSE}`));
  assert.equal(statusOf(await from("192.0.2.1")), 200);
  assert.equal(statusOf(await from("192.0.2.2")), 200);
  assert.equal(statusOf(await from("192.0.2.1")), 429);
});

test("connections over the cap are closed at once, and a place comes free again", async t => {
  const edge = await startEdge(t, { settings: { edge: { limits: { enabled: false, connections: 2 } } } });
  const open = [connect(edge.port, "127.0.0.1"), connect(edge.port, "127.0.0.1")];
  await Promise.all(open.map(socket => new Promise(resolve => socket.once("connect", resolve))));
  assert.equal(await exchangeRaw(edge.port, get(CLOSE)), "");
  assert.equal(edge.zone.counter("connections_refused"), 1);
  for (const socket of open) socket.destroy();
  while (edge.zone.connections.total > 0) await after(5);
  assert.equal(statusOf(await exchangeRaw(edge.port, get(CLOSE))), 200);
});

test("plain HTTP is sent to HTTPS with the host, the path and the right port", async t => {
  const edge = await startEdge(t, { settings: { edge: { tls: { mode: "self-signed" }, https: "127.0.0.1:8443" } } });
  const text = await exchangeRaw(
    edge.port,
    "GET /a?b=c HTTP/1.1\r\nHost: Example.com:8080\r\nConnection: close\r\n\r\n",
  );
  assert.equal(statusOf(text), 308);
  assert.equal(headerOf(text, "location"), "https://example.com:8443/a?b=c");
  const usual = await startEdge(t, { settings: { edge: { tls: { mode: "self-signed" }, https: "127.0.0.1:443" } } });
  const other = await exchangeRaw(usual.port, "POST /x HTTP/1.1\r\nHost: [::1]:80\r\nContent-Length: 3\r\n\r\nabc");
  assert.equal(headerOf(other, "location"), "https://[::1]/x");
  assert.equal(edge.requests.length + usual.requests.length, 0);
});

test("OPTIONS * is answered by the edge, CONNECT and TRACE are not allowed", async t => {
  const edge = await startEdge(t);
  const text = await exchangeRaw(edge.port, `OPTIONS * HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`);
  assert.equal(statusOf(text), 204);
  assert.match(headerOf(text, "allow") ?? "", /GET/);
  const traced = await exchangeRaw(edge.port, `TRACE / HTTP/1.1\r\nHost: a\r\nX-Secret: 1\r\n${CLOSE}\r\n`);
  assert.equal(statusOf(traced), 405);
  assert.ok(!traced.includes("X-Secret"));
  assert.equal(edge.requests.length, 0);
});

test("error pages are HTML, or JSON where that is preferred, with a policy that allows their style alone", async t => {
  const edge = await startEdge(t, { app: ({ sink }) => sink.onFailure("worker-lost", TIMING) });
  const html = await exchangeRaw(edge.port, get(`Accept: text/html,*/*;q=0.8\r\n${CLOSE}`, "/secret/path"));
  assert.equal(statusOf(html), 502);
  assert.match(headerOf(html, "content-type") ?? "", /text\/html/);
  assert.match(headerOf(html, "content-security-policy") ?? "", /style-src 'sha256-/);
  assert.equal(headerOf(html, "cache-control"), "no-store");
  assert.ok(!html.includes("/secret/path") && !html.includes("style="));
  const json = await exchangeRaw(edge.port, get(`Accept: application/json\r\n${CLOSE}`));
  assert.match(headerOf(json, "content-type") ?? "", /application\/json/);
  assert.equal(JSON.parse(json.split("\r\n\r\n")[1] ?? "").status, 502);
});

test("each way to get no response has its status", async t => {
  const expected = {
    "queue-full": 503,
    "queue-timeout": 503,
    "worker-lost": 502,
    "upstream-timeout": 504,
    "cut-short": 502,
  } as const;
  for (const [failure, status] of Object.entries(expected)) {
    const edge = await startEdge(t, { app: ({ sink }) => sink.onFailure(failure as keyof typeof expected, TIMING) });
    const text = await exchangeRaw(edge.port, get(CLOSE));
    assert.equal(statusOf(text), status, failure);
    assert.equal(headerOf(text, "retry-after") !== undefined, status === 503, failure);
  }
});

test("pipelined requests are answered in their order, whatever order the workers answer in", async t => {
  const waiting: Dispatched[] = [];
  const edge = await startEdge(t, {
    app: request => {
      waiting.push(request);
      if (waiting.length < 3) return;
      for (const one of waiting.toReversed()) answer(one, `<${one.head.target}>`);
    },
  });
  const text = await exchangeRaw(edge.port, get("", "/1") + get("", "/2") + get(CLOSE, "/3"));
  assert.deepEqual(text.match(/<[^>]*>/g), ["</1>", "</2>", "</3>"]);
});

test("a client that leaves cancels its request at the worker", async t => {
  const edge = await startEdge(t, { app: () => undefined });
  const socket = connect(edge.port, "127.0.0.1");
  socket.write(get());
  while (edge.requests.length === 0) await after(5);
  socket.destroy();
  while (edge.requests[0]?.cancelled === undefined) await after(5);
  assert.equal(edge.zone.counter("requests_499"), 1);
});

test("HEAD, 204 and 304 have no body, and keep their length", async t => {
  const edge = await startEdge(t, {
    app: request => {
      const status = Number(request.head.target.slice(1));
      const { sink } = request;
      sink.onHead({ status, headers: ["content-length", "5", "etag", '"x"'] }, TIMING);
      if (request.head.method !== "HEAD" && status === 200) sink.onBody(Buffer.from("hello"));
      sink.onEnd();
    },
  });
  const head = await exchangeRaw(edge.port, `HEAD /200 HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`);
  assert.equal(headerOf(head, "content-length"), "5");
  assert.ok(head.endsWith("\r\n\r\n"));
  for (const status of [204, 304]) {
    const text = await exchangeRaw(edge.port, get(CLOSE, `/${status}`));
    assert.equal(statusOf(text), status);
    assert.ok(text.endsWith("\r\n\r\n"), "no body");
    assert.equal(headerOf(text, "transfer-encoding"), undefined);
    if (status === 204) assert.equal(headerOf(text, "content-length"), undefined);
  }
});

test("a response cut short by the worker cuts the client, whatever the framing", async t => {
  const edge = await startEdge(t, {
    app: request => {
      const length = request.head.target === "/length" ? ["content-length", "100"] : [];
      request.sink.onHead({ status: 200, headers: length }, TIMING);
      request.sink.onBody(Buffer.from("part"));
      setImmediate(() => setImmediate(() => request.sink.onFailure("cut-short", TIMING)));
    },
  });
  for (const target of ["/length", "/chunked"]) {
    const text = await exchangeRaw(edge.port, get("", target));
    assert.ok(!text.includes("0\r\n\r\n"), "never a clean end");
  }
});

test("a worker that says one length and sends another is a 502, or a cut where the head is out", async t => {
  const edge = await startEdge(t, {
    app: request => {
      const { sink, head } = request;
      sink.onHead({ status: 200, headers: ["content-length", "3"] }, TIMING);
      const rest = () => {
        sink.onBody(Buffer.from(head.target.endsWith("long") ? "toolong" : "x"));
        sink.onEnd();
      };
      if (head.target.startsWith("/late")) setTimeout(rest, 20);
      else rest();
    },
  });
  for (const [target, status] of Object.entries({
    "/long": 502,
    "/short": 502,
    "/late-long": 200,
    "/late-short": 200,
  })) {
    const text = await exchangeRaw(edge.port, get(CLOSE, target));
    assert.equal(statusOf(text), status, target);
    assert.ok(!text.includes("toolong"));
    assert.ok(edge.requests.at(-1)?.cancelled, "the worker is told");
  }
});

test("the access log has one line per request, and nobody can forge another", async t => {
  const edge = await startEdge(t);
  const file = join(edge.dir, "access.log");
  const logged = await startEdge(t, { settings: { log: { access: "combined", file } } });
  await exchangeRaw(logged.port, get(`User-Agent: a"b\\c\xe4\r\nReferer: http://x/\r\n${CLOSE}`, "/p?q=1"));
  await exchangeRaw(logged.port, "BROKEN\r\n\r\n");
  let lines: string[] = [];
  while (lines.length < 3) {
    await after(5);
    lines = readFileSync(file, "latin1").split("\n");
  }
  assert.match(
    lines[0] ?? "",
    /^127\.0\.0\.1 - - \[\d{2}\/\w{3}\/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4}\] "GET \/p\?q=1 HTTP\/1\.1" 200 2 "http:\/\/x\/" "a\\x22b\\x5Cc\\xE4" [0-9a-f]{32} rt=\d+\.\d{3} up=0\.001 queue=0\.000 worker=1$/,
  );
  assert.match(lines[1] ?? "", /"" 400 \d+ "-" "-"/);
});

test("the access log is written anew after it was renamed", async t => {
  const outer = await startEdge(t);
  const file = join(outer.dir, "access.log");
  const edge = await startEdge(t, { settings: { log: { access: "json", file } } });
  await exchangeRaw(edge.port, get(CLOSE, "/one"));
  while (!readFileSync(file, "utf8").includes("/one")) await after(5);
  renameSync(file, `${file}.1`);
  edge.server.reopen();
  await exchangeRaw(edge.port, get(CLOSE, "/two"));
  while (!readFileSync(file, "utf8").includes("/two")) await after(5);
  const line = JSON.parse(readFileSync(file, "utf8").trim());
  assert.equal(line.target, "/two");
  assert.equal(line.status, 200);
  assert.equal(line.remote, "127.0.0.1");
  assert.ok(!readFileSync(file, "utf8").includes("/one"));
  assert.deepEqual(
    readdirSync(outer.dir).filter(name => name.startsWith("access")),
    ["access.log", "access.log.1"],
  );
});

test("a graceful stop answers what is open, with Connection: close, and accepts nothing more", async t => {
  const waiting: Dispatched[] = [];
  const edge = await startEdge(t, { app: request => waiting.push(request) });
  const idle = connect(edge.port, "127.0.0.1");
  const idleClosed = new Promise(resolve => idle.once("close", resolve));
  idle.resume();
  const pending = exchangeRaw(edge.port, get());
  while (waiting.length === 0) await after(5);
  const stopped = edge.server.stop(60_000);
  await idleClosed;
  await assert.rejects(new Promise((_, reject) => connect(edge.port, "127.0.0.1").once("error", reject)));
  for (const request of waiting) answer(request, "late");
  const text = await pending;
  assert.ok(text.endsWith("late"));
  assert.equal(headerOf(text, "connection"), "close");
  await stopped;
});

test("a graceful stop does not cut a response that is written but not yet taken", async t => {
  const body = Buffer.alloc(20 * 1024 * 1024, "z");
  const edge = await startEdge(t, {
    app: ({ sink }) => {
      sink.onHead({ status: 200, headers: [] }, TIMING);
      sink.onBody(body);
      sink.onEnd();
    },
  });
  const socket = connect(edge.port, "127.0.0.1");
  socket.write(get());
  await new Promise(resolve => socket.once("readable", resolve));
  const stopped = edge.server.stop(60_000);
  await after(150);
  let received = 0;
  socket.on("data", chunk => (received += chunk.length));
  await new Promise(resolve => socket.once("close", resolve));
  assert.ok(received > body.length, `got ${received}`);
  await stopped;
});

test("a graceful stop cuts what is still open after its time", async t => {
  const edge = await startEdge(t, { app: () => undefined });
  const pending = exchangeRaw(edge.port, get());
  while (edge.requests.length === 0) await after(5);
  await edge.server.stop(50);
  assert.equal(await pending, "");
});
