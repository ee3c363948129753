// A worker that the kernel's OOM killer ends is named as such. A control group of its own makes the kernel do it.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { until } from "../helpers/processes.ts";
import { startTier } from "./tier.ts";

/** `/leak` keeps a quarter of a gigabyte. */
const APP = `
const kept = [];
export function createApplication() {
  return {
    handle({ target }) {
      if (target === "/leak") for (let i = 0; i < 64; i++) kept.push(Buffer.alloc(4 * 1024 * 1024, i + 1));
      return { status: 200, headers: [], body: String(process.pid) };
    },
  };
}
`;

/** A group whose members may have 150 MB together: cgroup v2, or v1's memory controller. Undefined without the right to. */
function makeGroup(t: TestContext): string | undefined {
  const root = ["/sys/fs/cgroup/memory", "/sys/fs/cgroup"].find(path => existsSync(path));
  const group = join(root ?? "/nowhere", `st-oom-${process.pid}`);
  try {
    mkdirSync(group);
    t.after(() => rmdirSync(group));
    const limit = ["memory.limit_in_bytes", "memory.max"].map(name => join(group, name)).find(path => existsSync(path));
    if (limit === undefined) return undefined;
    writeFileSync(limit, String(150 * 1024 * 1024));
    return group;
  } catch {
    return undefined;
  }
}

test("a worker SIGKILLed by the kernel's OOM killer is named as such, counted, and replaced", async t => {
  const tier = await startTier(APP, ["app.workers=1"]);
  // Hooks run after the test's body, in order: the group must be empty when it goes.
  t.after(async () => assert.deepEqual(await tier.stop(), { code: 0, signal: null }));
  const group = makeGroup(t);
  if (group === undefined) return t.skip("no control group may be made here");
  const [victim] = await tier.settled(1);
  writeFileSync(join(group, "cgroup.procs"), String(victim?.pid));
  assert.equal((await tier.get("/leak", { method: "POST" })).status, 502);
  await until("the cause", 20_000, async () => (await tier.status()).restartsBy["oom"] === 1, tier.process.output);
  assert.match(tier.process.output(), /worker was killed by the kernel: out of memory/);
  await tier.settled(1);
  assert.equal((await tier.get("/")).status, 200);
});
