// Routers that share their slots through a zone, as the threads of an edge do.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { systemClock, type Clock } from "../link/clock.ts";
import { ManualClock } from "../link/manual-clock.ts";
import { createLinkServer } from "../link/server.ts";
import type { Reply } from "../link/types.ts";
import { attachZone, createZone } from "../zone/zone.ts";
import {
  ask,
  endpointAt,
  requestHead,
  routerFor,
  silentLog,
  temporaryFolder,
  until,
  type TestScope,
} from "./testing.ts";

/** Two routers on one worker with one slot. */
async function twoThreads(t: TestScope, clock: Clock = systemClock) {
  const endpoint = endpointAt(join(temporaryFolder(t), "w.sock"), 1, 1);
  const replies: { target: string; reply: Reply }[] = [];
  const server = await createLinkServer({
    path: endpoint.path,
    hello: { worker: 1, generation: 1 },
    slots: 1,
    log: silentLog,
    onRequest: (head, _body, reply) => void replies.push({ target: head.target, reply }),
  });
  t.after(() => server.close());
  const zone = createZone({ threads: 2 });
  const routers = [1, 2].map(thread => routerFor(t, { clock, slots: attachZone(zone.buffer, thread).slots }));
  for (const router of routers) router.update([endpoint]);
  await until(() => routers.every(router => router.stats.usable === 1), "links");
  const [a, b] = routers;
  assert.ok(a && b);
  return { a, b, replies };
}

test("between threads, too, the request that has waited longest is next", async t => {
  // By hand, so that nobody stops giving way because this machine is slow.
  const clock = new ManualClock();
  const { a, b, replies } = await twoThreads(t, clock);
  const targets = () => replies.map(({ target }) => target);
  ask(b, requestHead("GET", "/b1"));
  await until(() => replies.length === 1, "the first request");
  ask(a, requestHead("GET", "/a1"));
  clock.advance(1);
  ask(b, requestHead("GET", "/b2"));
  clock.advance(1);
  ask(a, requestHead("GET", "/a2"));
  for (let done = 0; done < 3; done++) {
    replies[done]?.reply.respond(200, [], null);
    await until(() => replies.length === done + 2, "the next request");
  }
  assert.deepEqual(targets(), ["/b1", "/a1", "/b2", "/a2"]);
  // Slots are shared truth: nothing was sent that the worker had to refuse.
  assert.equal(a.stats.retries + b.stats.retries, 0);
  replies[3]?.reply.respond(200, [], null);
});

test("a slot that the other thread's older request cannot use is not left idle", async t => {
  const { a, b, replies } = await twoThreads(t);
  // This router has lost its link, and a request waits there.
  a.update([]);
  ask(a, requestHead("GET", "/stuck"));
  // Older than the next by more than a millisecond, the zone's unit.
  await new Promise(resolve => setTimeout(resolve, 3));
  const { answer } = ask(b, requestHead("GET", "/able"));
  await until(() => replies.length === 1, "the able one's request");
  replies[0]?.reply.respond(200, [], null);
  assert.equal((await answer).failure, undefined);
});
