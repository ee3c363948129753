import assert from "node:assert/strict";
import { once } from "node:events";
import { closeSync, copyFileSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { spawnProcess } from "./spawn.ts";

test("a program that is being written, or not there, fails by an event and not by an exception", async () => {
  const folder = mkdtempSync(join(tmpdir(), "st-"));
  const program = join(folder, "program");
  copyFileSync("/bin/true", program);
  const writer = openSync(program, "r+");
  try {
    for (const [file, code] of [
      [program, "ETXTBSY"],
      [`${program}.none`, "ENOENT"],
    ] as const) {
      const child = spawnProcess(file, [], { stdio: ["ignore", "ignore", "ignore", "ipc"] });
      const [error] = (await once(child, "error")) as [NodeJS.ErrnoException];
      assert.equal(error.code, code);
      assert.equal(child.pid, undefined);
      assert.equal(child.kill("SIGKILL"), false);
    }
  } finally {
    closeSync(writer);
    rmSync(folder, { recursive: true });
  }
});

test("a program that can be started is", async () => {
  const [code] = (await once(spawnProcess("/bin/true", [], { stdio: "ignore" }), "exit")) as [number];
  assert.equal(code, 0);
});
