// 103 Early Hints: to clients of HTTP/2, which understand them, and to nobody else (RFC 8297 section 3).
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type IncomingHttpHeaders } from "node:http2";
import { connect as connectTls } from "node:tls";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { selfSigned } from "./self-signed.ts";
import { answer, startEdge, TIMING, type App } from "./testing.ts";

const LINK = "</a.css>; rel=preload; as=style";

async function start(t: TestContext, app: App) {
  const folder = mkdtempSync(join(tmpdir(), "edge-tls-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return startEdge(t, { secure: true, certificates: selfSigned(folder, ["localhost"], new Date()), app });
}

/** What an HTTP/2 client hears, in order: informational responses, then the answer and its body. */
async function ask(t: TestContext, port: number, path = "/"): Promise<unknown[]> {
  const session = connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
  t.after(() => session.destroy());
  const stream = session.request({ ":path": path });
  const heard: unknown[] = [];
  let body = "";
  stream.on("headers", (headers: IncomingHttpHeaders) => {
    heard.push([headers[":status"], headers.link, Object.keys(headers).filter(name => !name.startsWith(":"))]);
  });
  stream.on("response", headers => heard.push(headers[":status"]));
  stream.on("data", (chunk: Buffer) => (body += chunk.toString()));
  await new Promise((resolve, reject) => stream.once("close", resolve).once("error", reject));
  return [...heard, body];
}

const hinting: App = request => {
  request.sink.onHints?.(["link", LINK, "set-cookie", "secret=1"]);
  request.sink.onHints?.(["x-trace", "no link in it"]);
  request.sink.onHints?.(["link", "</b.js>; rel=modulepreload", "link", "</c>"]);
  setTimeout(() => answer(request, "page"), 20);
};

test("an HTTP/2 client gets the links before the response, and nothing else of the app's", async t => {
  const edge = await start(t, hinting);
  assert.deepEqual(await ask(t, edge.port), [
    [103, LINK, ["link"]],
    [103, "</b.js>; rel=modulepreload, </c>", ["link"]],
    200,
    "page",
  ]);
});

test("an HTTP/1.1 client gets the response alone", async t => {
  const edge = await start(t, hinting);
  const socket = connectTls({ port: edge.port, host: "127.0.0.1", rejectUnauthorized: false });
  let text = "";
  socket.on("data", chunk => (text += chunk.toString()));
  socket.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  await new Promise(resolve => socket.once("close", resolve));
  assert.match(text, /^HTTP\/1\.1 200 /);
  assert.ok(!text.includes("103") && !text.includes("a.css"));
});

test("links that HTTP cannot say are left out, and hints after the head are nothing", async t => {
  const edge = await start(t, request => {
    request.sink.onHints?.(["link", "</a>\u0001", "link", "no target", "link", ""]);
    request.sink.onHints?.(["link", "</fine>", "link", "</b\u00e9>"]);
    request.sink.onHead({ status: 200, headers: [] }, TIMING);
    setTimeout(() => {
      request.sink.onHints?.(["link", "</late>"]);
      request.sink.onBody(Buffer.from("x"));
      request.sink.onEnd();
    }, 20);
  });
  assert.deepEqual(await ask(t, edge.port), [[103, "</fine>", ["link"]], 200, "x"]);
});
