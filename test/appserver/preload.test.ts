// preload_app: the app is loaded once in a probe, before any worker is started or replaced for it.
import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { alive, until } from "../helpers/processes.ts";
import { launchTier, PID_APP, startTier, type Tier } from "./tier.ts";

const PRELOAD = ["app.preload_app=true"];
const BROKEN = "export function createApplication() { throw new Error('no such table'); }";
/** Answers with the generation that its module was written for. */
const numbered = (n: number): string =>
  `export function createApplication() { return { handle: () => ({ status: 200, headers: [], body: "${n}" }) }; }`;

async function refuses(app: string, sets: readonly string[], said: RegExp): Promise<void> {
  const tier = await launchTier(app, [...PRELOAD, ...sets]);
  try {
    assert.deepEqual(await tier.process.exited, { code: 4, signal: null }, tier.process.output());
    await until("its output", 20_000, () => tier.process.child.stderr?.readableEnded === true);
    assert.match(tier.process.output(), said);
    assert.doesNotMatch(tier.process.output(), /worker starts/);
  } finally {
    await tier.stop();
  }
}

const pids = async (tier: Tier) => (await tier.settled(2)).map(worker => worker.pid);

async function hup(tier: Tier, app: string): Promise<void> {
  await writeFile(tier.appFile, app);
  process.kill(tier.process.pid, "SIGHUP");
}

test("preload: a broken app → exit 4, without a single worker", async () => {
  await refuses(BROKEN, [], /preload: .*no such table/);
});

test("an app that ends or kills the probe, or whose own request fails → exit 4", async () => {
  await refuses("process.exit(9);", [], /preload: the app ended the probe \(exit 9\)/);
  await refuses("process.kill(process.pid, 'SIGSEGV');", [], /ended the probe \(SIGSEGV\)/);
  const failing = `export function createApplication() { return { handle: () => ({ status: 500, headers: [], body: "" }) }; }`;
  await refuses(failing, [], /preload: its own request GET \/ answered 500/);
});

test("an app that hangs while it loads is given up at boot_timeout → exit 4", async () => {
  await refuses(
    "await new Promise(() => setInterval(() => {}, 1000));",
    ["app.boot_timeout=1s"],
    /longer than boot_timeout/,
  );
});

test("a good app: the probe comes before the workers, and is gone when they serve", async () => {
  const tier = await startTier(PID_APP, PRELOAD);
  try {
    await tier.settled(2);
    const output = tier.process.output();
    assert.ok(output.indexOf("a probe loads the app") < output.indexOf("worker starts"));
    const probe = Number(/"child":(\d+),"generation":1,"msg":"preload/.exec(output)?.[1]);
    assert.ok(probe > 0);
    await until("the probe's end", 60_000, async () => !(await alive(probe)));
    assert.equal((await tier.get("/")).status, 200);
  } finally {
    assert.deepEqual(await tier.stop(), { code: 0, signal: null });
  }
});

test("broken on HUP: no worker is started for it, the old ones serve, status says why, the next good HUP recovers", async () => {
  const tier = await startTier(numbered(1), PRELOAD);
  try {
    const before = await pids(tier);
    const started = tier.process.output().split("worker starts").length;
    await hup(tier, BROKEN);
    await until("the failure", 20_000, async () => (await tier.status()).lastError?.includes("no such table"));
    const status = await tier.status();
    assert.equal(status.state, "running");
    assert.equal(status.generation, 1);
    assert.deepEqual(await pids(tier), before);
    assert.equal(tier.process.output().split("worker starts").length, started);
    await hup(tier, numbered(2));
    await until(
      "the new app",
      20_000,
      async () => (await tier.get("/")).text() === "2" && (await tier.status()).state === "running",
    );
    assert.equal((await tier.status()).lastError, undefined);
  } finally {
    assert.deepEqual(await tier.stop(), { code: 0, signal: null });
  }
});

test("a HUP during a probe overtakes it: the newest app counts, and no probe is left", async () => {
  const slow = (n: number): string => `await new Promise(done => setTimeout(done, 300_000));\n${numbered(n)}`;
  const tier = await startTier(numbered(1), PRELOAD);
  try {
    await hup(tier, slow(2));
    await until("the first probe", 20_000, () => tier.process.output().split("a probe loads the app").length === 3);
    assert.equal((await tier.status()).state, "reloading");
    await hup(tier, numbered(3));
    await until(
      "the newest app",
      20_000,
      async () => (await tier.get("/")).text() === "3" && (await tier.status()).state === "running",
    );
    assert.equal((await tier.status()).lastError, undefined);
    assert.equal((await tier.status()).generation, 2);
  } finally {
    assert.deepEqual(await tier.stop(), { code: 0, signal: null });
  }
});

test("TERM while the first probe runs: exit 0, and nothing is left", async () => {
  const tier = await launchTier(`await new Promise(() => setInterval(() => {}, 1000));`, PRELOAD);
  await until("the probe", 20_000, () => tier.process.output().includes("a probe loads the app"));
  assert.deepEqual(await tier.stop(), { code: 0, signal: null });
});

test("a HUP while the first probe fails already takes the corrected app", async () => {
  const gate = `/tmp/st-probe-${process.pid}`;
  const waiting = `
    import { existsSync } from "node:fs";
    while (!existsSync(${JSON.stringify(gate)})) await new Promise(done => setTimeout(done, 20));
    ${BROKEN}`;
  const tier = await launchTier(waiting, PRELOAD);
  try {
    await until("the probe", 20_000, () => tier.process.output().includes("a probe loads the app"));
    await hup(tier, numbered(2));
    await until("the new app", 20_000, () => tier.process.output().includes('"msg":"ready"'), tier.process.output);
    assert.equal((await tier.get("/")).text(), "2");
  } finally {
    await writeFile(gate, "");
    assert.deepEqual(await tier.stop(), { code: 0, signal: null });
    await rm(gate);
  }
});
