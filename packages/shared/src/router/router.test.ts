import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { ManualClock } from "../link/manual-clock.ts";
import { INITIAL_WINDOW } from "../link/protocol.ts";
import { createLinkServer } from "../link/server.ts";
import type { RequestHandler, Reply } from "../link/types.ts";
import {
  ask,
  bodyOf,
  endpointAt,
  requestHead,
  routerFor,
  silentLog,
  start,
  temporaryFolder,
  until,
} from "./testing.ts";

/** Keeps the replies; answers each when the test says so. */
function holding(): { replies: Reply[]; onRequest: () => RequestHandler } {
  const replies: Reply[] = [];
  return { replies, onRequest: () => (_head, _body, reply) => void replies.push(reply) };
}

const named =
  (worker: number): RequestHandler =>
  (_head, _body, reply) =>
    reply.respond(200, [], `worker ${worker}`);

describe("dispatch", () => {
  test("a request goes out whole and its response comes back whole", async t => {
    const { router } = await start(t, {
      onRequest: () => async (head, body, reply) => {
        const text = `${head.method} ${head.target} ${(await body.buffer()).toString()}`;
        reply.respond(201, ["x-worker", "1"], text);
      },
    });
    const { head, text, timing } = await ask(router, requestHead("POST", "/a?b"), bodyOf(Buffer.from("hello"))).answer;
    assert.deepEqual(
      [head, text, timing?.attempts],
      [{ status: 201, headers: ["x-worker", "1"] }, "POST /a?b hello", 1],
    );
    assert.deepEqual({ ...router.stats }, { queued: 0, inFlight: 0, usable: 1, dispatched: 1, retries: 0 });
  });

  test("early hints come before the head, as often as the app says them, and none after it", async t => {
    const { router } = await start(t, {
      onRequest: () => (_head, _body, reply) => {
        reply.hints(["link", "</a.css>; rel=preload"]);
        reply.hints(["link", "</b.js>", "x", "y"]);
        reply.head(200, []);
        reply.hints(["link", "</late>"]);
        reply.end();
        reply.hints(["link", "</later>"]);
      },
    });
    const heard: unknown[] = [];
    await new Promise<void>(resolve => {
      router.dispatch(requestHead("GET"), null, {
        onHints: headers => heard.push(headers),
        onHead: head => heard.push(head.status),
        onBody: () => {},
        onEnd: resolve,
        onFailure: () => {},
      });
    });
    assert.deepEqual(heard, [["link", "</a.css>; rel=preload"], ["link", "</b.js>", "x", "y"], 200]);
    // A sink that does not care is not asked.
    assert.equal((await ask(router, requestHead("GET")).answer).head?.status, 200);
  });

  test("the endpoint with the fewest in flight is next, and ties rotate", async t => {
    const taken = [0, 0, 0, 0];
    const { router } = await start(t, { workers: 4, onRequest: worker => () => void taken[worker - 1]!++ });
    for (let i = 0; i < 16; i++) ask(router, requestHead("GET"));
    await until(() => taken.reduce((sum, each) => sum + each) === 16, "16 requests");
    assert.deepEqual(taken, [4, 4, 4, 4]);
  });

  test("one after the other they still use every worker", async t => {
    const { router } = await start(t, { workers: 3, onRequest: named });
    const seen = new Set<string>();
    for (let i = 0; i < 3; i++) seen.add((await ask(router, requestHead("GET")).answer).text);
    assert.equal(seen.size, 3);
  });

  test("bodies of 10 MB flow both ways, and never more than the window is under way", async t => {
    const size = 10 * 1024 * 1024;
    let refused = 0;
    const { router } = await start(t, {
      onRequest: () => async (_head, body, reply) => {
        let received = 0;
        for await (const chunk of body) received += chunk.length;
        reply.head(200, ["x-received", String(received)]);
        for (let sent = 0; sent < size; sent += 50_000) {
          const drained = new Promise<void>(resolve => (reply.onDrain = resolve));
          if (reply.write(Buffer.alloc(Math.min(50_000, size - sent)))) continue;
          refused++;
          await drained;
        }
        reply.end();
      },
    });
    let unread = 0;
    let most = 0;
    let total = 0;
    let received = "";
    await new Promise<void>((resolve, reject) => {
      const dispatch = router.dispatch(requestHead("PUT"), bodyOf(Buffer.alloc(size, "q")), {
        onHead: head => (received = head.headers[1] ?? ""),
        onBody(chunk) {
          unread += chunk.length;
          total += chunk.length;
          most = Math.max(most, unread);
          setImmediate(() => {
            unread -= chunk.length;
            dispatch.grant(chunk.length);
          });
        },
        onEnd: resolve,
        onFailure: failure => reject(new Error(failure)),
      });
    });
    assert.deepEqual([received, total], [String(size), size]);
    assert.ok(refused > 10, `the worker was held back ${refused} times`);
    assert.ok(most <= INITIAL_WINDOW, `${most} bytes were unread`);
  });

  test("a router that does not read holds the worker at one window", async t => {
    let written = 0;
    const { router } = await start(t, {
      onRequest: () => (_head, _body, reply) => {
        reply.head(200, []);
        for (;;) {
          written += 10_000;
          if (!reply.write(Buffer.alloc(10_000))) break;
        }
      },
    });
    let seen = 0;
    const sink = { onHead() {}, onBody: (chunk: Buffer) => void (seen += chunk.length), onEnd() {}, onFailure() {} };
    const dispatch = router.dispatch(requestHead("GET"), null, sink);
    await until(() => seen === INITIAL_WINDOW, "a window of bytes");
    assert.ok(written - INITIAL_WINDOW < 20_000);
    dispatch.cancel("test over");
  });

  test("a body from an async source that fails is a failure, not a short request", async t => {
    const { replies, onRequest } = holding();
    const { router } = await start(t, { onRequest });
    async function* broken() {
      yield Buffer.from("some");
      await until(() => replies.length === 1, "the request's head");
      throw new Error("disk");
    }
    const { failure } = await ask(router, requestHead("POST"), { length: 100, open: broken }).answer;
    assert.equal(failure, "worker-lost");
    await until(() => replies[0]?.cancelled === true, "cancel");
  });

  test("a head that cannot cross the link fails alone and gives its slot back", async t => {
    const { router } = await start(t, { slots: 1, onRequest: named });
    const { failure } = await ask(router, requestHead("GET", "/a\nb")).answer;
    assert.equal(failure, "worker-lost");
    assert.equal((await ask(router, requestHead("GET")).answer).text, "worker 1");
  });
});

