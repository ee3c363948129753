// Workers that boot and then crash: the status says why, until they live or other code is loaded.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { test } from "node:test";
import { until } from "../helpers/processes.ts";
import { PID_APP, startTier } from "./tier.ts";

test("the status has a crash's reason, and a reload forgets it", async () => {
  const app = `${PID_APP}
    process.on("SIGPIPE", () => setImmediate(() => { throw new Error("no pool left"); }));`;
  const tier = await startTier(app);
  try {
    const [victim] = await tier.settled(2);
    process.kill(victim?.pid ?? 0, "SIGPIPE");
    const status = await until(
      "the reason",
      20_000,
      async () => {
        const now = await tier.status();
        return now.lastError !== undefined && now;
      },
      tier.process.output,
    );
    assert.equal(status.lastError, "worker crashed (exit 1): no pool left");
    assert.equal(status.crashed, true);
    await writeFile(tier.appFile, PID_APP);
    process.kill(tier.process.pid, "SIGHUP");
    await until("the reload", 20_000, async () => {
      const { generation, state } = await tier.status();
      return generation === 2 && state === "running";
    });
    assert.equal((await tier.status()).lastError, undefined);
  } finally {
    await tier.stop();
  }
});
