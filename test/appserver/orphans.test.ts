// The arbiter as the reaper of its descendants, as pid 1 of a container is: what others leave behind is none of its workers.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { until } from "../helpers/processes.ts";
import { startTier } from "./tier.ts";

/** `/orphan` starts a process whose parent leaves at once. */
const APP = `
import { spawn } from "node:child_process";
export function createApplication() {
  return {
    async handle({ target }) {
      if (target !== "/orphan") return { status: 200, headers: [], body: String(process.pid) };
      const shell = spawn("sh", ["-c", "sleep 600 >/dev/null & echo $!"], { stdio: ["ignore", "pipe", "ignore"] });
      let pid = "";
      for await (const chunk of shell.stdout) pid += chunk;
      return { status: 200, headers: [], body: pid.trim() };
    },
  };
}
`;

/** Loaded first: prctl(PR_SET_CHILD_SUBREAPER) for the arbiter, not for its children. */
const SUBREAPER = `
const { isMainThread } = process.getBuiltinModule("node:worker_threads");
if (isMainThread && process.env.SEATSTACK_ROLE === undefined) {
  const types = { arguments: ["int32", "uint64", "uint64", "uint64", "uint64"], return: "int32" };
  const { prctl } = process.getBuiltinModule("node:ffi").dlopen(null, { prctl: types }).functions;
  if (prctl(36, 1n, 0n, 0n, 0n) !== 0) throw new Error("no subreaper");
}
`;

async function childrenOf(pid: number): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  for (const name of await readdir("/proc")) {
    const stat = await readFile(`/proc/${name}/stat`, "latin1").catch(() => "");
    const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (Number(parent) === pid) found.set(Number(name), state ?? "");
  }
  return found;
}

test("a foreign reparented child's exit is ignored, and it does not stay a zombie", async () => {
  const options = `--import "data:text/javascript,${encodeURIComponent(SUBREAPER)}"`;
  const tier = await startTier(APP, [], { env: { NODE_OPTIONS: options } });
  try {
    const before = (await tier.settled(2)).map(worker => worker.pid);
    const orphan = Number((await tier.get("/orphan")).text());
    assert.ok((await childrenOf(tier.process.pid)).has(orphan), "the orphan is the arbiter's child now");
    process.kill(orphan, "SIGTERM");
    await until("its zombie is gone", 40_000, async () => !(await childrenOf(tier.process.pid)).has(orphan));
    assert.deepEqual(
      (await tier.settled(2)).map(worker => worker.pid),
      before,
    );
    assert.deepEqual((await tier.status()).restartsBy, {});
    const [victim] = before;
    process.kill(victim ?? 0, "SIGKILL");
    await until("a replacement", 40_000, async () => (await tier.status()).restartsBy["signal"] === 1);
    await tier.settled(2);
    await until("no zombie", 60_000, async () => ![...(await childrenOf(tier.process.pid)).values()].includes("Z"));
  } finally {
    assert.deepEqual(await tier.stop(), { code: 0, signal: null });
  }
});
