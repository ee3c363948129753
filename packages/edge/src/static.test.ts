// Static files over real sockets: what is served, how it is validated, and what never leaves the folder.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as after } from "node:timers/promises";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { HOT_FILE } from "./static-files.ts";
import { exchangeRaw, startEdge, type TestEdge } from "./testing.ts";

interface Reply {
  readonly status: number;
  readonly headers: Map<string, string>;
  readonly body: Buffer;
}

async function ask(edge: TestEdge, target: string, headers = "", method = "GET"): Promise<Reply> {
  const request = `${method} ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n`;
  const bytes = Buffer.from(await exchangeRaw(edge.port, request), "latin1");
  const split = bytes.indexOf("\r\n\r\n");
  const [line = "", ...rest] = bytes.subarray(0, split).toString("latin1").split("\r\n");
  const pairs = rest.map(text => [text.slice(0, text.indexOf(":")).toLowerCase(), text.slice(text.indexOf(":") + 2)]);
  return {
    status: Number(line.split(" ")[1]),
    headers: new Map(pairs as [string, string][]),
    body: bytes.subarray(split + 4),
  };
}

/** An edge with public/assets/ and a plain root at /files/. */
async function startFiles(t: TestContext, more: Record<string, unknown> = {}) {
  const outside = await startEdge(t);
  const root = join(outside.dir, "files");
  mkdirSync(join(root, "sub"), { recursive: true });
  const edge = await startEdge(t, { settings: { edge: { static: [{ url: "/files/", root, ...more }] } } });
  return { edge, root, outside };
}

const TEXT = "0123456789".repeat(500);

test("a small file comes with type, length, validators and the headers of every response", async t => {
  const { edge, root } = await startFiles(t);
  writeFileSync(join(root, "a.css"), "body{}");
  const reply = await ask(edge, "/files/a.css?v=1");
  assert.equal(reply.status, 200);
  assert.equal(reply.body.toString(), "body{}");
  assert.equal(reply.headers.get("content-type"), "text/css; charset=utf-8");
  assert.equal(reply.headers.get("content-length"), "6");
  assert.match(reply.headers.get("etag") ?? "", /^"[\w-]+"$/);
  assert.equal(reply.headers.get("x-content-type-options"), "nosniff");
  assert.match(reply.headers.get("x-request-id") ?? "", /^[0-9a-f]{32}$/);
  assert.equal(edge.requests.length, 0);
  const head = await ask(edge, "/files/a.css", "", "HEAD");
  assert.equal(head.headers.get("content-length"), "6");
  assert.equal(head.body.length, 0);
});

test("the app's assets are immutable, and a missing one is 404 without asking the app", async t => {
  const edge = await startEdge(t);
  writeFileSync(join(edge.dir, "public", "assets", "app.123.js"), "1");
  const reply = await ask(edge, "/assets/app.123.js");
  assert.equal(reply.headers.get("cache-control"), "public, max-age=31536000, immutable");
  assert.equal((await ask(edge, "/assets/none.js")).status, 404);
  assert.equal((await ask(edge, "/assets/app.123.js", "", "POST")).status, 405);
  assert.equal(edge.requests.length, 0);
});

test("only a root that falls through asks the app for what it lacks", async t => {
  const { edge, root } = await startFiles(t, { fall_through: true });
  writeFileSync(join(root, "a.txt"), "file");
  assert.equal((await ask(edge, "/files/a.txt")).body.toString(), "file");
  assert.equal((await ask(edge, "/files/none")).body.toString(), "ok");
  assert.equal((await ask(edge, "/files/sub/")).body.toString(), "ok");
  assert.equal((await ask(edge, "/files/.env")).status, 404);
});

test("conditions: 304 by ETag or date, weak matches too, 412 for a failed If-Match", async t => {
  const { edge, root } = await startFiles(t);
  writeFileSync(join(root, "a.txt"), "x");
  const { headers } = await ask(edge, "/files/a.txt");
  const etag = headers.get("etag") ?? "";
  const modified = headers.get("last-modified") ?? "";
  for (const condition of [`"no", ${etag}`, `W/${etag}`, "*"]) {
    const reply = await ask(edge, "/files/a.txt", `If-None-Match: ${condition}\r\n`);
    assert.equal(reply.status, 304, condition);
    assert.equal(reply.headers.get("etag"), etag);
    assert.equal(reply.headers.get("content-type"), undefined);
    assert.equal(reply.body.length, 0);
  }
  assert.equal((await ask(edge, "/files/a.txt", `If-None-Match: "other"\r\n`)).status, 200);
  assert.equal((await ask(edge, "/files/a.txt", `If-Modified-Since: ${modified}\r\n`)).status, 304);
  const both = `If-None-Match: "other"\r\nIf-Modified-Since: ${modified}\r\n`;
  assert.equal((await ask(edge, "/files/a.txt", both)).status, 200, "the ETag decides where there is one");
  assert.equal((await ask(edge, "/files/a.txt", `If-Match: "other"\r\n`)).status, 412);
});

