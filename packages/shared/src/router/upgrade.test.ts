// Upgrades over the link: what switches, flows, ends and fails, with a real router and real sockets.
import assert from "node:assert/strict";
import { randomBytes, createHash } from "node:crypto";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { FrameDecoder } from "../link/decoder.ts";
import { ManualClock } from "../link/manual-clock.ts";
import { FRAME, INITIAL_WINDOW, LINK_VERSION, type ResponseHead } from "../link/protocol.ts";
import { createLinkServer } from "../link/server.ts";
import type { IncomingBody, Reply, RequestHandler } from "../link/types.ts";
import { FrameWriter } from "../link/writer.ts";
import { ask, endpointAt, requestHead, routerFor, silentLog, start, temporaryFolder, until } from "./testing.ts";
import type { DispatchFailure, Router, Upgrade } from "./types.ts";

const SWITCH = ["upgrade", "test", "connection", "upgrade"];

/** The client's side of one upgrade, which writes down what it hears. */
class Client {
  readonly upgrade: Upgrade;
  head: ResponseHead | undefined;
  text = "";
  received = 0;
  readonly hash = createHash("sha256");
  ended = false;
  failure: DispatchFailure | undefined;
  drains = 0;
  /** Whether what is read is granted at once. */
  reading = true;

  constructor(router: Router, target = "/") {
    const head = { ...requestHead("GET", target), headers: [...SWITCH] };
    this.upgrade = router.upgrade(head, {
      onHead: response => (this.head = response),
      onBody: chunk => {
        this.received += chunk.length;
        this.hash.update(chunk);
        if (this.received < 10_000) this.text += chunk.toString("latin1");
        if (this.reading) this.upgrade.grant(chunk.length);
      },
      onEnd: () => (this.ended = true),
      onDrain: () => (this.drains += 1),
      onFailure: failure => (this.failure = failure),
    });
  }

  async switched(): Promise<void> {
    await until(() => this.head?.status === 101, "101");
  }
}

/** Switches and sends back what it gets; ends its side when the client has. */
const echo: RequestHandler = (_head, body, reply) => {
  reply.head(101, SWITCH);
  void pipe(body, reply);
};

async function pipe(body: IncomingBody, reply: Reply): Promise<void> {
  try {
    for await (const chunk of body) {
      const drained = new Promise<void>(resolve => (reply.onDrain = resolve));
      if (!reply.write(chunk)) await drained;
    }
    reply.end();
  } catch {
    reply.reset("cancelled");
  }
}