describe("queue", () => {
  test("a request tells its worker how long it waited for a slot", async t => {
    const clock = new ManualClock();
    const replies: Reply[] = [];
    const queued: number[] = [];
    const { router } = await start(t, {
      slots: 1,
      onRequest: () => (head, _body, reply) => {
        queued.push(head.queued);
        replies.push(reply);
      },
      router: { clock, health: { interval: 1e9 } },
    });
    const first = ask(router, requestHead("GET"));
    const second = ask(router, requestHead("GET"));
    await until(() => replies.length === 1, "the first");
    clock.advance(12.25);
    replies[0]?.respond(200, [], null);
    await until(() => replies.length === 2, "the second");
    replies[1]?.respond(200, [], null);
    await Promise.all([first.answer, second.answer]);
    assert.deepEqual(queued, [0, 12.25]);
  });

  test("waits first in, first out, and tells how long", async t => {
    const { replies, onRequest } = holding();
    const { router } = await start(t, { slots: 1, onRequest });
    const order: string[] = [];
    const asked = ["a", "b", "c"].map(name =>
      ask(router, requestHead("GET", `/${name}`)).answer.then(answer => {
        order.push(name);
        return answer;
      }),
    );
    assert.equal(router.stats.queued, 2);
    for (let done = 1; done <= 3; done++) {
      await until(() => replies.length === done, `request ${done}`);
      replies[done - 1]?.respond(200, [], null);
    }
    const answers = await Promise.all(asked);
    assert.deepEqual(order, ["a", "b", "c"]);
    assert.equal(answers[0]?.timing?.queued, 0);
    assert.ok((answers[2]?.timing?.queued ?? 0) > 0);
  });

  test("more than it holds is queue-full, told after the Dispatch was returned", async t => {
    const router = routerFor(t, { queue: 1 });
    ask(router, requestHead("GET"));
    let told = false;
    const sink = {
      onHead() {},
      onBody() {},
      onEnd() {},
      onFailure: (failure: string) => (told = failure === "queue-full"),
    };
    router.dispatch(requestHead("GET"), null, sink);
    assert.equal(told, false);
    await Promise.resolve();
    assert.equal(told, true);
    assert.equal(router.stats.queued, 1);
  });

  test("longer than the queue timeout is queue-timeout", async t => {
    const clock = new ManualClock();
    const router = routerFor(t, { clock, queueTimeout: 1000 });
    const { answer } = ask(router, requestHead("GET"));
    clock.advance(990);
    assert.equal(router.stats.queued, 1);
    clock.advance(30);
    const { failure, timing } = await answer;
    assert.equal(failure, "queue-timeout");
    assert.ok((timing?.queued ?? 0) >= 1000);
    assert.deepEqual([router.stats.queued, router.stats.inFlight], [0, 0]);
  });

  test("a client that leaves the queue leaves no trace, and its sink hears nothing", async t => {
    const clock = new ManualClock();
    const router = routerFor(t, { clock, queueTimeout: 1000 });
    const { dispatch, answer } = ask(router, requestHead("GET"));
    dispatch.cancel("client gone");
    clock.advance(2000);
    const outcome = await Promise.race([answer, new Promise(resolve => setImmediate(() => resolve("nothing")))]);
    assert.equal(outcome, "nothing");
    assert.equal(router.stats.queued, 0);
  });

  test("a worker that is still to come gets what waits", async t => {
    const folder = temporaryFolder(t);
    const endpoint = endpointAt(join(folder, "w.sock"), 1);
    const router = routerFor(t);
    router.update([endpoint]);
    const { answer } = ask(router, requestHead("GET"));
    const server = await createLinkServer({
      path: endpoint.path,
      hello: { worker: 1, generation: 1 },
      slots: 1,
      log: silentLog,
      onRequest: named(1),
    });
    t.after(() => server.close());
    assert.equal((await answer).text, "worker 1");
  });
});

