import assert from "node:assert/strict";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { FRAME, LINK_VERSION } from "../link/protocol.ts";
import { createLinkServer } from "../link/server.ts";
import type { RequestHandler } from "../link/types.ts";
import { FrameWriter } from "../link/writer.ts";
import {
  ask,
  endpointAt,
  requestHead,
  routerFor,
  silentLog,
  start,
  temporaryFolder,
  until,
  type TestScope,
} from "./testing.ts";

/** Answers by cutting the link `times` times, then well. */
const cutting =
  (times: number, runs: string[]) =>
  (worker: number): RequestHandler => {
    return (head, _body, reply) => {
      runs.push(head.method);
      if (runs.length > times) reply.respond(200, [], `worker ${worker}`);
      else reply.reset("handler failed");
    };
  };

/** A worker's end by hand. */
async function badWorker(t: TestScope, speak: (socket: Socket, writer: FrameWriter) => void) {
  const path = join(temporaryFolder(t), "bad.sock");
  let connections = 0;
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    connections++;
    sockets.add(socket);
    socket.on("error", () => {});
    speak(socket, new FrameWriter(socket));
  });
  await new Promise<void>(resolve => server.listen(path, resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const router = routerFor(t);
  router.update([endpointAt(path, 1)]);
  return { router, connections: () => connections };
}

function explode(): never {
  throw new Error("sink");
}

describe("lost workers", () => {
  for (const method of ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"]) {
    test(`${method} is tried once more elsewhere`, async t => {
      const runs: string[] = [];
      const { router } = await start(t, { workers: 2, onRequest: cutting(1, runs) });
      const { failure, timing } = await ask(router, requestHead(method)).answer;
      assert.deepEqual([failure, timing?.attempts, runs.length], [undefined, 2, 2]);
    });
  }

  test("but only once", async t => {
    const runs: string[] = [];
    const { router } = await start(t, { workers: 3, onRequest: cutting(5, runs) });
    assert.equal((await ask(router, requestHead("GET")).answer).failure, "worker-lost");
    assert.equal(runs.length, 2);
  });

  for (const method of ["POST", "PATCH", "PURGE", "get"]) {
    test(`${method} is not repeated once a handler had it`, async t => {
      const runs: string[] = [];
      const { router } = await start(t, { workers: 2, onRequest: cutting(1, runs) });
      assert.equal((await ask(router, requestHead(method)).answer).failure, "worker-lost");
      assert.equal(runs.length, 1);
    });
  }

  test("a sink that throws costs its own request only", async t => {
    const { router } = await start(t, {
      onRequest: () => (_head, _body, reply) => reply.respond(200, [], "x"),
    });
    router.dispatch(requestHead("GET"), null, { onHead: explode, onBody: explode, onEnd: explode, onFailure: explode });
    router.dispatch(requestHead("GET"), null, { onHead() {}, onBody() {}, onEnd: explode, onFailure: explode });
    assert.equal((await ask(router, requestHead("GET")).answer).text, "x");
    assert.deepEqual([router.stats.usable, router.stats.inFlight, router.stats.retries], [1, 0, 0]);
  });

  test("a new arbiter's worker under an old id is a new worker", async t => {
    const { router, endpoints, servers, folder } = await start(t, {
      onRequest: () => (_head, _body, reply) => reply.respond(200, [], "old"),
    });
    await servers[0]?.drain();
    await until(() => router.stats.usable === 0, "drain");
    const path = endpoints[0]?.path ?? join(folder, "1.sock");
    const again = await createLinkServer({
      path,
      hello: { worker: 1, generation: 1 },
      slots: 1,
      log: silentLog,
      onRequest: (_head, _body, reply) => reply.respond(200, [], "new"),
    });
    t.after(() => again.close());
    router.update([{ ...endpointAt(path, 1), pid: 4711 }]);
    assert.equal((await ask(router, requestHead("GET")).answer).text, "new");
  });

  test("after the head it is cut-short, also for a GET", async t => {
    const { router } = await start(t, {
      onRequest: () => (_head, _body, reply) => {
        reply.head(200, []);
        reply.write(Buffer.from("half"));
        reply.reset("boom");
      },
    });
    const { failure, text } = await ask(router, requestHead("GET")).answer;
    assert.deepEqual([failure, text], ["cut-short", "half"]);
  });
});

describe("a worker that breaks the protocol", () => {
  const hello = { version: LINK_VERSION, worker: 1, pid: 1, generation: 1, slots: 1, notes: -1 };
  const speakers: [string, (socket: Socket, writer: FrameWriter) => void][] = [
    ["garbage", socket => socket.write("HTTP/1.1 200 OK\r\n\r\n")],
    ["another version", (_socket, writer) => writer.frame(FRAME.HELLO, 0, JSON.stringify({ ...hello, version: 99 }))],
    [
      "another worker's HELLO",
      (_socket, writer) => writer.frame(FRAME.HELLO, 0, JSON.stringify({ ...hello, worker: 2 })),
    ],
    ["no JSON", (_socket, writer) => writer.frame(FRAME.HELLO, 0, "{{")],
    ["frames before HELLO", (_socket, writer) => writer.frame(FRAME.DRAIN, 0)],
  ];
  for (const [name, speak] of speakers) {
    test(`${name}: the link is closed, not used, and not hammered`, async t => {
      const { router, connections } = await badWorker(t, speak);
      await until(() => connections() === 1, "connection");
      await new Promise(resolve => setTimeout(resolve, 50));
      assert.equal(router.stats.usable, 0);
      assert.equal(connections(), 1);
    });
  }

  for (const [name, answer] of [
    ["BODY before RESPONSE", (writer: FrameWriter) => writer.body(1, Buffer.from("x"), true)],
    ["a REQUEST", (writer: FrameWriter) => writer.request(1, requestHead("GET"), 0, false, true)],
    ["HINTS with half a header", (writer: FrameWriter) => writer.frame(FRAME.HINTS, 1, "link")],
    ["START that nobody asked for", (writer: FrameWriter) => writer.frame(FRAME.START, 1)],
  ] as const) {
    test(`${name} ends its requests, and a POST is not repeated`, async t => {
      const { router } = await badWorker(t, (socket, writer) => {
        writer.frame(FRAME.HELLO, 0, JSON.stringify(hello));
        socket.on("data", (chunk: Buffer) => {
          if (chunk[4] === FRAME.REQUEST) answer(writer);
        });
      });
      await until(() => router.stats.usable === 1, "link");
      const method = name.startsWith("START") ? "GET" : "POST";
      const asked = ask(router, requestHead(method));
      if (method === "POST") assert.equal((await asked.answer).failure, "worker-lost");
      else await until(() => router.stats.usable === 0, "close");
    });
  }
});
