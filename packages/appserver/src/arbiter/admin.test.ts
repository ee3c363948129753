// The admin server over real sockets: three pages, and nothing that a stranger, a browser or a broken script can do to it.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync, existsSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { appStatus, workerStatus } from "@seatstack/shared/control/status.fixture";
import { createLogger } from "@seatstack/shared/logger";
import { serveAdmin, type Admin } from "./admin.ts";
import { parseExposition, valueOf } from "./exposition.fixture.ts";

const log = createLogger("silent", { tier: "app" });
const serving = [workerStatus({ worker: 1 }), workerStatus({ worker: 2 }), workerStatus({ kind: "front", worker: 0 })];

let folder = "";
let path = "";
let admin: Admin;
let status = appStatus({ workers: serving });
let asked = 0;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "admin-"));
  path = join(folder, "admin.sock");
});
after(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  status = appStatus({ workers: serving });
  asked = 0;
  admin = await serve();
});
afterEach(() => admin.close());

const serve = (address = "127.0.0.1:0", patient = false): Promise<Admin> =>
  serveAdmin(
    {
      path,
      address,
      log,
      status: async () => {
        asked += 1;
        return status;
      },
    },
    patient,
  );

/** Sends raw bytes and reads until the server closes. */
async function raw(to: string | number, bytes: string): Promise<string> {
  const socket = typeof to === "string" ? connect(to) : connect(to, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(bytes);
  return text(socket);
}

const get = (target: string, to: string | number = path, extra = ""): Promise<string> =>
  raw(to, `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${extra}\r\n`);
const bodyOf = (response: string): string => response.slice(response.indexOf("\r\n\r\n") + 4);

test("metrics on the socket and on the address, the socket for its owner alone", async () => {
  assert.equal(statSync(path).mode & 0o777, 0o600);
  for (const to of [path, admin.port]) {
    const response = await get("/metrics", to);
    assert.match(response, /^HTTP\/1\.1 200 OK\r\ncontent-type: text\/plain; version=0\.0\.4; charset=utf-8\r\n/);
    assert.equal(valueOf(parseExposition(bodyOf(response)), "seatstack_app_workers", { state: "ready" }), 2);
  }
  await admin.close();
  assert.equal(existsSync(path), false);
  admin = await serve();
});

test("the status as JSON, and HEAD without a body", async () => {
  assert.deepEqual(JSON.parse(bodyOf(await get("/status"))), status);
  const head = await raw(path, "HEAD /status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  assert.match(head, /^HTTP\/1\.1 200 OK\r\n/);
  assert.match(head, new RegExp(`content-length: ${JSON.stringify(status).length + 1}\r\n`));
  assert.equal(bodyOf(head), "");
});

test("health: 200 while the wanted workers are ready, else 503 and why, in a word", async () => {
  assert.match(await get("/healthz"), /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nok\n$/);
  await admin.close();
  status = appStatus({ workers: serving.slice(1) });
  admin = await serve();
  assert.match(await get("/healthz"), /^HTTP\/1\.1 503 [^]*\r\n\r\ndegraded: 1 of 2 workers ready\n$/);
});

for (const [what, request, expected] of [
  [
    "POST",
    "POST /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n",
    /^HTTP\/1\.1 405 [^]*\r\nallow: GET, HEAD\r\n/i,
  ],
  ["a body", "GET /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc", /^HTTP\/1\.1 413 /],
  [
    "a chunked body",
    "GET /metrics HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    /^HTTP\/1\.1 413 /,
  ],
  ["another host's name (DNS rebinding)", "GET /status HTTP/1.1\r\nHost: evil.example\r\n\r\n", /^HTTP\/1\.1 403 /],
  [
    "a name that only begins like ours",
    "GET /status HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n",
    /^HTTP\/1\.1 403 /,
  ],
  ["no Host", "GET /status HTTP/1.1\r\n\r\n", /^$|^HTTP\/1\.1 400 /],
  ["what is no HTTP", "hello\r\n\r\n", /^$/],
  ["a head that is too large", `GET /metrics HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(9000)}\r\n\r\n`, /^$/],
] as const) {
  test(`refuses ${what}, and closes`, async () => {
    assert.match(await raw(admin.port, request), expected);
    assert.equal(asked, 0, "the arbiter was not bothered");
    assert.match(await get("/healthz"), /200 OK/);
  });
}

test("knows its pages to the letter", async () => {
  for (const target of ["/", "/metrics/", "/Metrics", "/metrics?x=1", "//metrics", "/../metrics"]) {
    assert.match(await get(target), /^HTTP\/1\.1 404 /, target);
  }
});

test("a silent client is let go, a crowd is held off, and neither stops a scrape elsewhere", async t => {
  const sockets = Array.from({ length: 40 }, () => connect(admin.port, "127.0.0.1"));
  t.after(() => sockets.forEach(socket => socket.destroy()));
  for (const socket of sockets) socket.on("error", () => undefined);
  await Promise.race(sockets.map(socket => once(socket, "close")));
  assert.match(await get("/healthz"), /200 OK/);
});

test("a flood asks the arbiter once", async () => {
  const responses = await Promise.all(Array.from({ length: 20 }, () => get("/metrics")));
  assert.ok(responses.every(response => response.startsWith("HTTP/1.1 200")));
  assert.ok(asked <= 3, `${asked}`);
});

test("a status that fails is a 500 without its reason", async () => {
  await admin.close();
  admin = await serveAdmin({ path, address: "", log, status: () => Promise.reject(new Error("secret /path")) });
  const response = await get("/metrics");
  assert.match(response, /^HTTP\/1\.1 500 /);
  assert.doesNotMatch(response, /secret/);
});

test("an address in use is refused with exit 2, and the socket is gone again", async () => {
  await admin.close();
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  await assert.rejects(serve(`127.0.0.1:${port}`), { code: "BIND_FAILED", exitCode: 2 });
  assert.equal(existsSync(path), false);
  admin = await serve(`127.0.0.1:${port}`, true);
  assert.match(await get("/healthz"), /200 OK/);
  other.close();
  const deadline = performance.now() + 60_000;
  let answer = "";
  while (answer === "" && performance.now() < deadline) answer = await get("/healthz", port).catch(() => "");
  assert.match(answer, /200 OK/, "a patient one has it as soon as it comes free");
});
