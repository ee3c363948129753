// Who observes a link server hears of each request that a handler got, once at its begin and once at its end.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { ask, endpointAt, requestHead, routerFor, silentLog, temporaryFolder, until } from "../router/testing.ts";
import { createLinkServer } from "./server.ts";
import type { Reply, RequestHandler } from "./types.ts";

interface Seen {
  readonly begun: { readonly waited: number; readonly now: number }[];
  readonly ended: { readonly begun: number; readonly now: number }[];
}

/** One worker with two slots, what its observer saw, and a router on it. */
async function observed(t: TestContext, onRequest: RequestHandler) {
  const path = join(temporaryFolder(t), "w.sock");
  const seen: Seen = { begun: [], ended: [] };
  const server = await createLinkServer({
    path,
    hello: { worker: 1, generation: 1 },
    slots: 2,
    log: silentLog,
    onRequest,
    observer: {
      begun: (waited, now) => void seen.begun.push({ waited, now }),
      ended: (begun, now) => void seen.ended.push({ begun, now }),
    },
  });
  t.after(() => server.close());
  const router = routerFor(t);
  router.update([endpointAt(path, 1, 2)]);
  await until(() => router.stats.usable === 1, "the link");
  return { seen, router, server };
}

const handler: RequestHandler = (head, _body, reply) => {
  if (head.target === "/throws") throw new Error("oops");
  if (head.target === "/resets") return reply.reset("no");
  if (head.target === "/waits") return void (reply.onCancel = () => reply.reset("cancelled"));
  return reply.respond(200, [], "x".repeat(100_000));
};

test("an answer, a reset, a throw and a client that left: one begin and one end each, in step", async t => {
  const { seen, router } = await observed(t, handler);
  for (const target of ["/", "/throws", "/resets"]) await ask(router, requestHead("POST", target)).answer;
  const { dispatch } = ask(router, requestHead("GET", "/waits"));
  await until(() => seen.begun.length === 4, "the last begin");
  dispatch.cancel("client gone");
  await until(() => seen.ended.length === 4, "the last end");
  const beginnings = seen.begun.map(({ now }) => now);
  assert.deepEqual(
    seen.ended.map(({ begun }) => begun),
    beginnings,
  );
  for (const { begun, now } of seen.ended) assert.ok(now >= begun);
});

test("the wait for a slot in the router's queue is in it; what finds no slot is not told at all", async t => {
  const held: Reply[] = [];
  const { seen, router, server } = await observed(t, (_head, _body, reply) => void held.push(reply));
  const asked = [1, 2, 3].map(() => ask(router, requestHead("GET")));
  await until(() => held.length === 2, "two in service");
  assert.equal(router.stats.queued, 1);
  await new Promise(resolve => setTimeout(resolve, 60));
  assert.deepEqual([seen.begun.length, server.inFlight], [2, 2]);
  held[0]?.respond(200, [], null);
  await until(() => held.length === 3, "the third");
  for (const reply of held) if (!reply.ended) reply.respond(200, [], null);
  await Promise.all(asked.map(({ answer }) => answer));
  await until(() => seen.ended.length === 3, "all ends");
  const waits = seen.begun.map(({ waited }) => waited);
  assert.ok((waits[2] ?? 0) >= 55, waits.join());
});