describe("an upgrade that the worker accepts", () => {
  test("carries bytes both ways, and is over when both sides have ended", async t => {
    const { router, servers } = await start(t, { onRequest: () => echo });
    const client = new Client(router);
    await client.switched();
    assert.deepEqual(client.head, { status: 101, headers: SWITCH });
    client.upgrade.write(Buffer.from("hello "));
    client.upgrade.write(Buffer.from("world"));
    await until(() => client.text === "hello world", "the echo");
    assert.equal(router.stats.inFlight, 1);
    client.upgrade.end();
    await until(() => client.ended, "the end");
    await until(() => router.stats.inFlight === 0 && servers[0]?.inFlight === 0, "both sides free");
    assert.equal(client.failure, undefined);
  });

  test("10 MB come back byte by byte, and no side has more than a window under way", async t => {
    const { router } = await start(t, { onRequest: () => echo });
    const client = new Client(router);
    await client.switched();
    const sent = createHash("sha256");
    let refused = 0;
    for (let i = 0; i < 200; i++) {
      const chunk = randomBytes(52_429);
      sent.update(chunk);
      const { drains } = client;
      if (client.upgrade.write(chunk)) continue;
      refused += 1;
      await until(() => client.drains > drains, "room");
    }
    client.upgrade.end();
    await until(() => client.ended, "the end");
    assert.equal(client.received, 200 * 52_429);
    assert.equal(client.hash.digest("hex"), sent.digest("hex"));
    assert.ok(refused > 10, `the client was held back ${refused} times`);
  });

  test("a client that does not read holds the worker at one window", async t => {
    let reply: Reply | undefined;
    const { router } = await start(t, {
      onRequest: () => (_head, _body, to) => {
        reply = to;
        to.head(101, SWITCH);
        while (to.write(Buffer.alloc(10_000)));
      },
    });
    const client = new Client(router);
    client.reading = false;
    await until(() => client.received === INITIAL_WINDOW, "a window");
    await new Promise(resolve => setTimeout(resolve, 20));
    assert.equal(client.received, INITIAL_WINDOW);
    client.upgrade.cancel("test over");
    await until(() => reply?.cancelled === true, "the cancel");
    reply?.reset("over");
  });

  test("the worker may end first: the client goes on speaking, and the slot is taken until it ends", async t => {
    let heard = "";
    const { router, servers } = await start(t, {
      slots: 1,
      onRequest: () => async (_head, body, reply) => {
        if (!body.upgrade) return reply.respond(200, [], "plain");
        reply.head(101, SWITCH);
        reply.end(Buffer.from("bye"));
        for await (const chunk of body) heard += chunk.toString();
      },
    });
    const client = new Client(router);
    await until(() => client.ended, "the worker's end");
    assert.equal(client.text, "bye");
    const waiting = ask(router, requestHead("GET"));
    client.upgrade.write(Buffer.from("still here"));
    await until(() => heard === "still here", "what was said after the end");
    assert.deepEqual([router.stats.queued, servers[0]?.inFlight], [1, 1]);
    client.upgrade.end();
    assert.equal((await waiting.answer).text, "plain");
    assert.equal(client.failure, undefined);
  });

  test("an end that the window holds back arrives after the bytes before it", async t => {
    const bodies: IncomingBody[] = [];
    const replies: Reply[] = [];
    const { router } = await start(t, {
      onRequest: () => (_head, body, reply) => {
        reply.head(101, SWITCH);
        reply.end();
        bodies.push(body);
        replies.push(reply);
      },
    });
    const client = new Client(router);
    await until(() => client.ended, "the worker's end");
    assert.equal(client.upgrade.write(Buffer.alloc(INITIAL_WINDOW + 1000)), false);
    client.upgrade.end();
    await new Promise(resolve => setTimeout(resolve, 20));
    assert.equal(router.stats.inFlight, 1);
    let received = 0;
    for await (const chunk of bodies[0]!) received += chunk.length;
    assert.equal(received, INITIAL_WINDOW + 1000);
    await until(() => router.stats.inFlight === 0 && replies[0]?.ended === true, "both ends");
  });

  test("no time limit applies after the 101, on neither side", async t => {
    const clock = new ManualClock();
    const folder = temporaryFolder(t);
    const path = join(folder, "w.sock");
    const hello = { worker: 1, generation: 1 };
    const server = await createLinkServer({ path, hello, slots: 1, log: silentLog, onRequest: echo, clock });
    t.after(() => server.close());
    const router = routerFor(t, { clock, upstreamTimeout: 1000 });
    router.update([endpointAt(path, 1)]);
    await until(() => router.stats.usable === 1, "link");
    const head = { ...requestHead("GET"), headers: SWITCH, deadline: 500 };
    let text = "";
    let failure: string | undefined;
    const upgrade = router.upgrade(head, {
      onHead: () => {},
      onBody: chunk => (text += chunk.toString()),
      onEnd: () => {},
      onDrain: () => {},
      onFailure: reason => (failure = reason),
    });
    await until(() => server.inFlight === 1, "the handler");
    await new Promise(resolve => setTimeout(resolve, 20));
    for (let i = 0; i < 50; i++) clock.advance(100);
    upgrade.write(Buffer.from("late"));
    await until(() => text === "late", "the echo");
    assert.equal(failure, undefined);
  });

  test("a link that owes no response is not PINGed, however many upgrades it carries", async t => {
    let pings = 0;
    const asked: number[] = [];
    const path = join(temporaryFolder(t), "w.sock");
    const hello = { version: LINK_VERSION, worker: 1, pid: 1, generation: 1, slots: 9, notes: -1 };
    const worker = createServer(socket => {
      const writer = new FrameWriter(socket);
      const decoder = new FrameDecoder();
      writer.frame(FRAME.HELLO, 0, JSON.stringify(hello));
      const onFrame = (type: number, _flags: number, stream: number, buffer: Buffer, at: number) => {
        if (type === FRAME.PING) {
          pings++;
          writer.pong(buffer.readUInt32BE(at), 0);
          if (pings === 3) writer.switching(asked[0] ?? 0, SWITCH);
        } else if (type === FRAME.REQUEST) asked.push(stream);
      };
      socket.on("data", (chunk: Buffer) => decoder.push(chunk, { onFrame }));
      t.after(() => socket.destroy());
    });
    await new Promise<void>(resolve => worker.listen(path, resolve));
    t.after(() => worker.close());
    const router = routerFor(t, { health: {} });
    router.update([endpointAt(path, 1)]);
    await until(() => router.stats.usable === 1, "link");
    const client = new Client(router);
    // Three PINGs while a head was owed.
    await client.switched();
    assert.equal(asked.length, 1);
    // What was on its way is read between the two.
    for (let turn = 0; turn < 2; turn += 1) await new Promise(resolve => setTimeout(resolve, 30));
    const before = pings;
    await new Promise(resolve => setTimeout(resolve, 100));
    assert.equal(pings, before);
    assert.equal(router.stats.inFlight, 1);
  });
});