test("a change on disk is seen within a second", async t => {
  const { edge, root } = await startFiles(t);
  const path = join(root, "a.txt");
  writeFileSync(path, "one");
  assert.equal((await ask(edge, "/files/a.txt")).body.toString(), "one");
  writeFileSync(path, "two");
  utimesSync(path, new Date(), new Date(Date.now() + 5000));
  await after(1050);
  assert.equal((await ask(edge, "/files/a.txt")).body.toString(), "two");
});

for (const size of ["small", "big"]) {
  test(`ranges of a ${size} file`, async t => {
    const { edge, root } = await startFiles(t);
    const content = Buffer.alloc(size === "small" ? 5000 : HOT_FILE + 5000, TEXT);
    const last = content.length - 1;
    writeFileSync(join(root, "a.bin"), content);
    const whole = await ask(edge, "/files/a.bin");
    assert.equal(whole.status, 200);
    assert.ok(whole.body.equals(content));
    assert.equal(whole.headers.get("accept-ranges"), "bytes");
    const cases: [range: string, status: number, start: number, end: number][] = [
      ["bytes=0-4", 206, 0, 4],
      ["bytes=10-", 206, 10, last],
      ["bytes=-7", 206, last - 6, last],
      ["bytes=4990-999999999", 206, 4990, last],
      ["bytes=0-0", 206, 0, 0],
      ["bytes=5-2", 200, 0, last],
      ["bytes=0-1,4-5", 200, 0, last],
      ["items=0-1", 200, 0, last],
    ];
    for (const [range, status, start, end] of cases) {
      const reply = await ask(edge, "/files/a.bin", `Range: ${range}\r\n`);
      assert.equal(reply.status, status, range);
      assert.ok(reply.body.equals(content.subarray(start, end + 1)), range);
      const expected = status === 206 ? `bytes ${start}-${end}/${content.length}` : undefined;
      assert.equal(reply.headers.get("content-range"), expected, range);
    }
    const beyond = await ask(edge, "/files/a.bin", `Range: bytes=${content.length}-\r\n`);
    assert.equal(beyond.status, 416);
    assert.equal(beyond.headers.get("content-range"), `bytes */${content.length}`);
    const stale = await ask(edge, "/files/a.bin", `Range: bytes=0-4\r\nIf-Range: "old"\r\n`);
    assert.equal(stale.status, 200);
    const fresh = await ask(edge, "/files/a.bin", `Range: bytes=0-4\r\nIf-Range: ${whole.headers.get("etag")}\r\n`);
    assert.equal(fresh.status, 206);
    const validated = await ask(edge, "/files/a.bin", `If-None-Match: ${whole.headers.get("etag")}\r\n`);
    assert.equal(validated.status, 304);
    const head = await ask(edge, "/files/a.bin", "", "HEAD");
    assert.equal(head.headers.get("content-length"), String(content.length));
    assert.equal(head.body.length, 0);
  });
}

