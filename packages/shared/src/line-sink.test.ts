import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { LineSink } from "./line-sink.ts";

function folder(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), "sink-"));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

function numbered(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, i) => `line ${from + i}\n`);
}

test("lines wait for their batch and are all there, in order, after close", async t => {
  const file = join(folder(t), "access.log");
  const sink = new LineSink(file, () => assert.fail("nothing is lost"));
  sink.add("first\n");
  assert.equal(readFileSync(file, "latin1"), "");
  const lines = numbered(0, 20_000);
  const long = `${"y".repeat(100_000)}\n`;
  for (const line of lines) sink.add(line);
  sink.add(long);
  assert.ok(readFileSync(file, "latin1").length >= 64 * 1024, "full batches leave at once");
  await sink.close();
  assert.equal(readFileSync(file, "latin1"), `first\n${lines.join("")}${long}`);
});

test("a lone line is written without a close", async t => {
  const file = join(folder(t), "access.log");
  const sink = new LineSink(file, () => undefined);
  t.after(() => sink.close());
  sink.add("alone\n");
  const deadline = performance.now() + 60_000;
  while (readFileSync(file, "latin1") === "" && performance.now() < deadline) {
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  assert.equal(readFileSync(file, "latin1"), "alone\n");
});

test("bytes above 0x7f are one byte each", async t => {
  const file = join(folder(t), "access.log");
  const sink = new LineSink(file, () => undefined);
  sink.add("\u00e9\n");
  await sink.close();
  assert.deepEqual([...readFileSync(file)], [0xe9, 0x0a]);
});

test("reopening after a rename loses and repeats nothing", async t => {
  const file = join(folder(t), "access.log");
  const sink = new LineSink(file, () => undefined);
  sink.add("old\n");
  renameSync(file, `${file}.1`);
  sink.reopen();
  sink.add("new\n");
  await sink.close();
  assert.equal(readFileSync(`${file}.1`, "latin1"), "old\n");
  assert.equal(readFileSync(file, "latin1"), "new\n");
});

test("a process that exits without a stop leaves its lines behind", async t => {
  const file = join(folder(t), "access.log");
  const code = `import { LineSink } from ${JSON.stringify(join(import.meta.dirname, "line-sink.ts"))};
    new LineSink(${JSON.stringify(file)}, () => undefined).add("last words\\n"); process.exit(0);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: "inherit" });
  await once(child, "exit");
  assert.equal(readFileSync(file, "latin1"), "last words\n");
});

test("a pipe whose reader sleeps holds nothing up, and what cannot wait is counted", { timeout: 200_000 }, async t => {
  const fifo = join(folder(t), "pipe");
  execFileSync("mkfifo", [fifo]);
  // Open for both, so that neither open waits for the other end.
  const reader = openSync(fifo, constants.O_RDWR | constants.O_NONBLOCK);
  t.after(() => closeSync(reader));
  let lost = 0;
  const sink = new LineSink(fifo, lines => (lost += lines));
  const line = `${"x".repeat(1023)}\n`;
  const added = 10 * 1024;
  for (let i = 0; i < added; i++) sink.add(line);
  let bytes = 0;
  const pump = setInterval(() => (bytes += drain(reader)), 1);
  await sink.close();
  clearInterval(pump);
  bytes += drain(reader);
  assert.ok(lost > 0 && lost < added, `${lost} lines lost`);
  assert.equal(bytes, (added - lost) * line.length);
});

/** Bytes that were waiting in the pipe. */
function drain(fd: number): number {
  const buffer = Buffer.alloc(64 * 1024);
  let bytes = 0;
  try {
    for (;;) bytes += readSync(fd, buffer, 0, buffer.length, null);
  } catch {
    return bytes;
  }
}