describe("time and cancel", () => {
  test("no response head within the upstream timeout is 504's failure, and a CANCEL", async t => {
    const clock = new ManualClock();
    const { replies, onRequest } = holding();
    const { router } = await start(t, { slots: 1, onRequest, router: { clock, upstreamTimeout: 1000 } });
    const { answer } = ask(router, requestHead("GET"));
    await until(() => replies.length === 1, "request");
    clock.advance(1030);
    assert.equal((await answer).failure, "upstream-timeout");
    await until(() => replies[0]?.signal.aborted === true, "abort");
  });

  test("new limits hold for what comes after them", async t => {
    const clock = new ManualClock();
    const { replies, onRequest } = holding();
    const { router } = await start(t, { slots: 1, onRequest, router: { clock } });
    router.configure({ queue: 1, queueTimeout: 300, upstreamTimeout: 1000 });
    const sent = ask(router, requestHead("GET"));
    await until(() => replies.length === 1, "request");
    const queued = ask(router, requestHead("GET"));
    assert.equal((await ask(router, requestHead("GET")).answer).failure, "queue-full");
    clock.advance(330);
    assert.equal((await queued.answer).failure, "queue-timeout");
    clock.advance(700);
    assert.equal((await sent.answer).failure, "upstream-timeout");
  });

  test("the worker's own deadline is the same failure, and no other worker is tried", async t => {
    let runs = 0;
    const { router } = await start(t, {
      workers: 2,
      onRequest: () => (_head, _body, reply) => {
        runs++;
        reply.onCancel = () => reply.reset("deadline");
      },
    });
    const { answer } = ask(router, { ...requestHead("GET"), deadline: 20 });
    assert.equal((await answer).failure, "upstream-timeout");
    assert.equal(runs, 1);
  });

  test("a cancel reaches the handler's signal, and the slot stays taken until the handler ends", async t => {
    const { replies, onRequest } = holding();
    const { router } = await start(t, { slots: 1, onRequest });
    const first = ask(router, requestHead("GET"));
    await until(() => replies.length === 1, "request");
    const second = ask(router, requestHead("GET"));
    first.dispatch.cancel("client gone");
    await until(() => replies[0]?.signal.aborted === true, "abort");
    assert.equal(router.stats.queued, 1);
    replies[0]?.end();
    assert.equal(router.stats.queued, 1);
    replies[0]?.reset("aborted");
    await until(() => replies.length === 2, "second request");
    replies[1]?.respond(204, [], null);
    assert.equal((await second.answer).head?.status, 204);
  });
});

