// What every example app must do, whatever it is written with and whichever way the request came.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { IncomingMessage } from "node:http";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../helpers/processes.ts";
import type { WebSocketClient } from "../helpers/websocket.ts";
import type { Running } from "./apps.ts";
import type { Client } from "./client.ts";

export interface Subject {
  /** Name of the fixture. */
  readonly app: string;
  readonly scheme: "http" | "https";
  readonly client: () => Client;
  readonly running: () => Running;
  /** How many WebSockets may be open at once: each holds a slot. Default 10. */
  readonly sockets?: number;
}

/** A FIN that comes sooner behind its request is no leave for the front (docs/decisions/013-front.md). Milliseconds. */
const AFTER_REQUEST = 150;
const MEGABYTES = 10 * 1024 * 1024;

/** Registers the tests; the app runs with one worker, because it counts in its memory. */
export function appContract({ app, scheme, client, running }: Subject): void {
  test("JSON", async () => {
    const { status, headers, json } = await client().ask("/");
    assert.equal(status, 200);
    assert.match(headers["content-type"] ?? "", /^application\/json/);
    assert.equal((json() as { app: string }).app, app);
  });

  test("a JSON body is parsed and answered with 201", async () => {
    const body = JSON.stringify({ course: "CS 101", seats: [1, 2] });
    const answer = await client().ask("/json", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    assert.equal(answer.status, 201);
    assert.deepEqual(answer.json(), JSON.parse(body));
  });

  test("the app sees the client and the scheme that it came by", async () => {
    const { protocol, host } = (await client().ask("/client")).json() as { protocol: string; host: string };
    assert.equal(protocol, scheme);
    assert.match(host, /^(localhost|127\.0\.0\.1)(:\d+)?$/);
  });

  test("an unknown path is the app's own 404", async () => {
    assert.equal((await client().ask("/no-such-page")).status, 404);
  });

  test("a streaming response", async () => {
    assert.equal((await client().ask("/stream")).text(), "abc");
  });

  test("HEAD has no body, and the connection is not out of step", async () => {
    const { status, body } = await client().ask("/cookies", { method: "HEAD" });
    assert.ok(status === 200 || status === 404, String(status));
    assert.equal(body.length, 0);
  });

  test("server-sent events arrive while the response is open", async () => {
    const response = await client().open("/events");
    assert.match(response.headers["content-type"] ?? "", /^text\/event-stream/);
    let text = "";
    response.on("data", (chunk: Buffer) => (text += chunk.toString()));
    await until("the third event", 20_000, () => text.includes("id: 3"));
    assert.equal(response.complete, false);
    assert.match(text, /^id: 1\ndata: tick\n\nid: 2\n|^data: tick\nid: 1\n\n/);
    response.destroy();
  });

  test("two cookies are two headers, and the client's come back", async () => {
    const { headers, text } = await client().ask("/cookies", { headers: { cookie: "a=1; b=2" } });
    const cookies = headers["set-cookie"] ?? [];
    assert.deepEqual(
      cookies.map(cookie => cookie.split(";")[0]),
      ["seat=12", "term=autumn"],
    );
    assert.equal(text(), "a=1; b=2");
  });

  test("errors, thrown and rejected, are a 500 that tells nothing, and the app lives on", async () => {
    const { pid } = (await client().ask("/")).json() as { pid: number };
    for (const target of ["/throw", "/reject"]) {
      const { status, text } = await client().ask(target);
      assert.equal(status, 500, target);
      assert.ok(!text().includes("secret"), target);
    }
    assert.equal(((await client().ask("/")).json() as { pid: number }).pid, pid);
  });

  test("an upload of ten megabytes arrives byte for byte", async () => {
    const body = Buffer.alloc(MEGABYTES);
    for (let i = 0; i < body.length; i += 4096) body.writeUInt32BE(i, i);
    const headers = { "content-type": "application/octet-stream" };
    const answer = await client().ask("/upload", { method: "POST", headers, body });
    assert.deepEqual(answer.json(), { bytes: MEGABYTES, sha256: createHash("sha256").update(body).digest("hex") });
  });

  test("a download of ten megabytes arrives byte for byte", async () => {
    const { body } = await client().ask("/download");
    const expected = Buffer.concat(Array.from({ length: 160 }, (_, i) => Buffer.alloc(65_536, i)));
    assert.equal(body.length, MEGABYTES);
    assert.ok(body.equals(expected));
  });

  test("the app notices that the client has left", async () => {
    const before = await left(client());
    await until("nothing in flight", 60_000, async () => (await running().inFlight()) === 0);
    const request = client().send("/abort");
    request.on("error", () => undefined);
    // Until the request is with the app nothing can be noticed.
    await until("it in flight", 60_000, async () => (await running().inFlight()) === 1);
    await sleep(AFTER_REQUEST);
    request.destroy();
    await until("the count of clients that left", 60_000, async () => (await left(client())) === before + 1);
  });
}

/** WebSocket: registered apart, where the way carries upgrades. */
export function webSocketContract({ client, sockets: count = 10 }: Pick<Subject, "client" | "sockets">): void {
  test("WebSocket: messages are echoed, text and binary, small and large", async () => {
    const socket = await openSocket(client(), "/ws");
    socket.send("hellö");
    const text = await socket.next();
    assert.equal(text.opcode, 1);
    assert.equal(text.payload.toString(), "hellö");
    for (const size of [0, 126, 70_000, 1_000_000]) {
      const payload = Buffer.alloc(size, "x");
      socket.send(payload);
      const echoed = await socket.next();
      assert.equal(echoed.opcode, 2);
      assert.ok(echoed.payload.equals(payload), `${size} bytes`);
    }
    await socket.close();
  });

  test("WebSocket: the closing handshake is answered with its code", async () => {
    const socket = await openSocket(client(), "/ws");
    assert.equal((await socket.close(4000)).payload.readUInt16BE(0), 4000);
  });

  test("WebSocket: a frame that breaks the protocol costs its socket, and not the worker", async () => {
    const pid = async (): Promise<number> => ((await client().ask("/")).json() as { pid: number }).pid;
    const before = await pid();
    const socket = await openSocket(client(), "/ws");
    // A client's frames must be masked (RFC 6455 section 5.1).
    socket.socket.write(Buffer.from([0x81, 2, ...Buffer.from("hi")]));
    const { opcode, payload } = await socket.next();
    assert.deepEqual([opcode, payload.readUInt16BE(0)], [8, 1002]);
    socket.socket.destroy();
    assert.equal(await pid(), before);
  });

  test(`WebSocket: ${count} at once keep apart`, async () => {
    const sockets = await Promise.all(Array.from({ length: count }, () => openSocket(client(), "/ws")));
    for (const [index, socket] of sockets.entries()) socket.send(`socket ${index}`);
    const answers = await Promise.all(sockets.map(socket => socket.next()));
    assert.deepEqual(
      answers.map(({ payload }) => payload.toString()),
      sockets.map((_, index) => `socket ${index}`),
    );
    await Promise.all(sockets.map(socket => socket.close()));
  });

  test("WebSocket: a client that vanishes gives its slot back", async () => {
    for (let times = 0; times < 3; times++) (await openSocket(client(), "/ws")).socket.destroy();
    assert.equal((await client().ask("/")).status, 200);
  });

  test("WebSocket: a path without one refuses", async () => {
    const refused = await client().upgrade("/no-such-page");
    assert.ok(refused instanceof IncomingMessage, "it was accepted");
    assert.ok((refused.statusCode ?? 0) >= 400, String(refused.statusCode));
    refused.destroy();
  });
}

async function openSocket(client: Client, target: string): Promise<WebSocketClient> {
  const socket = await client.upgrade(target);
  if (socket instanceof IncomingMessage) throw new Error(`refused with ${socket.statusCode}`);
  return socket;
}

async function left(client: Client): Promise<number> {
  return (await client.ask("/left")).json() as number;
}
