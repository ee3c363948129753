// What `seatstack up` promises of its processes: one per folder, restarted when they die, gone when it goes.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openGate } from "../helpers/gate.ts";
import { request } from "../helpers/http.ts";
import { freeListeners } from "../helpers/ports.ts";
import { alive, runSeatstack, seatstack, temporaryFolder, until } from "../helpers/processes.ts";
import { PID_APP } from "../appserver/tier.ts";
import { startStack, type Stack, type StackOptions } from "../helpers/stack.ts";

async function stackFor(t: TestContext, options: StackOptions = {}): Promise<Stack> {
  const stack = await startStack(options);
  t.after(() => stack.stop());
  return stack;
}

test("a second up in the same folder is refused, and the first does not notice", async t => {
  const stack = await stackFor(t);
  const { args } = await freeListeners();
  const second = await runSeatstack(["up", "--foreground", "--dir", stack.dir, ...args]);
  assert.equal(second.code, 1, second.output);
  assert.match(second.output, new RegExp(`already up in this state folder as process ${stack.up.pid}`));
  assert.equal((await request(`${stack.url}/`)).status, 200);
});

test("Ctrl-C stops everything and exits 0", async t => {
  const stack = await stackFor(t);
  const family = await stack.pids();
  assert.ok(family.length >= 5, `up, edge, arbiter and workers: ${family.join(" ")}`);
  process.kill(stack.up.pid, "SIGINT");
  assert.deepEqual(await stack.up.exited, { code: 0, signal: null });
  assert.deepEqual(await stack.pids(), []);
});

test("a killed edge is started again and answers", async t => {
  const stack = await stackFor(t);
  const { edge } = await stack.status();
  process.kill(edge.pid, "SIGKILL");
  const answered = async (): Promise<boolean> =>
    (await request(`${stack.url}/`).catch(() => undefined))?.status === 200 && !(await alive(edge.pid));
  await until("an answer of the new edge", 20_000, answered, stack.up.output);
  assert.notEqual((await stack.status()).edge.pid, edge.pid);
  const again = /the edge tier ended \(signal SIGKILL\); starting it again in \d+ ms/;
  await until("the word of it", 60_000, () => again.test(stack.up.output()));
});

test("killed by -9 it leaves nothing behind, and the next up takes the folder", async t => {
  const stack = await stackFor(t);
  process.kill(stack.up.pid, "SIGKILL");
  await stack.up.exited;
  await until("the end of all its processes", 20_000, async () => (await stack.pids()).length === 0, stack.up.output);
  const { https, args } = await freeListeners();
  const next = seatstack(["up", "--foreground", "--dir", stack.dir, ...args]);
  t.after(() => next.stop());
  await until("the URL", 20_000, () => next.stdout().includes(`): https://127.0.0.1:${https}/`), next.output);
});

test("an app that does not load ends up with exit code 4 and the reason", async t => {
  const folder = await temporaryFolder();
  t.after(folder.remove);
  await writeFile(join(folder.dir, "app.mjs"), 'throw new Error("the flux is missing");\n');
  await writeFile(join(folder.dir, "seatstack.toml"), '[app]\nmodule = "./app.mjs"\n');
  const { args } = await freeListeners();
  const place = ["--dir", join(folder.dir, "s"), "--config", join(folder.dir, "seatstack.toml")];
  const up = await runSeatstack(["up", "--foreground", ...place, ...args]);
  assert.equal(up.code, 4, up.output);
  assert.match(up.output, /the flux is missing/);
});

test("down stops it from elsewhere, waits, and says so; again it has nothing to do", async t => {
  const stack = await stackFor(t);
  const down = await runSeatstack(["down", "--dir", stack.dir]);
  assert.equal(down.code, 0, down.output);
  assert.match(down.stdout, /^Stopped\.$/m);
  assert.equal(await alive(stack.up.pid), false);
  assert.match((await runSeatstack(["down", "--dir", stack.dir])).stdout, /^Nothing is up in /);
});

