import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";

test("a process with --disable-sigusr1 hears USR1, also one that came before it listened", async () => {
  const usr1 = JSON.stringify(join(import.meta.dirname, "usr1.ts"));
  const code = `process.stdout.write("up\\n");
    process.stdin.once("data", () => {
      process.on("SIGUSR1", () => { console.log("heard"); process.exit(); });
      import(${usr1}).then(({ receiveUsr1 }) => receiveUsr1());
    });`;
  const args = ["--disable-sigusr1", "--no-warnings", "-e", code];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  await once(child.stdout, "data");
  child.kill("SIGUSR1");
  child.stdin.write("go");
  const killer = setTimeout(() => child.kill("SIGKILL"), 20_000);
  const [exit] = (await once(child, "close")) as [number | null];
  clearTimeout(killer);
  assert.equal(exit, 0);
  assert.equal(Buffer.concat(output).toString(), "up\nheard\n");
});
