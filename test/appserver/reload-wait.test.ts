// A reload that is waited for: its reply is its outcome, whatever becomes of it.
import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { controlRequest } from "@seatstack/shared/control/client";
import { temporaryFolder, until } from "../helpers/processes.ts";
import { connect } from "../helpers/http.ts";
import { PID_APP, launchTier, startTier, type Tier } from "./tier.ts";

const BROKEN = "export function createApplication() { throw new Error('no such table'); }";
const PATIENCE = 60_000;

let tier: Tier;

before(async () => {
  tier = await startTier();
});

after(async () => {
  assert.deepEqual(await tier.stop(), { code: 0, signal: null });
});

const reload = (of: Tier = tier) => controlRequest(of.paths.app.control, { op: "reload", wait: true }, PATIENCE);

async function metric(name: string): Promise<number> {
  const { metrics } = await controlRequest(tier.paths.app.control, { op: "metrics" }, 20_000);
  return Number(new RegExp(`^seatstack_app_${name} (.*)$`, "m").exec(metrics)?.[1]);
}

test("every worker is new when the reply comes", async () => {
  const old = (await tier.settled(2)).map(({ pid }) => pid);
  assert.equal((await reload()).message, "reload finished: all workers are new");
  const { state, generation, rollout } = await tier.status();
  assert.deepEqual([state, generation, rollout], ["running", 2, undefined]);
  assert.ok((await tier.ready()).every(({ pid, generation }) => !old.includes(pid) && generation === 2));
});

test("three who wait at once are told of one end", async () => {
  const replies = await Promise.all([reload(), reload(), reload()]);
  assert.deepEqual(new Set(replies.map(({ message }) => message)), new Set(["reload finished: all workers are new"]));
  const { generation } = await tier.status();
  assert.ok((await tier.ready()).every(worker => worker.generation === generation));
});

test("status says how far it is meanwhile", async () => {
  await writeFile(tier.appFile, `await opened();\n${PID_APP}`);
  const done = reload();
  await until("a rollout", PATIENCE, async () => {
    const { state, rollout } = await tier.status();
    return state === "reloading" && rollout?.of === 2 && rollout.ready < 2;
  });
  await tier.open();
  await done;
});

test("an app that does not load: refused with the reason, told by status and metrics until the next good one", async () => {
  await writeFile(tier.appFile, BROKEN);
  const { generation } = await tier.status();
  await assert.rejects(reload(), { code: "RELOAD_FAILED", message: /^reload failed: .*no such table/, exitCode: 1 });
  assert.equal((await tier.status()).generation, generation);
  assert.match((await tier.status()).lastError ?? "", /no such table/);
  assert.equal(await metric("last_reload_failed"), 1);
  assert.equal((await tier.get("/")).status, 200);
  await writeFile(tier.appFile, PID_APP);
  await reload();
  assert.equal((await tier.status()).lastError, undefined);
  assert.equal(await metric("last_reload_failed"), 0);
});

test("with preload_app the probe's verdict is the reply, and no worker was touched", async t => {
  const preloading = await startTier(PID_APP, ["app.preload_app=true"]);
  t.after(() => preloading.stop());
  const before = (await preloading.settled(2)).map(({ pid }) => pid);
  await writeFile(preloading.appFile, BROKEN);
  await assert.rejects(reload(preloading), { code: "RELOAD_FAILED", message: /preload: .*no such table/ });
  assert.deepEqual(
    (await preloading.ready()).map(({ pid }) => pid),
    before,
  );
  await writeFile(preloading.appFile, PID_APP);
  assert.equal((await reload(preloading)).message, "reload finished: all workers are new");
});

test("a broken config is refused at once, with exit code 2", async t => {
  const folder = await temporaryFolder();
  t.after(folder.remove);
  const config = join(folder.dir, "seatstack.toml");
  await writeFile(config, "[log]\nlevel = 'info'\n");
  const configured = await launchTier(PID_APP, [], { cwd: folder.dir });
  t.after(() => configured.stop());
  await configured.settled(2);
  await writeFile(config, "[log]\nlevel = 'loud'\n");
  await assert.rejects(reload(configured), { code: "BAD_CONFIG", exitCode: 2 });
  assert.match((await configured.status()).lastError ?? "", /the config is broken/);
});

test("a stop while somebody waits: told so, and the stop is not held up", async () => {
  const stopping = await startTier();
  await writeFile(stopping.appFile, `await opened();\n${PID_APP}`);
  const told = assert.rejects(reload(stopping), (error: { code: string }) =>
    /STOPPING|CONTROL_FAILED/.test(error.code),
  );
  await until("the reload", PATIENCE, async () => (await stopping.status()).state === "reloading");
  assert.deepEqual(await stopping.stop(), { code: 0, signal: null });
  await told;
});

test("health is 503 while a wanted worker is missing, and says how many are there", async () => {
  await tier.settled(2);
  const health = async (): Promise<string> => {
    const connection = await connect(`unix:${tier.paths.app.admin}`);
    const { status, body } = await connection.request("/healthz", { host: "localhost" });
    connection.close();
    return `${status} ${body.toString()}`;
  };
  assert.equal(await health(), "200 ok\n");
  // The next worker takes its time to load: nobody has to be quick to see that it is missing.
  await rm(`${tier.appFile}.open`);
  await writeFile(tier.appFile, `await opened();\n${PID_APP}`);
  await controlRequest(tier.paths.app.control, { op: "scale", workers: 3 }, 20_000);
  await until("a missing worker", PATIENCE, async () => (await health()) === "503 degraded: 2 of 3 workers ready\n");
  await tier.open();
  await tier.settled(3);
  await until("health", PATIENCE, async () => (await health()) === "200 ok\n");
});
