// The front: strict HTTP/1.1 on several sockets at once, and its own death is not noticed.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { connect } from "../helpers/http.ts";
import { freePorts } from "../helpers/ports.ts";
import { until } from "../helpers/processes.ts";
import { startTier, type Tier } from "./tier.ts";

/** Echoes what arrives; says how often it was called. */
const ECHO_APP = `
let calls = 0;
export function createApplication() {
  return {
    async handle(request) {
      calls += 1;
      const { method, target, host, remoteAddress, rawHeaders } = request;
      const body = await request.body();
      if (target === "/calls") return { status: 200, headers: [], body: String(calls) };
      if (target === "/big") return { status: 200, headers: [], body: Buffer.alloc(10_000_000, "x") };
      const seen = { method, target, host, remoteAddress, headers: rawHeaders, length: body.length };
      return { status: 200, headers: ["content-type", "application/json"], body: JSON.stringify(seen) };
    },
  };
}
`;

interface Seen {
  readonly method: string;
  readonly target: string;
  readonly host: string;
  readonly remoteAddress: string;
  readonly headers: readonly string[];
  readonly length: number;
}

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

async function exchange(bytes: string, method = "GET") {
  const connection = await connect(tcp);
  try {
    connection.send(bytes);
    return await connection.read(method, 5000);
  } finally {
    connection.close();
  }
}

const plain = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;

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
];

for (const [why, bytes, status] of refused) {
  test(`${why}: ${status}, connection closed, and no worker hears of it`, async () => {
    const calls = Number((await get("/calls")).body.toString());
    const response = await exchange(bytes);
    assert.equal(response.status, status);
    assert.equal(response.header("connection")?.toLowerCase(), "close");
    assert.equal(Number((await get("/calls")).body.toString()), calls + 1);
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

test("Expect: 100-continue is answered before the body, or refused at once where it is too large", async () => {
  const connection = await connect(tcp);
  connection.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999\r\nExpect: 100-continue\r\n\r\n");
  assert.equal((await connection.read("POST")).status, 413);
  connection.close();
});

test("ten megabytes reach a client that reads, and one that leaves midway frees its slot", async () => {
  assert.equal((await get("/big")).body.length, 10_000_000);
  const leaver = await connect(tcp);
  leaver.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
  leaver.socket.once("data", () => leaver.close());
  await until("a free slot", 5000, async () => (await tier.ready()).every(worker => worker.inFlight === 0));
});

test("HEAD has the headers of a GET and no body; HTTP/1.0 is answered and closed", async () => {
  const connection = await connect(tcp);
  const head = await connection.request("/big", { method: "HEAD" });
  assert.equal(head.header("content-length"), "10000000");
  assert.equal(head.body.length, 0);
  connection.close();
  const old = await exchange("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
  assert.equal(old.status, 200);
  assert.equal(old.header("connection"), "close");
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