describe("an upgrade that the worker declines", () => {
  test("is a plain request without a body, and its slot is free after the response", async t => {
    const { router, servers } = await start(t, {
      onRequest: () => async (head, body, reply) => {
        let streamed = 0;
        for await (const chunk of body) streamed += chunk.length;
        const read = [body.upgrade, body.ready?.length, (await body.buffer()).length, streamed];
        reply.respond(426, ["upgrade", "other"], JSON.stringify([head.headers[0], ...read]));
      },
    });
    const client = new Client(router);
    await until(() => client.ended, "the end");
    assert.equal(client.head?.status, 426);
    assert.deepEqual(JSON.parse(client.text), ["upgrade", true, 0, 0, 0]);
    assert.deepEqual([router.stats.inFlight, servers[0]?.inFlight], [0, 0]);
    assert.equal(client.upgrade.write(Buffer.from("nobody reads this")), true);
    client.upgrade.end();
  });

  test("a 101 that nobody asked for is the handler's error and costs its request only", async t => {
    const { router } = await start(t, {
      onRequest: () => (head, _body, reply) => {
        if (head.target === "/respond") reply.respond(101, SWITCH, null);
        else if (head.target === "/head") reply.head(101, SWITCH);
        else reply.respond(200, [], "fine");
      },
    });
    for (const target of ["/respond", "/head"]) {
      assert.equal((await ask(router, requestHead("POST", target)).answer).failure, "worker-lost");
    }
    assert.equal((await ask(router, requestHead("GET")).answer).text, "fine");
  });
});

describe("an upgrade that fails", () => {
  test("before the 101 it is tried elsewhere like any GET", async t => {
    const { router } = await start(t, {
      workers: 2,
      onRequest: worker => (head, body, reply) => {
        if (worker === 1) reply.reset("not here");
        else echo(head, body, reply);
      },
    });
    for (let i = 0; i < 2; i++) {
      const client = new Client(router);
      await client.switched();
      client.upgrade.write(Buffer.from("hello"));
      await until(() => client.text === "hello", "the echo");
    }
    // The second one, too, went to the worker without any first.
    assert.equal(router.stats.retries, 2);
  });

  test("after it a lost worker is cut-short, and nobody else is asked", async t => {
    const asked: number[] = [];
    const { router, servers } = await start(t, {
      workers: 2,
      onRequest: worker => (head, body, reply) => {
        asked.push(worker);
        echo(head, body, reply);
      },
    });
    const client = new Client(router);
    await client.switched();
    await servers[(asked[0] ?? 1) - 1]?.close();
    await until(() => client.failure !== undefined, "the failure");
    assert.equal(client.failure, "cut-short");
    assert.equal(asked.length, 1);
    assert.equal(router.stats.inFlight, 0);
  });

  test("a reset by the worker is cut-short, also after its end", async t => {
    const { router, servers } = await start(t, {
      onRequest: () => (head, _body, reply) => {
        reply.head(101, SWITCH);
        reply.write(Buffer.from("x"));
        if (head.target === "/end") reply.end();
        setTimeout(() => reply.reset("destroyed"), 5);
      },
    });
    for (const target of ["/", "/end"]) {
      const client = new Client(router, target);
      await until(() => client.failure !== undefined, "the failure");
      assert.deepEqual([client.text, client.failure, client.ended], ["x", "cut-short", target === "/end"]);
    }
    assert.equal(servers[0]?.inFlight, 0);
  });

  test("a client that is gone reaches the handler, and the slot is free when that lets go", async t => {
    const replies: Reply[] = [];
    const reasons: unknown[] = [];
    const { router, servers } = await start(t, {
      onRequest: () => async (head, body, reply) => {
        replies.push(reply);
        reply.head(101, SWITCH);
        reply.onCancel = reason => reasons.push(reason);
        if (head.target === "/ended") reply.end();
        await body[Symbol.asyncIterator]()
          .next()
          .catch((error: unknown) => reasons.push((error as { code: string }).code));
      },
    });
    const client = new Client(router);
    await client.switched();
    client.upgrade.cancel("client gone");
    await until(() => reasons.length === 2, "the cancel");
    assert.deepEqual(reasons, ["client gone", "LINK_CANCELLED"]);
    assert.equal(servers[0]?.inFlight, 1);
    replies[0]?.end();
    await until(() => servers[0]?.inFlight === 0, "the slot");
    // One that has ended its side has nothing to let go of.
    const ended = new Client(router, "/ended");
    await until(() => ended.ended, "the worker's end");
    ended.upgrade.cancel("client gone");
    await until(() => servers[0]?.inFlight === 0, "the slot");
    await until(() => reasons.length === 4, "the second cancel");
  });

  test("a drain waits for it, and a close cuts it", async t => {
    const { router, servers } = await start(t, { onRequest: () => echo });
    const client = new Client(router);
    await client.switched();
    let drained = false;
    const done = servers[0]?.drain().then(() => (drained = true));
    await until(() => router.stats.usable === 0, "DRAIN");
    client.upgrade.write(Buffer.from("still"));
    await until(() => client.text === "still", "the echo while draining");
    assert.equal(drained, false);
    await servers[0]?.close(0);
    await until(() => client.failure === "cut-short", "the cut");
    await done;
  });
});

