import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { Worker } from "node:worker_threads";
import { createLogger } from "./logger.ts";
import { reopenLogs } from "./reopen.ts";

function place(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), "st-"));
  t.after(() => rmSync(dir, { recursive: true }));
  return join(dir, "app.log");
}

const messages = (path: string): string[] =>
  readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map(line => (JSON.parse(line) as { msg: string }).msg);

test("a logger with a file appends whole lines at once, 0640, and follows a rename", t => {
  const path = place(t);
  const log = createLogger("info", { tier: "app" }, path);
  log.info("one");
  renameSync(path, `${path}.1`);
  log.info("two");
  reopenLogs();
  log.info("three");
  assert.deepEqual(messages(`${path}.1`), ["one", "two"]);
  assert.deepEqual(messages(path), ["three"]);
  assert.equal(statSync(path).mode & 0o777, 0o640);
});

test("threads follow without being told by anybody else", async t => {
  const path = place(t);
  const code = `
    const { parentPort } = require("node:worker_threads");
    import(${JSON.stringify(join(import.meta.dirname, "logger.ts"))}).then(({ createLogger }) => {
      const log = createLogger("info", { tier: "app" }, ${JSON.stringify(path)});
      parentPort.on("message", text => { log.info(text); parentPort.postMessage("written"); });
      parentPort.postMessage("ready");
    });`;
  const thread = new Worker(code, { eval: true });
  t.after(() => thread.terminate());
  await once(thread, "message");
  renameSync(path, `${path}.1`);
  reopenLogs();
  // Ordered behind the word of the channel by nobody, so asked for until it is there.
  for (let n = 0; n < 4000 && !statSync(path, { throwIfNoEntry: false }); n += 1) {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    thread.postMessage("again");
    await once(thread, "message");
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  assert.ok(messages(path).includes("again"));
});

test("a folder that is not there is a bad setting; one that goes later keeps the old file", t => {
  const path = place(t);
  const expected = { code: "BAD_LOG_FILE", exitCode: 2, message: /nowhere/ };
  assert.throws(() => createLogger("info", { tier: "app" }, "/nowhere/app.log"), expected);
  const log = createLogger("info", { tier: "app" }, path);
  renameSync(join(path, ".."), `${join(path, "..")}.moved`);
  reopenLogs();
  log.info("still here");
  renameSync(`${join(path, "..")}.moved`, join(path, ".."));
  assert.deepEqual(messages(path), ["still here"]);
});
