import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { temporaryFolder, requestHead, silentLog, until, type TestScope } from "../router/testing.ts";
import { FrameDecoder, frameName } from "./decoder.ts";
import { ManualClock } from "./manual-clock.ts";
import { FRAME, INITIAL_WINDOW } from "./protocol.ts";
import { createLinkServer } from "./server.ts";
import type { IncomingBody, LinkServer, LinkServerOptions, Reply } from "./types.ts";
import { FrameWriter } from "./writer.ts";

/** A router's end by hand: writes frames, and lists those that came as "NAME stream payload". */
class Peer {
  readonly socket: Socket;
  readonly writer: FrameWriter;
  readonly frames: string[] = [];
  closed = false;

  constructor(path: string) {
    const decoder = new FrameDecoder();
    this.socket = connect(path);
    this.writer = new FrameWriter(this.socket);
    this.socket.on("error", () => {});
    this.socket.on("close", () => (this.closed = true));
    this.socket.on("data", (chunk: Buffer) =>
      decoder.push(chunk, {
        onFrame: (type, _flags, stream, buffer, start, end) => {
          const payload = type === FRAME.RESPONSE ? buffer.readUInt16BE(start) : buffer.toString("latin1", start, end);
          if (type !== FRAME.HELLO) this.frames.push(`${frameName(type)} ${stream} ${payload}`.trim());
        },
      }),
    );
  }

  async until(count: number): Promise<string[]> {
    await until(() => this.frames.length >= count, `${count} frames, got ${this.frames.join(", ")}`);
    return this.frames;
  }
}

interface Taken {
  readonly target: string;
  readonly body: IncomingBody;
  readonly reply: Reply;
}

/** A server that keeps what it gets, and a peer connected to it. */
async function start(t: TestScope, options: Partial<LinkServerOptions> = {}) {
  const path = join(temporaryFolder(t), "w.sock");
  const taken: Taken[] = [];
  const server = await createLinkServer({
    path,
    hello: { worker: 1, generation: 1 },
    slots: 2,
    log: silentLog,
    onRequest: (head, body, reply) => void taken.push({ target: head.target, body, reply }),
    ...options,
  });
  const peer = new Peer(path);
  t.after(async () => {
    peer.socket.destroy();
    await server.close();
  });
  const at = (index: number): Taken => {
    const found = taken[index];
    assert.ok(found, `request ${index} was not taken`);
    return found;
  };
  return { path, server, peer, taken, at };
}

async function taken(server: LinkServer, count: number): Promise<void> {
  await until(() => server.served >= count, `${count} requests taken`);
}

