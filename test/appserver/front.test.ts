// The front: strict HTTP/1.1 on several sockets at once, and its own death is not noticed.
import assert from "node:assert/strict";
import { once } from "node:events";
import type { Socket } from "node:net";
import { after, before, test } from "node:test";
import { connect } from "../helpers/http.ts";
import { freePorts } from "../helpers/ports.ts";
import { until } from "../helpers/processes.ts";
import { ECHO_APP, exchange as exchangeOn, plain, type Seen } from "./front-app.ts";
import { startTier, type Tier } from "./tier.ts";

let tier: Tier;
let tcp = "";

before(async () => {
  const [port = 0] = await freePorts(1);
  tcp = `http://127.0.0.1:${port}`;
  tier = await startTier(ECHO_APP, ["app.workers=1", `app.bind=["127.0.0.1:${port}"]`, "app.forwarded_allow_ips="]);
});

after(async () => {
  assert.deepEqual(await tier.stop(), { code: 0, signal: null });
});

const exchange = (bytes: string, method = "GET") => exchangeOn(tcp, bytes, method);

const refused: readonly (readonly [why: string, bytes: string, status: number])[] = [
  ["no Host", "GET / HTTP/1.1\r\n\r\n", 400],
  ["two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400],
  ["a Host that is none", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400],
  ["GET *", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400],
  ["a fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400],
  [
    "both lengths",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    400,
  ],
  ["two Content-Lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400],
  ["chunked on 1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400],
  ["a coding before chunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501],
  ["a bad chunk", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n", 400],
  ["a space before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400],
  ["a folded header", "GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\n 2\r\n\r\n", 400],
  ["a bare LF", "GET / HTTP/1.1\nHost: a\n\n", 400],
  ["too large a head", `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${"x".repeat(600_000)}\r\n\r\n`, 431],
  ["too large a body", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 104857601\r\n\r\n", 413],
  ["CONNECT", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 405],
  ["a bare CR in a header", "GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r2\r\n\r\n", 400],
  ["a bare LF after a header", "GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\n\r\n", 400],
  ["a NUL in a header", "GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\x002\r\n\r\n", 400],
  ["a header without a name", "GET / HTTP/1.1\r\nHost: a\r\n: 1\r\n\r\n", 400],
  ["a signed Content-Length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc", 400],
  ["a list of Content-Lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc", 400],
  ["a Host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400],
  ["an empty Host", "GET / HTTP/1.1\r\nHost: \r\n\r\n", 400],
  ["a Host with a port that is none", "GET / HTTP/1.1\r\nHost: a:99999\r\n\r\n", 400],
  ["a lower-case method", "get / HTTP/1.1\r\nHost: a\r\n\r\n", 400],
  ["a method that is no token", "G@T / HTTP/1.1\r\nHost: a\r\n\r\n", 400],
  ["a method of RTSP", "DESCRIBE / RTSP/1.0\r\nHost: a\r\n\r\n", 501],
  ["a method of Icecast", "SOURCE / ICE/1.0\r\nHost: a\r\n\r\n", 501],
  ["a target without a slash", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400],
  ["an absolute target of another scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400],
  ["an absolute target with a user", "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400],
  ["HTTP/0.9", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", 505],
  ["HTTP/2.0 by name", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505],
  ["an unknown expectation", "GET / HTTP/1.1\r\nHost: a\r\nExpect: a-pony\r\n\r\n", 417],
];

for (const [why, bytes, status] of refused) {
  test(`${why}: ${status}, connection closed, and no worker hears of it`, async () => {
    const calls = Number((await get("/calls")).body.toString());
    const response = await exchange(bytes);
    assert.equal(response.status, status);
    assert.equal(response.header("connection")?.toLowerCase(), "close");
    assert.equal(Number((await get("/calls")).body.toString()), calls);
  });
}

async function get(target: string, headers: Readonly<Record<string, string>> = {}) {
  const connection = await connect(tcp);
  try {
    return await connection.request(target, { headers });
  } finally {
    connection.close();
  }
}

test("the app sees the target byte by byte, and the client that connected", async () => {
  const response = await get("/a%2Fb//c/../d?x=1&&y=%00", { "X-Forwarded-For": "1.2.3.4", Forwarded: "for=1.2.3.4" });
  const seen = JSON.parse(response.body.toString()) as Seen;
  assert.equal(seen.target, "/a%2Fb//c/../d?x=1&&y=%00");
  assert.equal(seen.remoteAddress, "127.0.0.1");
  assert.ok(!seen.headers.includes("1.2.3.4"));
  assert.equal(seen.headers[seen.headers.indexOf("x-forwarded-for") + 1], "127.0.0.1");
});

test("absolute form overrides Host", async () => {
  const response = await exchange("GET http://real.example/x?y HTTP/1.1\r\nHost: other\r\nConnection: close\r\n\r\n");
  const seen = JSON.parse(response.body.toString()) as Seen;
  assert.equal(seen.target, "/x?y");
  assert.equal(seen.host, "real.example");
});

test("hop-by-hop headers and what Connection names stay here", async () => {
  const response = await get("/", {
    Connection: "x-secret, keep-alive",
    "X-Secret": "1",
    TE: "trailers",
    "X-Keep": "1",
  });
  const { headers } = JSON.parse(response.body.toString()) as Seen;
  for (const name of ["connection", "x-secret", "te"]) assert.ok(!headers.includes(name), name);
  assert.ok(headers.includes("x-keep"));
});

test("a chunked upload arrives whole, with its length", async () => {
  const response = await exchange(
    "POST /u HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n",
    "POST",
  );
  const seen = JSON.parse(response.body.toString()) as Seen;
  assert.equal(seen.length, 11);
  assert.equal(seen.headers[seen.headers.indexOf("content-length") + 1], "11");
});

test("a connection is kept alive, and pipelined requests are answered in order", async () => {
  const connection = await connect(tcp);
  connection.send(plain("/1") + plain("/2") + plain("/3"));
  const targets: string[] = [];
  for (let i = 0; i < 3; i++) targets.push((JSON.parse((await connection.read()).body.toString()) as Seen).target);
  connection.close();
  assert.deepEqual(targets, ["/1", "/2", "/3"]);
});

const expecting = (length: number) =>
  `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\nExpect: 100-continue\r\n\r\n`;

test("Expect: 100-continue is answered before the body, or refused at once where it is too large", async () => {
  const connection = await connect(tcp);
  connection.send(expecting(5));
  const [first] = (await once(connection.socket, "data")) as [Buffer];
  assert.equal(first.toString(), "HTTP/1.1 100 Continue\r\n\r\n");
  connection.send("hello");
  assert.equal(await lastStatus(connection.socket), 200);
  connection.close();
  assert.equal((await exchange(expecting(999_999_999), "POST")).status, 413);
});

/** Status of the next response, read by hand. */
async function lastStatus(socket: Socket): Promise<number> {
  const [chunk] = (await once(socket, "data")) as [Buffer];
  return Number(chunk.toString().slice(9, 12));
}

test("no body where there is none to be: HEAD, 204, 304; the connection goes on", async () => {
  const connection = await connect(tcp);
  const empty = await connection.request("/empty");
  assert.equal(empty.status, 204);
  assert.equal(empty.header("content-length"), undefined);
  assert.equal(empty.header("transfer-encoding"), undefined);
  assert.equal((await connection.request("/unchanged")).status, 304);
  assert.equal((await connection.request("/", { method: "HEAD" })).body.length, 0);
  assert.equal((await connection.request("/")).status, 200);
  connection.close();
});

test("HTTP/1.0 keeps the connection where it asks to", async () => {
  const connection = await connect(tcp);
  for (let i = 0; i < 2; i++) {
    connection.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    const response = await connection.read();
    assert.equal(response.status, 200);
    assert.equal(response.header("connection")?.toLowerCase(), "keep-alive");
  }
  connection.close();
});

test("HTTP/1.0 gets no chunks: a response of unknown length ends with the connection", async () => {
  const response = await exchange("GET /stream HTTP/1.0\r\nTE: chunked\r\n\r\n");
  assert.equal(response.header("transfer-encoding"), undefined);
  assert.equal(response.body.length, 3 * 65_536);
});

test("pipelined requests are begun one after the other: an unsafe one waits for those before it", async () => {
  const connection = await connect(tcp);
  const post = "POST /gated HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx";
  const calls = Number((await get("/calls")).body.toString());
  connection.send(post + post + plain("/calls"));
  await until("the first call", 20_000, async () => Number((await get("/calls")).body.toString()) > calls);
  assert.equal(Number((await get("/calls")).body.toString()), calls + 1);
  await tier.open();
  const statuses: number[] = [];
  for (let i = 0; i < 3; i++) statuses.push((await connection.read()).status);
  assert.deepEqual(statuses, [200, 200, 200]);
  connection.close();
});

test("a thousand pipelined requests are all answered, in order", async () => {
  const connection = await connect(tcp);
  const targets = Array.from({ length: 1000 }, (_, index) => `/p${index}`);
  connection.send(targets.map(target => plain(target)).join(""));
  for (const target of targets)
    assert.equal((JSON.parse((await connection.read()).body.toString()) as Seen).target, target);
  connection.close();
});

test("OPTIONS * is about the server: no app is asked", async () => {
  assert.equal((await exchange("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS")).status, 204);
});

test("ten megabytes reach a client that reads, and one that leaves midway frees its slot", async () => {
  assert.equal((await get("/big")).body.length, 10_000_000);
  const leaver = await connect(tcp);
  leaver.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
  leaver.socket.once("data", () => leaver.close());
  await until("a free slot", 20_000, async () => (await tier.ready()).every(worker => worker.inFlight === 0));
});

test("HEAD has the headers of a GET and no body; HTTP/1.0 is answered and closed", async () => {
  const connection = await connect(tcp);
  const head = await connection.request("/big", { method: "HEAD" });
  assert.equal(head.header("content-length"), "10000000");
  assert.equal(head.body.length, 0);
  connection.close();
  const old = await exchange("GET / HTTP/1.0\r\n\r\n");
  assert.equal(old.status, 200);
  assert.equal(old.header("connection"), "close");
  assert.equal((JSON.parse(old.body.toString()) as Seen).host, "localhost");
});

test("kill -9 of the front: who connects meanwhile waits in the backlog and is served by the next", async () => {
  const front = (await tier.status()).workers.find(worker => worker.kind === "front");
  assert.ok(front);
  process.kill(front.pid, "SIGKILL");
  const response = await get("/calls");
  assert.equal(response.status, 200);
  const next = (await tier.status()).workers.find(worker => worker.kind === "front");
  assert.notEqual(next?.pid, front.pid);
});
