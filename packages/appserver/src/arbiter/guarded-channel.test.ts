import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { guardChannel } from "./guarded-channel.ts";

/** What the arbiter hears of a child that runs `code` (fs is there) and then waits to be ended. */
async function outcomeOf(code: string): Promise<{ faults: string[]; messages: unknown[]; signal: string | null }> {
  const program = `const fs = require("node:fs"); setTimeout(() => process.exit(), 30_000); ${code}`;
  const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const faults: string[] = [];
  const messages: unknown[] = [];
  guardChannel(child, fault => {
    faults.push(fault);
    child.kill("SIGKILL");
  });
  child.on("message", message => {
    messages.push(message);
    child.kill("SIGTERM");
  });
  const [, signal] = (await once(child, "exit")) as [number | null, string | null];
  return { faults, messages, signal };
}

test("a worker that writes nonsense to its channel ends itself, not the arbiter", async () => {
  const { faults, signal } = await outcomeOf(`fs.writeSync(3, "no json\\n");`);
  assert.equal(signal, "SIGKILL");
  assert.equal(faults.length, 1);
  assert.match(faults[0] ?? "", /not valid JSON/);
});

test("a message without an end does not fill the arbiter's memory", async () => {
  const { faults } = await outcomeOf(`for (;;) try { fs.writeSync(3, "x".repeat(65536)); } catch {} // EAGAIN`);
  assert.match(faults.join(), /too long/);
});

test("Node's own messages, which pass descriptors, are none to the arbiter", async () => {
  const forged = JSON.stringify({ cmd: "NODE_HANDLE", type: "nonsense" });
  const { faults, messages } = await outcomeOf(`fs.writeSync(3, ${JSON.stringify(`${forged}\n`)}); process.send(1);`);
  assert.deepEqual({ faults, messages }, { faults: [], messages: [1] });
});
