// Workers die, and are replaced; the loop hangs, and says where; requests wait too long, and are given up.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { alive, until } from "../helpers/processes.ts";
import { startTier, type Tier } from "./tier.ts";

let tier: Tier;

before(async () => {
  tier = await startTier(undefined, ["app.timeout=3s"]);
});

after(async () => {
  assert.deepEqual(await tier.stop(), { code: 0, signal: null });
});

test("kill -9 of a worker: named in the log, replaced, and nothing of it is left", async () => {
  const [victim] = await tier.settled(2);
  assert.ok(victim);
  process.kill(victim.pid, "SIGKILL");
  const now = await until("a replacement", 20_000, async () => {
    const workers = await tier.ready();
    return workers.length === 2 && workers.every(worker => worker.pid !== victim.pid) && workers;
  });
  assert.ok(
    now.some(worker => worker.worker === victim.worker),
    "the replacement takes over the number",
  );
  await until("its death in the log", 60_000, () => tier.process.output().includes("worker was killed by SIGKILL"));
  assert.equal(await alive(victim.pid), false);
  assert.ok((await tier.status()).restarts >= 1);
  assert.equal((await tier.get("/")).status, 200);
});

test("a worker that ends itself is named with its exit code and replaced", async () => {
  await tier.settled(2);
  const response = await tier.get("/exit", { method: "POST" });
  assert.equal(response.status, 502);
  await until("the log line", 20_000, () => tier.process.output().includes("worker crashed (exit 7)"));
  await tier.settled(2);
});

test("TERM to a worker by hand: it drains, and its replacement is there", async () => {
  const [victim] = await tier.settled(2);
  assert.ok(victim);
  process.kill(victim.pid, "SIGTERM");
  await until("its end", 20_000, async () => !(await alive(victim.pid)));
  await tier.settled(2);
});

test("a stuck event loop: its stack is in the log, it is killed at timeout and replaced", async () => {
  await tier.settled(2);
  const response = await tier.get("/block", { method: "POST" });
  assert.ok(response.status === 502 || response.status === 504, `${response.status}`);
  await until("the stack", 20_000, () => tier.process.output().includes("the event loop is stuck"));
  const line =
    tier.process
      .output()
      .split("\n")
      .find(text => text.includes("the event loop is stuck")) ?? "";
  const { stack } = JSON.parse(line) as { stack: string[] };
  assert.match(stack[0] ?? "", /blockTheLoop \(file:.*app\.mjs:\d+:\d+\)/);
  await until("the cause", 20_000, () => tier.process.output().includes("killed by its watchdog"));
  await tier.settled(2);
});

test("a request that only waits is given up at timeout: 504, and its worker lives on", async () => {
  const before = (await tier.settled(2)).map(worker => worker.pid);
  const response = await tier.get("/never", { method: "POST" });
  assert.equal(response.status, 504);
  assert.deepEqual(
    (await tier.settled(2)).map(worker => worker.pid),
    before,
  );
});

test("SIGSTOP and SIGCONT of a worker for longer than timeout do not kill it", async () => {
  const [worker] = await tier.settled(2);
  assert.ok(worker);
  process.kill(worker.pid, "SIGSTOP");
  await new Promise(resolve => setTimeout(resolve, 4000));
  process.kill(worker.pid, "SIGCONT");
  await new Promise(resolve => setTimeout(resolve, 600));
  assert.equal(await alive(worker.pid), true);
});

test("SIGSTOP and SIGCONT of the arbiter for longer than timeout kill no worker", async () => {
  const before = (await tier.settled(2)).map(worker => worker.pid);
  process.kill(tier.process.pid, "SIGSTOP");
  await new Promise(resolve => setTimeout(resolve, 4000));
  process.kill(tier.process.pid, "SIGCONT");
  await new Promise(resolve => setTimeout(resolve, 600));
  assert.deepEqual(
    (await tier.settled(2)).map(worker => worker.pid),
    before,
  );
});
