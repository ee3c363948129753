import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../helpers/processes.ts";
import { startTier } from "./tier.ts";

/** A worker whose app somebody else has taken over: `/run` executes what the body says. */
const APP = `
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
export function createApplication() {
  return {
    async handle(request) {
      const code = (await request.body()).toString();
      if (code !== "") new Function("fs", "execFileSync", code)(fs, execFileSync);
      return { status: 200, headers: [], body: String(process.pid) };
    },
  };
}
`;
const LINKS = `const folder = fs.readdirSync(RUN).filter(name => /^w\\d+$/.test(name)).map(name => RUN + "/" + name)[0];`;

test("a worker that was broken into costs itself, not the arbiter or the others", async t => {
  const tier = await startTier(APP, ["app.workers=2"]);
  t.after(() => tier.stop());
  const run = (code: string) => {
    const body = code === "" ? "" : `const RUN = ${JSON.stringify(tier.paths.app.run)}; ${LINKS} ${code}`;
    return tier.get("/run", { method: "POST", body }).catch(() => undefined);
  };
  const goesOn = async (): Promise<void> => {
    await tier.settled(2);
    assert.equal((await run(""))?.status, 200);
    assert.equal((await tier.status()).pid, tier.process.child.pid);
  };

  await t.test("forged reports and slots are not believed", async () => {
    await run(`
      for (const message of [{ type: "stats" }, { type: "stats", threads: 1, tasks: 2 }, { type: "slot" }, { type: "idle" },
        { type: "recycle", reason: {} }, { type: "failed" }]) process.send(message);`);
    await goesOn();
    assert.equal((await tier.status()).restarts, 0);
  });

  await t.test("what is no message on its channel ends it", async () => {
    await run(`fs.writeSync(3, "no json\\n");`);
    await until("its end in the log", 20_000, () => /what is no message on its channel/.test(tier.process.output()));
    await goesOn();
  });

  await t.test("folders and pipes in the place of its sockets and notes stop nobody who looks for them", async () => {
    await run(`
      const own = fs.readdirSync(folder).filter(name => name.includes(".sock"));
      for (const name of own) {
        fs.rmSync(folder + "/" + name, { recursive: true });
        if (name.endsWith(".sock")) fs.mkdirSync(folder + "/" + name);
        else execFileSync("mkfifo", [folder + "/" + name]);
      }
      process.kill(process.pid, "SIGKILL");`);
    await until("its death in the log", 20_000, () => /killed by SIGKILL/.test(tier.process.output()));
    assert.equal((await tier.status()).pid, tier.process.child.pid);
    assert.equal((await run(""))?.status, 200);
  });
});
