// WINCH lets the workers go and keeps the sockets: half of an upgrade, and the way back from one.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "../helpers/processes.ts";
import { PID_APP, startTier, type Tier } from "./tier.ts";

let tier: Tier;

before(async () => {
  tier = await startTier(PID_APP, ["app.workers=3", "edge.timeouts.queue=2m"]);
});

after(async () => {
  assert.deepEqual(await tier.stop(), { code: 0, signal: null });
});

async function rest(): Promise<void> {
  process.kill(tier.process.pid, "SIGWINCH");
  await tier.settled(0);
}

test("WINCH: workers to zero gracefully; a request waits at the socket; TTIN brings one back, and it is answered", async () => {
  await tier.settled(3);
  const slow = tier.get("/gated");
  await until("the request in a worker", 20_000, async () =>
    (await tier.status()).workers.some(worker => worker.kind === "web" && worker.inFlight > 0),
  );
  process.kill(tier.process.pid, "SIGWINCH");
  await until("their drain", 60_000, async () => (await tier.ready()).length === 0);
  await tier.open();
  await tier.settled(0);
  assert.equal((await slow).status, 200, "what was in service is finished");
  const waiting = tier.get("/");
  const { state, target, workers } = await tier.status();
  assert.deepEqual([state, target], ["resting", 0]);
  assert.ok(
    workers.every(worker => worker.kind === "front"),
    "no worker and no task is left",
  );
  process.kill(tier.process.pid, "SIGTTOU");
  process.kill(tier.process.pid, "SIGTTIN");
  assert.equal((await waiting).status, 200);
  assert.equal((await tier.settled(1)).length, 1);
  const { state: back, target: one } = await tier.status();
  assert.deepEqual([back, one], ["running", 1]);
});

test("HUP brings all back", async () => {
  process.kill(tier.process.pid, "SIGTTIN");
  await tier.settled(2);
  await rest();
  process.kill(tier.process.pid, "SIGHUP");
  await tier.settled(2);
  assert.equal((await tier.status()).target, 2);
  assert.equal((await tier.get("/")).status, 200);
});

test("WINCH twice is WINCH once, and a stop of a resting tier ends it", async () => {
  await rest();
  const count = () => tier.process.output().split('"signal":"SIGWINCH"').length;
  const before = count();
  process.kill(tier.process.pid, "SIGWINCH");
  // The kernel delivers the signal with the lower number first.
  await until("the second WINCH", 20_000, () => count() > before);
  process.kill(tier.process.pid, "SIGHUP");
  await tier.settled(2);
  await rest();
});
