// A command whose reader leaves, in a real process with a real pipe.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";

test("a reader that leaves early ends the command without a word", { timeout: 200_000 }, async () => {
  const program = `
    const { systemTerminal } = await import(${JSON.stringify(join(import.meta.dirname, "terminal.ts"))});
    const terminal = systemTerminal(process.env);
    setInterval(() => terminal.out("line\\n".repeat(1000)), 1);
  `;
  const child = spawn(process.execPath, ["--no-warnings", "--input-type=module", "--eval", program]);
  const errors = text(child.stderr);
  await once(child.stdout, "data");
  child.stdout.destroy();
  const [code] = (await once(child, "exit")) as [number | null];
  assert.equal(code, 0);
  assert.equal(await errors, "");
});
