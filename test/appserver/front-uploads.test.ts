// Large bodies through the front while workers are told to stop: nothing is truncated, up or down.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readlinkSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { after, before, test } from "node:test";
import { connect, type Connection, type RawResponse } from "../helpers/http.ts";
import { until } from "../helpers/processes.ts";
import { ECHO_APP, exchange, plain } from "./front-app.ts";
import { startTier, type Tier } from "./tier.ts";

const SIZE = 50 * 1024 * 1024;
const TIME = 120_000;

let tier: Tier;

before(async () => {
  tier = await startTier(ECHO_APP, ["app.workers=2"]);
});

after(async () => {
  await tier.stop();
});

async function withConnection<T>(use: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await connect(tier.url, TIME);
  try {
    return await use(connection);
  } finally {
    connection.close();
  }
}

const busyWorker = () =>
  until("a worker at work", 20_000, async () => (await tier.ready()).find(worker => worker.inFlight > 0));

test("50 MB up: the worker that reads it is told TERM meanwhile, and reads all of it", async () => {
  const body = randomBytes(SIZE);
  const upload = withConnection(connection => connection.request("/hash", { method: "POST", body, timeout: TIME }));
  const worker = await busyWorker();
  process.kill(worker.pid, "SIGTERM");
  await until("its drain", 60_000, async () => (await tier.ready()).every(({ pid }) => pid !== worker.pid));
  await tier.open();
  const response: RawResponse = await upload;
  assert.equal(response.status, 200);
  assert.equal(response.header("x-pid"), String(worker.pid));
  assert.equal(response.body.toString(), `${SIZE} ${createHash("sha256").update(body).digest("hex")}`);
});

test("50 MB down: the worker that writes it is told TERM meanwhile, and writes all of it", async () => {
  const download = once(get({ socketPath: tier.paths.app.bind, path: "/paced" }), "response");
  const [response] = (await download) as [IncomingMessage];
  const pid = Number(response.headers["x-pid"]);
  process.kill(pid, "SIGTERM");
  const expected = createHash("sha256");
  for (let i = 0; i < 800; i++) expected.update(Buffer.alloc(65_536, 97 + (i % 26)));
  const hash = createHash("sha256");
  for await (const chunk of response) hash.update(chunk as Buffer);
  assert.equal(hash.digest("hex"), expected.digest("hex"));
});

test("a slow client keeps no slot: the response waits for it in the front", async () => {
  const slow = await connect(tier.url);
  slow.socket.pause();
  slow.send(plain("/big"));
  // What the kernel's buffers do not hold is in the front by then.
  await until("an answer given, and not taken", 20_000, async () => {
    const { workers } = await tier.status();
    const served = workers.some(worker => worker.kind === "web" && worker.requests > 0 && worker.inFlight === 0);
    return served && workers.every(worker => worker.inFlight === (worker.kind === "front" ? 1 : 0));
  });
  slow.socket.resume();
  assert.equal((await slow.read("GET")).body.length, 10_000_000);
  slow.close();
});

test("a body beyond memory is in a file without a name; one that is not finished frees it", async () => {
  const leaver = await connect(tier.url);
  leaver.send(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n`);
  leaver.send(Buffer.alloc(900_000));
  const front = (await tier.status()).workers.find(worker => worker.kind === "front");
  const files = () => readdirSync(`/proc/${front?.pid}/fd`).map(fd => deletedFile(front?.pid ?? 0, fd));
  await until("its file", 20_000, () => files().some(Boolean));
  assert.deepEqual(readdirSync(tier.paths.app.temp), []);
  leaver.close();
  await until("no file", 20_000, () => !files().some(Boolean));
  assert.equal((await exchange(tier.url, plain("/"))).status, 200);
});

function deletedFile(pid: number, fd: string): boolean {
  try {
    const target = readlinkSync(`/proc/${pid}/fd/${fd}`);
    return target.startsWith(tier.paths.app.temp) && target.endsWith(" (deleted)");
  } catch {
    return false;
  }
}
