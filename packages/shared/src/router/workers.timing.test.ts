// The router with real worker processes that die and hang.
import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { startFleet } from "./testing-fleet.ts";
import { ask, bodyOf, requestHead, until, type Answer } from "./testing.ts";
import type { Router } from "./types.ts";

async function load(
  router: Router,
  count: number,
  lanes: number,
  request: (n: number) => { method: string; target: string },
): Promise<Answer[]> {
  const answers: Answer[] = [];
  let sent = 0;
  const lane = async () => {
    while (sent < count) {
      const n = sent++;
      const { method, target } = request(n);
      const body = method === "POST" ? bodyOf(Buffer.from("body")) : null;
      answers[n] = await ask(router, requestHead(method, target, `${method}-${n}`), body).answer;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return answers;
}

function slowest(answers: readonly Answer[]): { p50: number; p99: number; max: number } {
  const times = answers.map(answer => answer.took).toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

// The machine that runs this may be busy: what matters is that nobody waits as long as the blocked worker blocks.
test("kill -9 of a worker under load: every GET succeeds, and no POST runs twice", async t => {
  const { router, children, runs } = await startFleet(t, 2);
  const work = load(router, 400, 40, n => ({ method: n % 4 === 0 ? "POST" : "GET", target: "/slow?ms=10" }));
  await until(() => runs().size > 100, "load");
  children[0]?.kill("SIGKILL");
  const answers = await work;
  const failures = answers
    .map((answer, n) => [n, answer.failure] as const)
    .filter(([, failure]) => failure !== undefined);
  const journal = runs();
  for (const [n, failure] of failures) {
    assert.equal(failure, "worker-lost");
    assert.equal(n % 4, 0, "a GET failed");
  }
  for (let n = 0; n < 400; n += 4) {
    const runs = journal.get(`POST-${n}`) ?? 0;
    // A failed one may have died between its START and its first line.
    if (answers[n]?.failure === undefined) assert.equal(runs, 1, `POST-${n} ran ${runs} times`);
    else assert.ok(runs <= 1, `POST-${n} ran ${runs} times`);
  }
  assert.ok(failures.length <= 40);
});

test("with one of two workers blocked for seconds, 500 GETs do not wait for it", async t => {
  const { router } = await startFleet(t, 2);
  const calm = slowest(await load(router, 500, 20, () => ({ method: "GET", target: "/" })));
  const blocked = ask(router, requestHead("POST", "/block?ms=12000", "block"));
  const answers = await load(router, 500, 20, () => ({ method: "GET", target: "/slow?ms=1" }));
  const times = slowest(answers);
  t.diagnostic(`calm ${JSON.stringify(calm)}, one of two blocked ${JSON.stringify(times)} ms`);
  assert.ok(answers.every(answer => answer.failure === undefined));
  assert.ok(times.max < 6000, `the slowest took ${times.max} ms`);
  const answer = await blocked.answer;
  assert.equal(answer.failure, undefined);
  assert.ok(answer.took > 11_900);
});

test("a GET that blocks its worker is not taken to the other one", async t => {
  const { router, runs } = await startFleet(t, 2);
  // Both have answered a moment ago: the request has a claim then, which a worker that is merely slow to begin it checks.
  const answered = new Set<string>();
  for (let n = 0; n < 100 && answered.size < 2; n++) {
    answered.add((await ask(router, requestHead("GET", "/", `calm-${n}`)).answer).text);
  }
  assert.equal(answered.size, 2);
  const blocked = ask(router, requestHead("GET", "/block?ms=12000", "block"));
  const answers = await load(router, 500, 20, () => ({ method: "GET", target: "/slow?ms=1" }));
  const times = slowest(answers);
  t.diagnostic(`beside a GET that blocks: ${JSON.stringify(times)} ms`);
  assert.ok(answers.every(answer => answer.failure === undefined));
  assert.ok(times.max < 6000, `the slowest took ${times.max} ms`);
  assert.equal((await blocked.answer).failure, undefined);
  assert.equal(runs().get("block"), 1);
});

test("where more workers answer than a second block would take, what a blocked one has begun moves one by one", async t => {
  const { router, runs } = await startFleet(t, 4);
  const waiting = Array.from({ length: 8 }, (_, n) => ask(router, requestHead("GET", "/slow?ms=300", `slow-${n}`)));
  await until(() => runs().size >= 9, "the slow ones to begin");
  const blocked = ask(router, requestHead("GET", "/block?ms=16000", "block"));
  const answers = await Promise.all(waiting.map(({ answer }) => answer));
  assert.ok(answers.every(answer => answer.failure === undefined));
  assert.ok(slowest(answers).max < 14_000, `the slowest took ${slowest(answers).max} ms`);
  assert.equal((await blocked.answer).failure, undefined);
  assert.ok((runs().get("block") ?? 0) <= 2);
});

test("a blocked worker does not hold POSTs that it has not begun, and none runs twice", async t => {
  const { router, runs } = await startFleet(t, 3);
  const blocked = ask(router, requestHead("POST", "/block?ms=12000", "block"));
  const answers = await load(router, 300, 20, () => ({ method: "POST", target: "/slow?ms=1" }));
  const times = slowest(answers);
  t.diagnostic(`POSTs beside a blocked worker: ${JSON.stringify(times)} ms`);
  assert.ok(answers.every(answer => answer.failure === undefined));
  assert.ok(times.max < 6000, `the slowest took ${times.max} ms`);
  assert.equal((await blocked.answer).failure, undefined);
  // Let the blocked worker read what it had missed before counting.
  await load(router, 30, 10, () => ({ method: "GET", target: "/" }));
  const journal = runs();
  for (let n = 0; n < 300; n++) assert.equal(journal.get(`POST-${n}`), 1, `POST-${n}`);
  assert.equal(journal.get("block"), 1);
});

test("with every worker blocked nothing moves about, and all is served afterwards", async t => {
  const { router, runs } = await startFleet(t, 2);
  const blocked = [1, 2].map(n => ask(router, requestHead("POST", "/block?ms=300", `block-${n}`)).answer);
  const before = router.stats.retries;
  const answers = await load(router, 50, 50, () => ({ method: "POST", target: "/" }));
  await Promise.all(blocked);
  assert.ok(answers.every(answer => answer.failure === undefined));
  const journal = runs();
  for (let n = 0; n < 50; n++) assert.equal(journal.get(`POST-${n}`), 1);
  assert.ok(router.stats.retries - before <= 100, `${router.stats.retries - before} retries`);
});

test("a stopped process (SIGSTOP) is treated as blocked, and comes back", async t => {
  const { router, children } = await startFleet(t, 2);
  children[0]?.kill("SIGSTOP");
  const answers = await load(router, 300, 20, () => ({ method: "GET", target: "/slow?ms=1" }));
  assert.ok(answers.every(answer => answer.failure === undefined));
  assert.ok(slowest(answers).max < 6000);
  children[0]?.kill("SIGCONT");
  const seen = new Set<string>();
  await until(() => router.stats.usable === 2, "the worker's return");
  for (const answer of await load(router, 40, 10, () => ({ method: "GET", target: "/" }))) seen.add(answer.text);
  assert.equal(seen.size, 2);
});

test("a draining process loses nothing", async t => {
  const { router, children, endpoints } = await startFleet(t, 2);
  const work = load(router, 300, 20, n => ({ method: n % 2 === 0 ? "POST" : "GET", target: "/slow?ms=3" }));
  await until(() => router.stats.dispatched > 100, "load");
  const drained = once(children[0] as ChildProcess, "message");
  children[0]?.send("drain");
  await drained;
  router.update(endpoints.slice(1));
  assert.ok((await work).every(answer => answer.failure === undefined));
});
