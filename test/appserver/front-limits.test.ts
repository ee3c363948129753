// Limits of requests on `bind`: gunicorn's, at the byte, and the times that a client has.
import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "../helpers/http.ts";
import { until } from "../helpers/processes.ts";
import { ECHO_APP, exchange, plain, seenIn, startWithFile } from "./front-app.ts";
import { startTier } from "./tier.ts";

const LINE = "GET  HTTP/1.1".length;
const lineOf = (length: number) => plain(`/${"x".repeat(length - LINE - 1)}`);
const fieldOf = (length: number) => plain("/", `X-A: ${"x".repeat(length - "X-A: \r\n".length)}`);
const fieldsOf = (count: number) => plain("/", ...Array.from({ length: count - 1 }, (_, i) => `X-${i}: 1`));

const post = (length: number) => `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n\r\n${"x".repeat(length)}`;
const chunk = (length: number) => `${length.toString(16)}\r\n${"x".repeat(length)}\r\n`;
const chunked = (length: number) =>
  `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${chunk(500)}${chunk(length)}0\r\n\r\n`;

test("limit_request_line, _fields, _field_size, _body: the limit passes, one more does not", async t => {
  const sets = ["limit_request_line=200", "limit_request_fields=10", "limit_request_field_size=300"];
  const tier = await startTier(
    ECHO_APP,
    [...sets, "limit_request_body=1000"].map(set => `app.${set}`),
  );
  t.after(() => tier.stop());
  const status = async (bytes: string) => (await exchange(tier.url, bytes)).status;
  assert.deepEqual([await status(lineOf(200)), await status(lineOf(201))], [200, 414]);
  assert.deepEqual([await status(fieldsOf(10)), await status(fieldsOf(11))], [200, 431]);
  assert.deepEqual([await status(fieldOf(300)), await status(fieldOf(301))], [200, 431]);
  assert.deepEqual([await status(post(1000)), await status(post(1001))], [200, 413]);
  assert.deepEqual([await status(chunked(500)), await status(chunked(501))], [200, 413]);
});

test("0 is the most: a line of 8190 bytes, a field of 65536", async t => {
  const tier = await startTier(ECHO_APP, ["app.limit_request_line=0", "app.limit_request_field_size=0"]);
  t.after(() => tier.stop());
  const status = async (bytes: string) => (await exchange(tier.url, bytes)).status;
  assert.deepEqual([await status(lineOf(8190)), await status(lineOf(8191))], [200, 414]);
  assert.deepEqual([await status(fieldOf(65_536)), await status(fieldOf(65_537))], [200, 431]);
});

test("a refused upload is told why although it goes on sending", async t => {
  const tier = await startTier(ECHO_APP, ["app.limit_request_body=100k"]);
  t.after(() => tier.stop());
  const length = 3_000_000;
  const head = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n\r\n`;
  const response = await exchange(tier.url, Buffer.concat([Buffer.from(head), Buffer.alloc(length)]), "POST");
  assert.equal(response.status, 413);
  assert.equal(response.header("connection"), "close");
});

test("a head and a body that stop coming are 408; a slow but steady body is served", async t => {
  const sets = ["edge.timeouts.client_header=500ms", "edge.timeouts.client_body=4s"];
  const tier = await startTier(ECHO_APP, sets);
  t.after(() => tier.stop());
  assert.equal((await exchange(tier.url, "GET / HTTP/1.1\r\nHost: a\r\n")).status, 408);
  const head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n";
  assert.equal((await exchange(tier.url, `${head}12345`, "POST")).status, 408);
  const steady = await connect(tier.url);
  steady.send(head);
  // Longer in all than the limit of one silence, and each far shorter.
  for (let i = 0; i < 10; i++) {
    await new Promise(resolve => setTimeout(resolve, 500));
    steady.send("x");
  }
  assert.equal(seenIn(await steady.read("POST")).length, 10);
  steady.close();
});

test("a reload changes limits and keepalive without closing a connection", async t => {
  const { tier, write } = await startWithFile(t, ECHO_APP, "[app]\nlimit_request_line = 100\n");
  const connection = await connect(tier.url);
  t.after(() => connection.close());
  assert.equal((await connection.request("/")).status, 200);
  write('[app]\nlimit_request_line = 1000\nkeepalive = "300ms"\n');
  process.kill(tier.process.pid, "SIGHUP");
  await until("the new limit", 20_000, async () => (await exchange(tier.url, lineOf(900))).status === 200);
  assert.equal((await connection.request("/")).status, 200);
  await until("its end", 20_000, () => connection.socket.readableEnded);
});

test("keepalive = 0: every answer is its connection's last", async t => {
  const tier = await startTier(ECHO_APP, ["app.keepalive=0"]);
  t.after(() => tier.stop());
  for (let n = 0; n < 2; n++) {
    const connection = await connect(tier.url);
    t.after(() => connection.close());
    const response = await connection.request("/");
    assert.deepEqual([response.status, response.header("connection")], [200, "close"]);
    await until("its end", 20_000, () => connection.socket.readableEnded);
  }
});

test("a full queue and a long wait are 503 with Retry-After", async t => {
  const sets = ["app.workers=1", "app.worker_class=sync", "edge.queue=1", "edge.timeouts.queue=300ms"];
  const tier = await startTier(ECHO_APP, sets);
  t.after(() => tier.stop());
  const served = exchange(tier.url, plain("/gated"));
  await until("the slot taken", 60_000, async () => (await tier.status()).inFlight === 1);
  const others = await Promise.all(Array.from({ length: 3 }, () => exchange(tier.url, plain("/"))));
  for (const response of others) assert.deepEqual([response.status, response.header("retry-after")], [503, "1"]);
  await tier.open();
  const response = await served;
  assert.deepEqual([response.status, response.header("retry-after")], [200, undefined]);
});
