// What becomes of a request that hung its worker until the watchdog ended that: the next worker must not hang in it too.
import assert from "node:assert/strict";
import { test } from "node:test";
import { condemn } from "../link/work-notes.ts";
import { startFleet, type Fleet } from "./testing-fleet.ts";
import { ask, requestHead, until } from "./testing.ts";

const HANGS = 60_000;

/** As a watchdog does it. */
function endStuck({ children, endpoints }: Fleet, worker: number): void {
  condemn(endpoints[worker - 1]?.path ?? "");
  children[worker - 1]?.kill("SIGKILL");
}

/** Until the router has found out which worker runs it. */
async function workerOf({ runs, router }: Fleet, id: string): Promise<void> {
  await until(() => runs().get(id) === 1, `${id} to begin`);
  await until(() => router.stats.usable < 2, "the stall");
}

for (const method of ["GET", "PUT"]) {
  test(`a ${method} whose handler hung its worker is not repeated: 502, and the other worker never sees it`, async t => {
    const fleet = await startFleet(t, 2);
    const hung = ask(fleet.router, requestHead(method, `/block?ms=${HANGS}`, "hung"));
    await workerOf(fleet, "hung");
    const [one] = fleet.endpoints;
    const pong = await ask(fleet.router, requestHead("GET", "/", "other")).answer;
    endStuck(fleet, pong.text === `worker ${one?.worker}` ? 2 : 1);
    assert.equal((await hung.answer).failure, "worker-lost");
    assert.equal(fleet.runs().get("hung"), 1);
    assert.equal((await ask(fleet.router, requestHead("GET", "/")).answer).failure, undefined);
  });
}

test("a GET in the middle of whose handler a worker is merely killed is repeated", async t => {
  const fleet = await startFleet(t, 2);
  const asked = ask(fleet.router, requestHead("GET", `/block-once?ms=${HANGS}`, "killed"));
  await workerOf(fleet, "killed");
  const other = await ask(fleet.router, requestHead("GET", "/", "other")).answer;
  fleet.children[other.text === "worker 1" ? 1 : 0]?.kill("SIGKILL");
  assert.equal((await asked.answer).failure, undefined);
  assert.equal(fleet.runs().get("killed"), 2);
});

test("what else a stuck worker had begun is repeated: it is not the one that hung it", async t => {
  const fleet = await startFleet(t, 2);
  const waiting = Array.from({ length: 4 }, (_, n) => ask(fleet.router, requestHead("GET", "/slow?ms=400", `s-${n}`)));
  await until(() => [0, 1, 2, 3].every(n => fleet.runs().get(`s-${n}`) === 1), "the slow ones to begin");
  const hung = ask(fleet.router, requestHead("GET", `/block?ms=${HANGS}`, "hung"));
  await workerOf(fleet, "hung");
  const other = await ask(fleet.router, requestHead("GET", "/", "other")).answer;
  endStuck(fleet, other.text === "worker 1" ? 2 : 1);
  assert.equal((await hung.answer).failure, "worker-lost");
  for (const { answer } of waiting) assert.equal((await answer).failure, undefined);
});

test("with one slot there is no doubt: what blocks after an await is neither moved nor repeated", async t => {
  const fleet = await startFleet(t, 4, 1);
  const hung = ask(fleet.router, requestHead("GET", `/block-later?ms=${HANGS}`, "hung"));
  await until(() => fleet.runs().get("hung") === 1, "it to begin");
  await until(() => fleet.router.stats.usable === 3, "the stall");
  const idle = new Set<string>();
  for (let n = 0; n < 12 || (idle.size < 3 && n < 1000); n++) {
    idle.add((await ask(fleet.router, requestHead("GET", "/", "idle")).answer).text);
  }
  assert.equal(idle.size, 3, "the other three serve");
  const stuck = [1, 2, 3, 4].find(worker => !idle.has(`worker ${worker}`)) ?? 0;
  endStuck(fleet, stuck);
  assert.equal((await hung.answer).failure, "worker-lost");
  assert.equal(fleet.runs().get("hung"), 1);
});
