// Clients that shut their writing side behind the request (`printf … | nc -N`) get their answers; those that leave later do not.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as open } from "node:net";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts } from "../helpers/ports.ts";
import { until } from "../helpers/processes.ts";
import { startTier, type Tier } from "./tier.ts";

const APP = `
export default async function (req, res) {
  let length = 0;
  for await (const chunk of req) length += chunk.length;
  console.log("asked " + req.url);
  res.on("close", () => res.writableFinished || console.log("left " + req.url));
  if (req.url.startsWith("/wait")) await new Promise(resolve => res.on("close", resolve));
  if (req.url.startsWith("/slow")) await new Promise(resolve => setTimeout(resolve, 600));
  res.end("got " + length);
}
`;
let tier: Tier;
let port: number;
before(async () => {
  [port = 0] = await freePorts(1);
  tier = await startTier(APP, [`app.bind=127.0.0.1:${port}`, "app.worker_class=sync", "app.workers=1"]);
});
after(() => tier.stop());

/** What the front takes for "right behind the request", with room for its own delay. Milliseconds. */
const RIGHT_BEHIND = 25;

/** Sends, shuts its side, and reads to the end; again where this very process was held up between the two. */
async function ask(text: string): Promise<string> {
  for (let tries = 1; ; tries++) {
    const socket = open({ host: "127.0.0.1", port, allowHalfOpen: true });
    await once(socket, "connect");
    const began = performance.now();
    socket.end(text);
    await once(socket, "finish");
    const took = performance.now() - began;
    const answer = Buffer.concat(await socket.toArray()).toString();
    if (took < RIGHT_BEHIND || tries === 20) return answer;
  }
}

test("a request and a FIN: the whole answer, and it says that it is the last", async () => {
  const answer = await ask("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n[^]*connection: close\r\n[^]*got 0/i);
});

test("a body and a FIN", async () => {
  assert.match(await ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"), /^HTTP\/1\.1 200 [^]*got 5$/);
});

test("a FIN in the middle of a body is no request", async () => {
  assert.match(await ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhello"), /^HTTP\/1\.1 400 /);
});

test("pipelined requests and a FIN: all are answered, and the last one says that it is", async () => {
  const answer = await ask("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n".repeat(3));
  assert.equal(answer.split("HTTP/1.1 200 OK").length - 1, 3);
  assert.equal(answer.toLowerCase().split("connection: close").length - 1, 1);
});

test("a client that leaves a while after its request is gone: the app hears of it, and what waited in the queue is not run", async () => {
  const first = open({ host: "127.0.0.1", port });
  first.write("GET /wait?first HTTP/1.1\r\nHost: x\r\n\r\n");
  await until("the first", 20_000, () => tier.process.output().includes("asked /wait?first"));
  const second = open({ host: "127.0.0.1", port });
  second.write("GET /wait?second HTTP/1.1\r\nHost: x\r\n\r\n");
  await until("the second in the queue", 20_000, async () => (await tier.status()).queued === 1);
  await sleep(100);
  second.end();
  first.end();
  await until("the first is gone", 20_000, () => tier.process.output().includes("left /wait?first"));
  assert.match(await ask("GET /last HTTP/1.1\r\nHost: x\r\n\r\n"), /^HTTP\/1\.1 200 /);
  assert.doesNotMatch(tier.process.output(), /asked \/wait\?second/);
  first.destroy();
  second.destroy();
});
