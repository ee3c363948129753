// A slow upload costs a socket at the edge, never a worker.
import assert from "node:assert/strict";
import { test } from "node:test";
import { connect, type Connection } from "../helpers/http.ts";
import { load } from "../helpers/load.ts";
import { recorded, startProbe } from "./probe.ts";

const MEGABYTE = 1024 * 1024;
const pause = (milliseconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, milliseconds));

/** Sends a head and then `bytes` of body in pieces of 2 KB, ten a second (20 KB/s), but not the last byte. */
async function trickle(connection: Connection, bytes: number, signal: AbortSignal): Promise<void> {
  connection.send(`POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${bytes}\r\n\r\n`);
  for (let sent = 0; sent < bytes - 1 && !signal.aborted; sent += 2048) {
    connection.send(Buffer.alloc(Math.min(2048, bytes - 1 - sent), "x"));
    await pause(100);
  }
}

test("a 1 MB upload at 20 KB/s touches no worker until its last byte", { timeout: 400_000 }, async () => {
  const stack = await startProbe(1, { sets: ["edge.buffers.client_max_body_size=2m"] });
  try {
    const connection = await connect(stack.url);
    await trickle(connection, MEGABYTE, new AbortController().signal);
    assert.deepEqual(await recorded(stack), [], "nothing has reached the worker before the last byte");
    assert.equal((await stack.status()).edge.inFlight, 0);
    connection.send("x");
    const response = await connection.read("POST");
    assert.equal(response.text(), String(MEGABYTE));
    assert.equal((await recorded(stack)).length, 1);
    connection.close();
  } finally {
    await stack.stop();
  }
});

test("200 slow uploads at once occupy no worker and leave other requests answered", { timeout: 400_000 }, async t => {
  const stack = await startProbe(1, { sets: ["edge.buffers.client_max_body_size=2m", "app.worker_class=sync"] });
  const end = new AbortController();
  const connections: Connection[] = [];
  try {
    const many = () => load(stack.url, { target: "/ok", concurrency: 10, requests: 1000 });
    await many();
    const alone = await many();
    for (let n = 0; n < 200; n += 1) connections.push(await connect(stack.url));
    const uploads = connections.map(connection => trickle(connection, MEGABYTE, end.signal));
    await pause(500);
    const beside = await many();
    t.diagnostic(
      `alone:             p50 ${alone.percentile(0.5).toFixed(1)} p99 ${alone.percentile(0.99).toFixed(1)} ms`,
    );
    t.diagnostic(
      `beside 200 uploads: p50 ${beside.percentile(0.5).toFixed(1)} p99 ${beside.percentile(0.99).toFixed(1)} ms`,
    );
    assert.deepEqual(Object.keys(beside.statuses), ["200"]);
    assert.deepEqual(await recorded(stack), [], "one slot, 200 uploads under way, and none holds it");
    end.abort();
    await Promise.all(uploads);
  } finally {
    end.abort();
    for (const connection of connections) connection.close();
    await stack.stop();
  }
});
