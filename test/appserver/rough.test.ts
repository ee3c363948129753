// Rough treatment: what an operator or an app does at the wrong moment costs no request, and no stop.
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../helpers/processes.ts";
import { launchTier, PID_APP, startTier } from "./tier.ts";
import { PATIENCE, withUpgrade } from "./upgrade-tier.ts";

test("USR2 while a HUP rolls: both come to their end, and no request fails", async () => {
  await withUpgrade(async ({ tier, old, upgrade, gone, underLoad, said }) => {
    const finish = underLoad();
    process.kill(old, "SIGHUP");
    const next = await upgrade();
    await said(new RegExp(`"pid":${old},.*"msg":"reload is done"|"pid":${old}.*reload.*(done|finished|complete)`));
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
  const slow = tier.get("/slow");
  await until("the request", PATIENCE, async () => (await tier.status()).workers.some(({ inFlight }) => inFlight > 0));
  const exit = tier.stop();
  assert.equal((await slow).status, 200);
  assert.deepEqual(await exit, { code: 0, signal: null });
  assert.match(tier.process.output(), /the app heard TERM/);
});

const TALKATIVE = `
export function createApplication() {
  return {
    async handle({ target }) {
      if (target === "/talk") for (let i = 0; i < 64; i += 1) console.log("x".repeat(65_536));
      return { status: 200, headers: [], body: String(process.pid) };
    },
  };
}
`;

test("megabytes on stdout that nobody reads for a while: the worker may wait, the arbiter stays responsive", async () => {
  const tier = await startTier(TALKATIVE);
  const stdout = tier.process.child.stdout;
  try {
    stdout?.pause();
    const talk = tier.get("/talk", { timeout: 30_000 });
    await until("a worker that waits", PATIENCE, async () =>
      (await tier.status()).workers.some(({ kind, inFlight }) => kind === "front" && inFlight === 1),
    );
    process.kill(tier.process.pid, "SIGTTIN");
    process.kill(tier.process.pid, "SIGUSR1");
    await until("a third worker", PATIENCE, async () => (await tier.ready()).length === 3);
    assert.equal((await tier.get("/")).status, 200);
    assert.doesNotMatch(tier.process.output(), /SIGTTIN/);
    stdout?.resume();
    assert.equal((await talk).status, 200);
    await until("what the arbiter had to say", PATIENCE, () => tier.process.output().includes("SIGTTIN"));
  } finally {
    stdout?.resume();
    assert.deepEqual(await tier.stop(), { code: 0, signal: null });
  }
});
