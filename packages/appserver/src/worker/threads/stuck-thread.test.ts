// Real threads that hang in every way that JavaScript can, and in one that it cannot.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { Worker } from "node:worker_threads";
import { threadStack } from "./stuck-thread.ts";

/** A thread that runs `body` in a function named hang, from a file whose second line that is. */
async function hanging(t: TestContext, body: string): Promise<{ worker: Worker; folder: string; file: string }> {
  const folder = mkdtempSync(join(tmpdir(), "st-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "hang.mts");
  const fifo = join(folder, "fifo");
  execFileSync("mkfifo", [fifo]);
  const fs = `const fs: typeof import("node:fs") = process.getBuiltinModule("node:fs"); const fifo: string = "${fifo}";`;
  const start = `process.getBuiltinModule("node:worker_threads").parentPort.postMessage("up"); setTimeout(hang, 1);`;
  const say = `Atomics.store(new Int32Array(process.getBuiltinModule("node:worker_threads").workerData), 0, 1);`;
  writeFileSync(file, `${fs}\nfunction hang(): void { ${say} ${body} }\n${start}\nexport {};\n`);
  // Others beside it: the right one must be found.
  const others = [0, 1].map(() => new Worker("setInterval(() => {}, 1000)", { eval: true }));
  const begun = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(file, { workerData: begun.buffer });
  t.after(() => Promise.all(others.map(other => other.terminate())));
  await once(worker, "message");
  while (Atomics.load(begun, 0) === 0) await new Promise(resolve => setTimeout(resolve, 10));
  // From the word to what hangs it is one step of the thread.
  await new Promise(resolve => setTimeout(resolve, 200));
  return { worker, folder, file };
}

const WAYS = {
  "a busy loop": "for (;;) Math.sqrt(2);",
  "a regular expression": 'while (!/^(a+)+$/.test("a".repeat(40) + "b"));',
  "Atomics.wait": "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);",
  "an endless chain of promises": "const again = (): Promise<void> => Promise.resolve().then(again); void again();",
};

for (const [way, body] of Object.entries(WAYS)) {
  test(`${way}: the stack names file and line, and the thread can be ended afterwards`, async t => {
    const { worker, file } = await hanging(t, body);
    const stack = await threadStack(worker.threadId);
    const top = stack.find(frame => frame.includes("hang.mts")) ?? stack.join("\n");
    assert.match(top, new RegExp(`^at (?:hang |again )?\\(?file://${file.replaceAll(".", "\\.")}:2:\\d+`));
    assert.equal(await worker.terminate(), 1);
  });
}

test("inside a native call there is no stack, and the thread is not left waiting for a debugger", async t => {
  const { worker, folder } = await hanging(t, 'fs.readSync(fs.openSync(fifo, "r+"), Buffer.alloc(1)); for (;;);');
  await assert.rejects(threadStack(worker.threadId), /not in JavaScript/);
  const ended = worker.terminate();
  // The call returns at last.
  writeFileSync(join(folder, "fifo"), "x", { flag: "r+" });
  assert.equal(await ended, 1);
});