test("a big file has the headers of every response, and none of Fastify's", async t => {
  const { edge, root } = await startFiles(t);
  writeFileSync(join(root, "a.pdf"), Buffer.alloc(HOT_FILE + 1));
  const { headers } = await ask(edge, "/files/a.pdf");
  assert.equal(headers.get("content-type"), "application/pdf");
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  assert.match(headers.get("x-request-id") ?? "", /^[0-9a-f]{32}$/);
  assert.match(headers.get("etag") ?? "", /^"/);
});

test("the connection goes on after a big file, and the log knows its size", async t => {
  const { edge, root, outside } = await startFiles(t);
  writeFileSync(join(root, "a.bin"), Buffer.alloc(HOT_FILE + 1));
  const log = join(outside.dir, "access.log");
  const settings = { edge: { static: [{ url: "/files/", root }] }, log: { access: "combined", file: log } };
  const logged = await startEdge(t, { settings });
  const request = "GET /files/a.bin HTTP/1.1\r\nHost: a\r\n";
  const text = await exchangeRaw(logged.port, `${request}\r\n${request}Connection: close\r\n\r\n`);
  assert.equal(text.match(/HTTP\/1\.1 200 OK/g)?.length, 2);
  while (readFileSync(log, "latin1").split("\n").length < 3) await after(5);
  assert.match(readFileSync(log, "latin1"), new RegExp(`" 200 ${HOT_FILE + 1} `));
  assert.equal(edge.requests.length, 0);
});

test("a client that leaves in a big file frees it", async t => {
  const { edge, root } = await startFiles(t);
  writeFileSync(join(root, "a.bin"), Buffer.alloc(64 * 1024 * 1024));
  const socket = connect(edge.port, "127.0.0.1");
  socket.write("GET /files/a.bin HTTP/1.1\r\nHost: a\r\n\r\n");
  await new Promise(resolve => socket.once("data", resolve));
  socket.destroy();
  while (edge.zone.connections.total > 0) await after(5);
  while (edge.zone.counter("requests_2xx") === 0) await after(5);
  assert.equal(edge.zone.counter("static_requests"), 1);
});

test("text is compressed once, off the request's way, with an ETag of its own", async t => {
  const { edge, root } = await startFiles(t);
  writeFileSync(join(root, "a.txt"), TEXT);
  const compressed = async (accepted: string): Promise<Reply> => {
    let reply = await ask(edge, "/files/a.txt", `Accept-Encoding: ${accepted}\r\n`);
    for (let i = 0; i < 3000 && reply.headers.get("content-encoding") === undefined; i++) {
      await after(10);
      reply = await ask(edge, "/files/a.txt", `Accept-Encoding: ${accepted}\r\n`);
    }
    return reply;
  };
  const reply = await compressed("gzip, br");
  assert.equal(reply.headers.get("content-encoding"), "br");
  assert.equal(reply.headers.get("vary"), "accept-encoding");
  assert.equal(brotliDecompressSync(reply.body).toString(), TEXT);
  const gzip = await compressed("gzip;q=1, br;q=0.5");
  assert.equal(gzip.headers.get("content-encoding"), "gzip");
  assert.equal(gunzipSync(gzip.body).toString(), TEXT);
  const plain = await ask(edge, "/files/a.txt", "Accept-Encoding: br;q=0\r\n");
  assert.equal(plain.headers.get("content-encoding"), undefined);
  assert.equal(plain.headers.get("vary"), "accept-encoding");
  assert.equal(new Set([reply, gzip, plain].map(({ headers }) => headers.get("etag"))).size, 3);
  const part = await ask(edge, "/files/a.txt", "Accept-Encoding: br\r\nRange: bytes=0-3\r\n");
  assert.equal(part.body.toString(), "0123", "a range is of the file, not of its compressed form");
  writeFileSync(join(root, "b.png"), Buffer.alloc(5000));
  const image = await ask(edge, "/files/b.png", "Accept-Encoding: br\r\n");
  assert.equal(image.headers.get("vary"), undefined);
});

test("nothing outside the root, no dotfile, no folder, no trick with escapes", async t => {
  const { edge, root, outside } = await startFiles(t);
  writeFileSync(join(outside.dir, "secret"), "SECRET");
  writeFileSync(join(root, ".env"), "SECRET");
  mkdirSync(join(root, ".git"));
  writeFileSync(join(root, ".git", "config"), "SECRET");
  writeFileSync(join(root, "sub", "x"), "fine");
  symlinkSync(join(outside.dir, "secret"), join(root, "link"));
  symlinkSync(outside.dir, join(root, "up"));
  symlinkSync(join(root, "sub", "x"), join(root, "inside"));
  const refused = [
    "/files/.env",
    "/files/%2eenv",
    "/files/.git/config",
    "/files/sub/../.env",
    "/files/link",
    "/files/up/secret",
    "/files/../secret",
    "/files/%2e%2e/secret",
    "/files/..%2fsecret",
    "/files/sub%2fx",
    "/files/sub%5cx",
    "/files/x%00",
    "/files/",
    "/files/sub",
    "/files/sub/",
    "/files//etc/passwd",
  ];
  for (const target of refused) {
    const reply = await ask(edge, target);
    assert.ok([200, 400, 404].includes(reply.status), `${target}: ${reply.status}`);
    assert.ok(!reply.body.includes("SECRET") && !reply.body.includes("fine"), target);
    if (reply.status === 200) assert.equal(reply.body.toString(), "ok", `${target} means the app's path`);
  }
  assert.equal((await ask(edge, "/files/inside")).body.toString(), "fine", "a link within the root is no escape");
  assert.equal((await ask(edge, "/files/sub/./x")).body.toString(), "fine");
});
