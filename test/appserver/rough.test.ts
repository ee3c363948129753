// Rough treatment: what an operator or an app does at the wrong moment costs no request, and no stop.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { resolvePaths } from "@seatstack/shared/paths";
import { request } from "../helpers/http.ts";
import { root, start, temporaryFolder, until } from "../helpers/processes.ts";
import { launchTier, PID_APP, startTier, type Tier } from "./tier.ts";
import { PATIENCE, withUpgrade } from "./upgrade-tier.ts";

test("USR2 while a HUP rolls: both come to their end, and no request fails", async () => {
  await withUpgrade(async ({ tier, old, upgrade, gone, underLoad, said }) => {
    const finish = underLoad();
    process.kill(old, "SIGHUP");
    const next = await upgrade();
    await said(/reload finished/);
    process.kill(old, "SIGTERM");
    await gone(old);
    await until("the new one alone", PATIENCE, async () => (await tier.status()).pid === next);
    await tier.settled(2);
    for (const { statuses } of await finish()) assert.deepEqual(Object.keys(statuses), ["200"]);
  });
});

const SLOW_BOOT = `
export async function createApplication() {
  console.log("booting");
  await new Promise(resolve => setTimeout(resolve, 60_000));
}
`;

test("TERM during the first boot: exit 0 at once, nothing is left", async () => {
  const tier = await launchTier(SLOW_BOOT, ["app.graceful_timeout=10s"]);
  await until("the boot", PATIENCE, () => tier.process.output().includes("booting"), tier.process.output);
  assert.deepEqual(await tier.stop(), { code: 0, signal: null });
});

const OWN_SIGTERM = `
process.on("SIGTERM", () => console.log("the app heard TERM"));
${PID_APP}`;

test("an app with a SIGTERM handler of its own: it hears of it, and the worker drains as any other", async () => {
  const tier = await startTier(OWN_SIGTERM);
  const slow = tier.get("/gated");
  const inFlight = async () => (await tier.status()).inFlight === 1;
  await until("the request", PATIENCE, inFlight);
  const exit = tier.stop();
  await until("the word", PATIENCE, () => tier.process.output().includes("the app heard TERM"));
  await tier.open();
  assert.equal((await slow).status, 200);
  assert.deepEqual(await exit, { code: 0, signal: null });
});

/** A mount of its own, which nobody else sees and which goes with the process. */
const SMALL_DISK = `mount -t tmpfs -o size=1m tmpfs "$0" && exec "$@"`;
const mountable = spawnSync("unshare", ["-m", "sh", "-c", "mount -t tmpfs tmpfs /tmp"]).status === 0;

test("no room for a body on disk: 500 and a log line, and the front goes on", { skip: !mountable }, async () => {
  const folder = await temporaryFolder();
  const paths = resolvePaths(join(folder.dir, "s"));
  const module = join(folder.dir, "app.mjs");
  await writeFile(module, PID_APP);
  mkdirSync(paths.app.temp, { recursive: true });
  const main = join(root, "packages/cli/src/main.ts");
  const app = ["app", "--dir", paths.dir, "--set", `app.module=${module}`, "--set", "app.limit_request_body=100m"];
  const node = [process.execPath, "--disable-sigusr1", "--no-warnings", main, ...app];
  const env = { SEATSTACK_APP__ALLOW_ROOT: "true" };
  const tier = start("unshare", ["-m", "sh", "-c", SMALL_DISK, paths.app.temp, ...node], { env });
  const url = `unix:${paths.app.bind}`;
  try {
    await until("the tier", PATIENCE, () => tier.output().includes('"msg":"ready"'), tier.output);
    const post = (bytes: number) => request(url, { method: "POST", body: "x".repeat(bytes) });
    assert.match((await post(500_000)).text(), / 500000$/, "what fits is served");
    for (let i = 0; i < 3; i += 1) assert.equal((await post(4_000_000)).status, 500);
    assert.equal((await post(1000)).status, 200);
    assert.match((await post(500_000)).text(), / 500000$/, "the room is free again");
    assert.match(tier.output(), /"level":"error".*ENOSPC.*bodies cannot be buffered on disk/);
    assert.doesNotMatch(tier.output(), /front ended|front died|uncaught/);
  } finally {
    assert.deepEqual(await tier.stop(), { code: 0, signal: null });
    await folder.remove();
  }
});

const SLOW_LOAD = `console.log("loading"); await new Promise(resolve => setTimeout(resolve, 60_000));\n${PID_APP}`;

test("kill -9 of the probe of a reload: the old generation goes on, and status says why", async () => {
  const tier = await startTier(PID_APP, ["app.preload_app=true"]);
  try {
    await writeFile(tier.appFile, SLOW_LOAD);
    process.kill(tier.process.pid, "SIGHUP");
    await until("the probe", PATIENCE, () => tier.process.output().includes("loading"), tier.process.output);
    const probe = Number(/"child":(\d+),"generation":2,"msg":"preload/.exec(tier.process.output())?.[1]);
    process.kill(probe, "SIGKILL");
    await until("the word", PATIENCE, async () => /SIGKILL/.test((await tier.status()).lastError ?? ""));
    assert.equal((await tier.get("/")).status, 200);
    assert.equal((await tier.status()).generation, 1);
  } finally {
    assert.deepEqual(await tier.stop(), { code: 0, signal: null });
  }
});

const ANSWERS_AND_DIES = `
export default function handler(req, res) {
  res.end("answered");
  if (req.url === "/exit") process.exit(7);
  if (req.url === "/reject") void Promise.reject(new Error("nobody waits for this"));
}
`;

/**
 * The answer to `target`. Up to five times: where the front writes to the worker (a PING) in the instant between its answer and
 * the next read, node gives the socket up with what was not read; without the last flush no answer ever came.
 */
async function answered(tier: Tier, target: string): Promise<readonly [number, string]> {
  for (let tries = 1; ; tries++) {
    await tier.settled(2);
    const response = await tier.get(target);
    if (response.status !== 502 || tries === 5) return [response.status, response.text()];
  }
}

for (const workerClass of ["async", "threads"]) {
  test(`an answer that was given goes out before a crash: ${workerClass}`, async t => {
    const tier = await startTier(ANSWERS_AND_DIES, [`app.worker_class=${workerClass}`]);
    t.after(() => tier.stop());
    for (const target of ["/exit", "/reject"])
      assert.deepEqual(await answered(tier, target), [200, "answered"], target);
  });
}
