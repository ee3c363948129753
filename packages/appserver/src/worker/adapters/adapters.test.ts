// The contract of all adapters: the same requests, over a real link, get the same answers from the same app.
import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import { after, before, describe, test } from "node:test";
import type { ResponseHead } from "@seatstack/shared/link/protocol";
import { createLogger } from "@seatstack/shared/logger";
import type { LoadedApp } from "../loaded-app.ts";
import { startLinked, type Answer, type Asked, type AskOptions, type Linked } from "../testing.ts";
import { applicationApp } from "./application.ts";
import {
  applicationVersion,
  BIG_CHUNK,
  BIG_CHUNKS,
  fastifyVersion,
  fetchVersion,
  nodeVersion,
  type Observed,
} from "./contract-apps.ts";
import { fastifyApp } from "./fastify.ts";
import { fetchApp } from "./fetch.ts";
import { nodeApp } from "./node.ts";
import { serverApp } from "./server.ts";

const log = createLogger("silent", { tier: "app" });

const adapters: Record<string, (observed: Observed) => LoadedApp | Promise<LoadedApp>> = {
  application: observed => applicationApp(applicationVersion(observed), log),
  fetch: observed => fetchApp(fetchVersion(observed)),
  node: observed => nodeApp(nodeVersion(observed), log),
  server: observed =>
    serverApp(createServer(nodeVersion(observed) as RequestListener), new AbortController().signal, log),
  fastify: observed => fastifyApp(fastifyVersion(observed), log),
};

for (const [name, make] of Object.entries(adapters)) {
  describe(`adapter: ${name}`, () => {
    const observed: Observed = { aborted: 0, finished: 0 };
    let linked: Linked;
    before(async () => {
      linked = await startLinked(await make(observed));
    });
    after(() => linked.close());

    const ask = (target: string, options?: AskOptions): Asked => linked.ask(target, options);
    const get = (target: string, method = "GET"): Promise<Answer> => ask(target, { method }).answer;

    test("a text gets its length in bytes", async () => {
      const { head, body } = await get("/text");
      assert.equal(head?.status, 200);
      assert.equal(value(head, "content-type"), "text/plain");
      assert.equal(value(head, "content-length"), "6");
      assert.equal(body.toString(), "hellö");
    });

    test("bytes arrive as they are", async () => {
      assert.deepEqual((await get("/bytes")).body, Buffer.from([0, 255, 1]));
    });

    test("an empty body has length 0", async () => {
      const { head, body } = await get("/empty");
      assert.equal(value(head, "content-length"), "0");
      assert.equal(body.length, 0);
    });

    test("HEAD has the length of a GET and no body", async () => {
      const { head, body } = await get("/text", "HEAD");
      assert.equal(head?.status, 200);
      assert.equal(body.length, 0);
      // A fetch Response does not tell the length of its body, and ServerResponse drops it unheard.
      if (name === "application") assert.equal(value(head, "content-length"), "6");
    });

    test("204 has neither body nor length", async () => {
      const { head, body } = await get("/nothing");
      assert.equal(head?.status, 204);
      assert.equal(value(head, "content-length"), undefined);
      assert.equal(body.length, 0);
    });

    test("304 keeps its validator and has no body", async () => {
      const { head, body } = await get("/same");
      assert.equal(head?.status, 304);
      assert.equal(value(head, "etag"), '"1"');
      assert.equal(body.length, 0);
    });

    test("a status of the app's is passed on", async () => {
      assert.equal((await get("/missing")).head?.status, 404);
    });

    test("a stream arrives without framing", async () => {
      const { head, body } = await get("/stream");
      assert.equal(value(head, "content-length"), undefined);
      assert.equal(value(head, "transfer-encoding"), undefined);
      assert.equal(body.toString(), "abc");
    });

    test("five megabytes pass under flow control", async () => {
      const { body, failure } = await get("/big");
      assert.equal(failure, undefined);
      assert.equal(body.length, BIG_CHUNK.length * BIG_CHUNKS);
      assert.ok(body.every(byte => byte === 120));
    });

    test("a body of a megabyte is echoed", async () => {
      const body = Buffer.alloc(1024 * 1024, "abcdefg");
      const answer = await ask("/echo", { method: "POST", headers: ["content-type", "application/x-test"], body })
        .answer;
      assert.equal(value(answer.head, "content-type"), "application/x-test");
      assert.ok(answer.body.equals(body));
    });

    test("the app sees the client, not the edge", async () => {
      const { body } = await ask("/who", { headers: ["x-test", "yes"] }).answer;
      assert.deepEqual(JSON.parse(body.toString()), {
        method: "GET",
        target: "/who",
        host: "seats.example",
        scheme: "https",
        remoteAddress: "203.0.113.9",
        x: "yes",
      });
    });

    test("every cookie is a header of its own", async () => {
      const { head } = await get("/cookies");
      assert.deepEqual(values(head, "set-cookie"), ["a=1", "b=2"]);
    });

    test("hop-by-hop headers and those that Connection names do not leave the worker", async () => {
      const { head } = await get("/hop");
      assert.equal(head?.status, 200);
      for (const header of ["connection", "keep-alive", "x-private"])
        assert.equal(value(head, header), undefined, header);
    });

    test("a header with a line break is never sent: 500", async () => {
      const { head, body } = await get("/split");
      assert.equal(head?.status, 500);
      assert.equal(value(head, "set-cookie"), undefined);
      assert.ok(!body.toString().includes("stolen"));
    });

    test("an error of the app is a 500 that tells nothing", async () => {
      const { head, body } = await get("/throw");
      assert.equal(head?.status, 500);
      assert.ok(!body.toString().includes("secret"));
    });

    test("a response that breaks off is cut, not ended", async () => {
      const { head, failure } = await get("/cut");
      assert.equal(head?.status, 200);
      assert.equal(failure, "cut-short");
    });

    test("fewer bytes than announced: cut, or 500", async () => {
      const { failure, head } = await get("/short");
      assert.ok(failure === "cut-short" || head?.status === 500);
    });

    test("more bytes than announced: cut, or 500, and none too many passed", async () => {
      const { failure, body, head } = await get("/long");
      assert.ok(failure === "cut-short" || head?.status === 500);
      assert.ok(body.length <= 3 || head?.status === 500);
    });

    test("a client that leaves aborts the app's work and frees the slot", async () => {
      const before = observed.aborted;
      const { dispatch } = ask("/wait");
      await waitUntil(() => linked.server.inFlight === 1);
      dispatch.cancel("client gone");
      await waitUntil(() => observed.aborted === before + 1);
      await waitUntil(() => linked.server.inFlight === 0);
    });

    test("nothing is left in flight", () => {
      assert.equal(linked.server.inFlight, 0);
    });
  });
}

function values(head: ResponseHead | undefined, name: string): string[] {
  const flat = head?.headers ?? [];
  return flat.filter((_, index) => index % 2 === 1 && flat[index - 1] === name);
}

function value(head: ResponseHead | undefined, name: string): string | undefined {
  return values(head, name)[0];
}

async function waitUntil(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!condition()) {
    assert.ok(performance.now() < deadline, "waited in vain");
    await new Promise(resolve => setImmediate(resolve));
  }
}