describe("BUSY, DRAIN and the endpoint table", () => {
  test("slots that another router uses: BUSY sends a request elsewhere, also a POST", async t => {
    const { replies, onRequest } = holding();
    const { router, endpoints } = await start(t, { slots: 1, workers: 2, onRequest });
    const other = routerFor(t);
    other.update(endpoints.slice(0, 1));
    await until(() => other.stats.usable === 1, "link");
    ask(other, requestHead("GET"));
    await until(() => replies.length === 1, "the other's request");
    const asked = ask(router, requestHead("POST"), bodyOf(Buffer.from("x")));
    await until(() => replies.length === 2, "the POST");
    replies[1]?.respond(200, [], "done");
    assert.equal((await asked.answer).text, "done");
  });

  test("all BUSY: it waits at the queue's head until a slot is really free", async t => {
    const { replies, onRequest } = holding();
    const { router, endpoints } = await start(t, { slots: 1, onRequest });
    const other = routerFor(t);
    other.update(endpoints);
    await until(() => other.stats.usable === 1, "link");
    ask(other, requestHead("GET"));
    await until(() => replies.length === 1, "the other's request");
    const asked = ask(router, requestHead("POST"), bodyOf(Buffer.from("x")));
    await until(() => router.stats.retries >= 2, "two BUSY");
    assert.equal(replies.length, 1);
    replies[0]?.respond(200, [], null);
    await until(() => replies.length === 2, "the POST");
    replies[1]?.respond(200, [], "done");
    assert.equal((await asked.answer).text, "done");
  });

  test("BUSY without end is ended by the queue timeout", async t => {
    const clock = new ManualClock();
    const { router } = await start(t, {
      workers: 1,
      onRequest: () => () => {},
      slots: 0,
      router: { clock, queueTimeout: 300 },
    });
    router.update([{ ...endpointAt("", 1), slots: 1 }]);
    const { answer } = ask(router, requestHead("GET"));
    const turning = setInterval(() => clock.advance(5), 1);
    t.after(() => clearInterval(turning));
    assert.equal((await answer).failure, "queue-timeout");
  });

  test("a rolling drain under load loses nothing, not even a POST", async t => {
    const { router, servers, endpoints, folder } = await start(t, {
      workers: 2,
      onRequest: () => (_head, _body, reply) => void setTimeout(() => reply.respond(200, [], "ok"), 2),
      router: { queue: 1000 },
    });
    const next = await createLinkServer({
      path: join(folder, "3.sock"),
      hello: { worker: 3, generation: 2 },
      slots: 100,
      log: silentLog,
      onRequest: named(3),
    });
    t.after(() => next.close());
    const failures: unknown[] = [];
    const lane = async () => {
      for (let i = 0; i < 40; i++) {
        const { failure } = await ask(router, requestHead(i % 2 === 0 ? "POST" : "GET")).answer;
        if (failure !== undefined) failures.push(failure);
      }
    };
    const lanes = Array.from({ length: 10 }, lane);
    await until(() => router.stats.dispatched > 50, "load");
    router.update([...endpoints, endpointAt(join(folder, "3.sock"), 3)]);
    for (const server of servers) await server.drain();
    await Promise.all(lanes);
    assert.deepEqual(failures, []);
    await until(() => servers.every(server => server.links === 0), "the router closed the drained links first");
  });

  test("an endpoint that leaves the table keeps its link until its requests end, and gets nothing new", async t => {
    const { replies, onRequest } = holding();
    const { router, servers } = await start(t, { onRequest });
    const first = ask(router, requestHead("GET"));
    await until(() => replies.length === 1, "request");
    router.update([]);
    ask(router, requestHead("GET"));
    assert.equal(router.stats.queued, 1);
    assert.equal(servers[0]?.links, 1);
    replies[0]?.respond(200, [], "late but whole");
    assert.equal((await first.answer).text, "late but whole");
    await until(() => servers[0]?.links === 0, "close");
    assert.equal(replies.length, 1);
  });
});
