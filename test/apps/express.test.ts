// What Express and its middleware do to requests and responses beyond the contract of all example apps.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { modulePath, startApp, type Running } from "./apps.ts";
import { clientOf, type Client } from "./client.ts";

let running: Running;
let client: Client;
before(async () => {
  running = await startApp("express");
  client = clientOf(running.url);
});
after(() => running.stop());

test("express-session: the cookie is set late, when the head is written, and the session is found again", async () => {
  const first = await client.ask("/visits");
  assert.deepEqual(first.json(), { visits: 1 });
  const cookie = first.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
  assert.match(cookie, /^connect\.sid=/);
  assert.deepEqual((await client.ask("/visits", { headers: { cookie } })).json(), { visits: 2 });
  assert.deepEqual((await client.ask("/visits")).json(), { visits: 1 });
});

test("compression: gzip for whom it may concern, with Vary and without a stale length", async () => {
  const plain = "seat ".repeat(1000);
  const packed = await client.ask("/compressed", { headers: { "accept-encoding": "gzip" } });
  assert.equal(packed.headers["content-encoding"], "gzip");
  assert.match(packed.headers.vary ?? "", /accept-encoding/i);
  assert.equal(gunzipSync(packed.body).toString(), plain);
  const other = await client.ask("/compressed", { headers: { "accept-encoding": "identity" } });
  assert.equal(other.headers["content-encoding"], undefined);
  assert.equal(other.text(), plain);
});

test("sendFile: whole, a range, HEAD, and 304 for who has it", async () => {
  const file = await readFile(modulePath("express"));
  const whole = await client.ask("/file");
  assert.ok(whole.body.equals(file));
  assert.equal(whole.headers["content-length"], String(file.length));
  const part = await client.ask("/file", { headers: { range: "bytes=3-9" } });
  assert.equal(part.status, 206);
  assert.equal(part.headers["content-range"], `bytes 3-9/${file.length}`);
  assert.ok(part.body.equals(file.subarray(3, 10)));
  const head = await client.ask("/file", { method: "HEAD" });
  assert.deepEqual([head.status, head.headers["content-length"]], [200, String(file.length)]);
  const known = await client.ask("/file", { headers: { "if-none-match": String(whole.headers.etag) } });
  assert.deepEqual([known.status, known.body.length, known.headers.etag], [304, 0, whole.headers.etag]);
});

test("body parsers: a broken JSON body is the client's fault", async () => {
  const headers = { "content-type": "application/json" };
  assert.equal((await client.ask("/json", { method: "POST", headers, body: "{" })).status, 400);
  assert.equal((await client.ask("/json", { method: "POST", headers, body: `"${"x".repeat(200_000)}"` })).status, 413);
});

test("an ETag of Express's own makes a 304", async () => {
  const first = await client.ask("/client");
  const again = await client.ask("/client", { headers: { "if-none-match": String(first.headers.etag) } });
  assert.equal(again.status, 304);
});
