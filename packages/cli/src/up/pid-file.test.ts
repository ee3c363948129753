import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { readPidFile, takePidFile } from "./pid-file.ts";

function place(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), "st-"));
  t.after(() => rmSync(dir, { recursive: true }));
  return join(dir, "run", "up.pid");
}

/** A living process and its pid file's contents. */
async function holder(t: TestContext): Promise<{ pid: number; mark: string }> {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  t.after(() => child.kill("SIGKILL"));
  await once(child, "spawn");
  const stat = readFileSync(`/proc/${child.pid}/stat`, "latin1");
  const started = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  return { pid: child.pid ?? 0, mark: `${child.pid} ${started}\n` };
}

test("taken, it names this process; released, it is gone, and nothing else is left", t => {
  const path = place(t);
  const release = takePidFile(path);
  assert.equal(readPidFile(path)?.pid, process.pid);
  release();
  assert.equal(readPidFile(path), undefined);
  assert.deepEqual(readdirSync(join(path, "..")), []);
});

test("a living holder keeps it", async t => {
  const path = place(t);
  takePidFile(path)();
  const { pid, mark } = await holder(t);
  writeFileSync(path, mark);
  assert.throws(() => takePidFile(path), { code: "ALREADY_RUNNING", message: new RegExp(`process ${pid}`) });
  assert.equal(readFileSync(path, "latin1"), mark);
});

test("a dead holder's file, a torn one and that of a reused pid are replaced", async t => {
  const path = place(t);
  takePidFile(path)();
  const { pid } = await holder(t);
  for (const stale of ["4194304 123\n", "", "12", `${pid} 1\n`]) {
    writeFileSync(path, stale);
    const release = takePidFile(path);
    assert.equal(readPidFile(path)?.pid, process.pid, JSON.stringify(stale));
    release();
  }
});

test("a release leaves the file of a later holder alone", async t => {
  const path = place(t);
  const release = takePidFile(path);
  writeFileSync(path, (await holder(t)).mark);
  release();
  assert.ok(existsSync(path));
});