describe("link server", () => {
  test("appears under its path with the group's mode, and is gone after its close", async t => {
    const { path, server } = await start(t);
    assert.equal(statSync(path).mode & 0o777, 0o660);
    await server.drain();
    assert.equal(existsSync(path), false);
  });

  test("leaves alone a path that another server has taken since", async t => {
    const { path, server } = await start(t);
    const other = await createLinkServer({
      path,
      hello: { worker: 2, generation: 1 },
      slots: 1,
      log: silentLog,
      onRequest: () => {},
    });
    await server.drain();
    assert.equal(existsSync(path), true);
    await other.close();
    assert.equal(existsSync(path), false);
  });

  test("head, text and end are one answer", async t => {
    const { peer } = await start(t, { onRequest: (_head, _body, reply) => reply.respond(201, ["a", "b"], "h\u00e9") });
    peer.writer.request(1, requestHead("GET"), 0, false, true);
    assert.deepEqual(await peer.until(2), ["RESPONSE 1 201", "BODY 1 h\u00c3\u00a9"]);
  });

  test("PONG comes before any handler of the same chunk runs", async t => {
    const order: string[] = [];
    const { peer, server } = await start(t, {
      onRequest: (_head, _body, reply) => {
        order.push("handler");
        const until = performance.now() + 50;
        while (performance.now() < until);
        reply.respond(200, [], null);
      },
    });
    peer.socket.on("data", () => order.push(...peer.frames.splice(0)));
    peer.writer.request(1, requestHead("GET"), 0, false, true);
    peer.writer.ping(7);
    await taken(server, 1);
    await until(() => order.length === 3, "PONG and RESPONSE");
    assert.match(order.find(entry => entry !== "handler") ?? "", /^PONG/);
  });

  test("a CANCEL in the same chunk suppresses its request", async t => {
    const { peer, taken, server } = await start(t);
    peer.writer.request(1, requestHead("GET"), 0, false, true);
    peer.writer.frame(FRAME.CANCEL, 1, "gone");
    assert.deepEqual(await peer.until(1), ["RESET 1 cancelled"]);
    assert.deepEqual([taken.length, server.served, server.inFlight], [0, 0, 0]);
  });

  test("a CANCEL aborts the signal; the slot is free when the handler ends, and nothing of its answer leaves", async t => {
    const { peer, server, at } = await start(t);
    peer.writer.request(1, requestHead("GET"), 0, false, true);
    await taken(server, 1);
    const { reply, body } = at(0);
    assert.equal(reply.signal.aborted, false);
    let reason = "";
    reply.onCancel = given => (reason = given);
    peer.writer.frame(FRAME.CANCEL, 1, "client gone");
    await until(() => reply.signal.aborted, "abort");
    assert.equal(reason, "client gone");
    assert.equal((await body.buffer()).length, 0);
    assert.equal(server.inFlight, 1);
    reply.head(200, []);
    reply.write(Buffer.from("x"));
    assert.equal(server.inFlight, 1);
    reply.end();
    assert.equal(server.inFlight, 0);
    assert.deepEqual(await peer.until(1), ["RESET 1 cancelled"]);
  });

  test("more requests than slots, over all links, are BUSY", async t => {
    const { path, peer, server, at } = await start(t);
    const second = new Peer(path);
    t.after(() => second.socket.destroy());
    peer.writer.request(1, requestHead("GET"), 0, false, true);
    peer.writer.request(2, requestHead("GET"), 0, false, true);
    await taken(server, 2);
    second.writer.request(1, requestHead("GET"), 0, false, true);
    assert.deepEqual(await second.until(1), ["BUSY 1"]);
    at(0).reply.respond(200, [], null);
    second.writer.request(2, requestHead("GET"), 0, false, true);
    await taken(server, 3);
    assert.equal(server.inFlight, 2);
  });

  test("after DRAIN what is taken ends, what still comes is BUSY, and drain waits for the first only", async t => {
    const { peer, server, at } = await start(t);
    peer.writer.request(1, requestHead("GET"), 0, false, true);
    await taken(server, 1);
    let drained = false;
    const done = server.drain().then(() => (drained = true));
    assert.deepEqual(await peer.until(1), ["DRAIN 0"]);
    peer.writer.request(2, requestHead("GET"), 0, false, true);
    assert.deepEqual(await peer.until(2), ["DRAIN 0", "BUSY 2"]);
    assert.equal(drained, false);
    at(0).reply.respond(200, [], null);
    await done;
    assert.equal(server.inFlight, 0);
  });

  test("an unsafe request gets START before its handler, and is not run when its claim has run out", async t => {
    const clock = new ManualClock();
    const { peer, server, at } = await start(t, { clock, slots: 3 });
    peer.writer.request(1, requestHead("POST", "/in-time"), clock.now(), true, true);
    peer.writer.request(2, requestHead("POST", "/late"), clock.now() - 1, true, true);
    peer.writer.request(3, requestHead("POST", "/no-limit"), 0, true, true);
    const frames = await peer.until(3);
    assert.deepEqual(
      frames.filter(frame => !frame.startsWith("START")),
      ["BUSY 2"],
    );
    await taken(server, 2);
    assert.deepEqual([at(0).target, at(1).target], ["/in-time", "/no-limit"]);
    assert.equal(server.inFlight, 2);
  });

  test("a deadline aborts the signal and tells the owner; without one the stream is reset", async t => {
    const clock = new ManualClock();
    const late: Reply[] = [];
    const { peer, server, at } = await start(t, { clock, onDeadline: reply => void late.push(reply) });
    peer.writer.request(1, { ...requestHead("GET"), deadline: 200 }, 0, false, true);
    await taken(server, 1);
    clock.advance(190);
    assert.equal(at(0).reply.cancelled, false);
    clock.advance(40);
    assert.equal(at(0).reply.signal.aborted, true);
    assert.deepEqual(late, [at(0).reply]);
    assert.equal(server.inFlight, 1);
    at(0).reply.respond(200, [], "too late");
    assert.deepEqual(await peer.until(1), ["RESET 1 deadline"]);
    const plain = await start(t, { clock });
    plain.peer.writer.request(1, { ...requestHead("GET"), deadline: 200 }, 0, false, true);
    await taken(plain.server, 1);
    clock.advance(230);
    assert.deepEqual(await plain.peer.until(1), ["RESET 1 deadline"]);
    assert.equal(plain.server.inFlight, 0);
  });

  test("a handler that breaks off because its deadline has passed says so: nobody asks another worker again", async t => {
    const clock = new ManualClock();
    const { peer, server, at } = await start(t, { clock });
    peer.writer.request(1, { ...requestHead("GET"), deadline: 200 }, 0, false, true);
    await taken(server, 1);
    const { reply } = at(0);
    reply.onCancel = () => reply.reset("the app closed the connection");
    clock.advance(230);
    assert.deepEqual(await peer.until(1), ["RESET 1 deadline"]);
  });

  test("a deadline is for the answer to begin: what streams after it, events or a long download, is not cut", async t => {
    const clock = new ManualClock();
    const { peer, server, at } = await start(t, { clock });
    for (const stream of [1, 3]) peer.writer.request(stream, { ...requestHead("GET"), deadline: 200 }, 0, false, true);
    await taken(server, 2);
    at(0).reply.head(200, []);
    at(1).reply.respond(200, [], Buffer.alloc(INITIAL_WINDOW + 1));
    clock.advance(1000);
    assert.deepEqual([at(0).reply.cancelled, at(1).reply.cancelled], [false, false]);
    at(0).reply.end(Buffer.from("late"));
    assert.equal(server.inFlight, 1);
  });

  test("a handler that throws costs its own request only", async t => {
    const { peer, server } = await start(t, {
      onRequest: (head, _body, reply) => {
        if (head.target === "/bad") throw new Error("boom\r\n");
        reply.respond(200, [], null);
      },
    });
    peer.writer.request(1, requestHead("GET", "/bad"), 0, false, true);
    peer.writer.request(2, requestHead("GET", "/good"), 0, false, true);
    assert.deepEqual(await peer.until(2), ["RESET 1 boom??", "RESPONSE 2 200"]);
    assert.equal(server.inFlight, 0);
  });

  test("a lost link aborts its requests", async t => {
    const { peer, server, at } = await start(t);
    peer.writer.request(1, requestHead("POST"), 0, false, false);
    await taken(server, 1);
    const body = at(0).body.buffer();
    peer.socket.destroy();
    await assert.rejects(body, { code: "LINK_CANCELLED" });
    assert.equal(at(0).reply.signal.aborted, true);
    at(0).reply.respond(200, [], "nobody reads this");
    assert.equal(server.inFlight, 0);
  });

  test("a request whose START could not leave is never run, and gives its slot back", async t => {
    const { peer, server, taken } = await start(t, {
      slots: 10,
      onRequest: (head, _body, reply) => {
        if (head.method === "POST") taken.push({ target: head.target, body: reply as never, reply });
        else reply.respond(200, [], Buffer.alloc(250_000));
      },
    });
    peer.socket.pause();
    // More than a Unix socket holds: what follows stays in the worker.
    for (let id = 1; id <= 4; id++) peer.writer.request(id, requestHead("GET"), 0, false, true);
    await until(() => server.served === 4 && server.inFlight === 0, "four answers");
    peer.writer.request(5, requestHead("POST"), 0, true, true);
    await until(() => server.inFlight === 1, "the POST's slot");
    await new Promise(resolve => setTimeout(resolve, 20));
    assert.deepEqual(taken, []);
    peer.socket.destroy();
    await until(() => server.inFlight === 0, "the slot");
    assert.deepEqual(taken, []);
  });

  const faults: [string, (peer: Peer) => void][] = [
    ["garbage", peer => peer.socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n")],
    ["a worker's frame", peer => peer.writer.response(1, 200, [], true)],
    [
      "a stream that is in use",
      peer => {
        peer.writer.request(1, requestHead("GET"), 0, false, false);
        peer.writer.request(1, requestHead("GET"), 0, false, true);
      },
    ],
    [
      "BODY after END",
      peer => {
        peer.writer.request(1, requestHead("GET"), 0, false, true);
        peer.writer.body(1, Buffer.from("x"), true);
      },
    ],
    [
      "BODY beyond its window",
      peer => {
        peer.writer.request(1, requestHead("GET"), 0, false, false);
        for (let i = 0; i < 5; i++) peer.writer.body(1, Buffer.alloc(60_000), false);
      },
    ],
  ];
  for (const [name, send] of faults) {
    test(`${name} closes the link and nothing else`, async t => {
      const { path, peer, server } = await start(t, { onRequest: () => {} });
      send(peer);
      await until(() => peer.closed, "close");
      const healthy = new Peer(path);
      t.after(() => healthy.socket.destroy());
      healthy.writer.ping(1);
      await healthy.until(1);
      assert.equal(server.links, 1);
    });
  }
});