describe("a router that breaks the protocol of upgrades", () => {
  const wrong: [string, (writer: FrameWriter) => void][] = [
    ["an upgrade with END", writer => writer.request(1, requestHead("GET"), 0, false, true, true)],
    [
      "BODY before the 101",
      writer => {
        writer.request(1, requestHead("GET"), 0, false, false, true);
        writer.body(1, Buffer.from("early"), false);
      },
    ],
  ];
  for (const [name, speak] of wrong) {
    test(`${name} closes the link`, async t => {
      const path = join(temporaryFolder(t), "w.sock");
      const server = await createLinkServer({
        path,
        hello: { worker: 1, generation: 1 },
        slots: 1,
        log: silentLog,
        onRequest: (_head, _body, reply) => (reply.onCancel = () => reply.reset("over")),
      });
      const socket = connect(path);
      t.after(async () => {
        socket.destroy();
        await server.close();
      });
      let closed = false;
      socket
        .on("close", () => (closed = true))
        .on("error", () => {})
        .resume();
      speak(new FrameWriter(socket));
      await until(() => closed, "close");
      await until(() => server.inFlight === 0, "the slot");
    });
  }

  test("a worker that switches unasked, or speaks after its end, loses the link", async t => {
    const hello = { version: LINK_VERSION, worker: 1, pid: 1, generation: 1, slots: 9, notes: -1 };
    const speakers: ((writer: FrameWriter) => void)[] = [
      writer => writer.switching(1, SWITCH),
      writer => {
        writer.switching(1, SWITCH);
        writer.body(1, Buffer.from("x"), true);
        writer.body(1, Buffer.from("more"), false);
      },
    ];
    for (const [index, speak] of speakers.entries()) {
      const path = join(temporaryFolder(t), "w.sock");
      const worker = createServer(socket => {
        const writer = new FrameWriter(socket);
        writer.frame(FRAME.HELLO, 0, JSON.stringify(hello));
        socket.on("error", () => {});
        socket.on("data", (chunk: Buffer) => chunk.includes("/ask") && speak(writer));
      });
      await new Promise<void>(resolve => worker.listen(path, resolve));
      t.after(() => worker.close());
      const router = routerFor(t);
      router.update([endpointAt(path, 1)]);
      await until(() => router.stats.usable === 1, "link");
      if (index === 0) assert.equal((await ask(router, requestHead("POST", "/ask")).answer).failure, "worker-lost");
      else {
        const client = new Client(router, "/ask");
        await until(() => client.failure === "cut-short", "the cut");
      }
    }
  });
});