test("one log: readable on the terminal, kept as it came for seatstack logs", async t => {
  const stack = await stackFor(t);
  await request(`${stack.url}/log-me?x=1`);
  const readable = /^\d\d:\d\d:\d\d\.\d{3} app {7}info  ready workers=\d+/m;
  await until("the arbiter's line and the access line", 20_000, () => {
    const output = stack.up.stdout();
    return readable.test(output) && /^127\.0\.0\.1 .*"GET \/log-me\?x=1 HTTP\/1\.1" 404 /m.test(output);
  });
  const kept = await readFile(join(stack.dir, "log", "seatstack.log"), "utf8");
  assert.match(kept, /^\{"level":"info".*"tier":"app".*"msg":"ready"\}$/m);
  const logs = await runSeatstack(["logs", "--dir", stack.dir, "-n", "1000"]);
  assert.match(logs.stdout, readable);
});

/** Answers everything at once, except /slow, which takes five minutes. */
const SLOW_APP = `export const fetch = async request => {
  if (new URL(request.url).pathname === "/slow") await new Promise(resolve => setTimeout(resolve, 300_000));
  return new Response("ok");
};
`;

test("a second Ctrl-C cuts the requests that a graceful stop would wait for", async t => {
  const folder = await temporaryFolder();
  t.after(folder.remove);
  const app = join(folder.dir, "app.mjs");
  await writeFile(app, SLOW_APP);
  const stack = await stackFor(t, {
    sets: [`app.module=${app}`, "app.graceful_timeout=1h", "app.timeout=1h", "edge.timeouts.stop=1h"],
  });
  const slow = request(`${stack.url}/slow`, { timeout: 500_000 }).catch((error: Error) => error);
  await until("the slow request in flight", 20_000, async () => (await stack.status()).edge.inFlight === 1);
  process.kill(stack.up.pid, "SIGINT");
  await until("the start of the stop", 20_000, () => stack.up.stdout().includes("the edge is stopping"));
  await sleep(150);
  assert.equal(await alive(stack.up.pid), true, "a graceful stop waits for the request");
  process.kill(stack.up.pid, "SIGINT");
  // The quick stop waits for nothing: the request would take five minutes.
  assert.deepEqual(await stack.up.exited, { code: 0, signal: null });
  await slow;
});

test("Ctrl-C at any moment of the start stops everything just as well", async t => {
  const folder = await temporaryFolder();
  t.after(folder.remove);
  for (const delay of [50, 200, 350, 500, 700]) {
    const { args } = await freeListeners();
    const up = seatstack(["up", "--foreground", "--dir", join(folder.dir, "s"), ...args]);
    await until("its log", 20_000, () => up.stdout().includes("worker starts"), up.output);
    await sleep(delay);
    process.kill(up.pid, "SIGINT");
    const began = performance.now();
    const exit = await up.stop();
    assert.deepEqual(exit, { code: 0, signal: null }, `after ${delay} ms\n${up.output()}`);
    assert.ok(performance.now() - began < 20_000, `after ${delay} ms\n${up.output()}`);
  }
});

test("a stop signal that comes by two ways at once (npm, a process group) is one, and cuts nothing", async t => {
  const folder = await temporaryFolder();
  t.after(folder.remove);
  const app = join(folder.dir, "app.mjs");
  await writeFile(app, PID_APP);
  const stack = await stackFor(t, { sets: [`app.module=${app}`] });
  const slow = request(`${stack.url}/gated`);
  await until("the slow request in flight", 20_000, async () => (await stack.status()).edge.inFlight === 1);
  process.kill(stack.up.pid, "SIGINT");
  process.kill(stack.up.pid, "SIGTERM");
  await until("the start of the stop", 60_000, () => stack.up.stdout().includes("the edge is stopping"));
  await openGate(app);
  assert.equal((await slow).status, 200);
  assert.deepEqual(await stack.up.exited, { code: 0, signal: null });
});

test("QUIT stops both tiers at once, exit 0", async t => {
  const folder = await temporaryFolder();
  t.after(folder.remove);
  const app = join(folder.dir, "app.mjs");
  await writeFile(app, PID_APP);
  const stack = await stackFor(t, { sets: [`app.module=${app}`] });
  const never = request(`${stack.url}/never`, { timeout: 30_000 }).catch((error: Error) => error);
  await until("the request in flight", 20_000, async () => (await stack.status()).edge.inFlight === 1);
  process.kill(stack.up.pid, "SIGQUIT");
  assert.deepEqual(await stack.up.exited, { code: 0, signal: null });
  assert.deepEqual(await stack.pids(), []);
  await never;
});
