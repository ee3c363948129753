import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { PatientOutput } from "./patient-output.ts";

/** A pipe that blocks who writes; `read` takes what is in it. */
function pipe(t: TestContext): { fd: number; read: () => string } {
  const dir = mkdtempSync(join(tmpdir(), "st-"));
  const path = join(dir, "pipe");
  execFileSync("mkfifo", [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const fd = openSync(path, "w");
  t.after(() => {
    for (const open of [fd, reader]) closeSync(open);
    rmSync(dir, { recursive: true });
  });
  const buffer = Buffer.alloc(1024 * 1024);
  const read = (): string => {
    try {
      return buffer.toString("latin1", 0, readSync(reader, buffer));
    } catch {
      return "";
    }
  };
  return { fd, read };
}

/** Reads until the last line is `end`. */
async function readTo(read: () => string, end: RegExp): Promise<string[]> {
  let text = "";
  for (let turn = 0; turn < 6000 && !end.test(text); turn += 1) {
    text += read();
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  return text.trimEnd().split("\n");
}

const lineOf = (n: number): string => `${String(n).padEnd(3999, "-")}\n`;

test("a line is out at once where there is room", t => {
  const { fd, read } = pipe(t);
  new PatientOutput(fd).write("said\n");
  assert.equal(read(), "said\n");
});

test("a full pipe does not stop who writes, and nothing is lost or out of order when it is read again", async t => {
  const { fd, read } = pipe(t);
  const output = new PatientOutput(fd);
  for (let n = 0; n < 100; n += 1) output.write(lineOf(n));
  const lines = await readTo(read, /99-+\n$/);
  assert.deepEqual(
    lines,
    Array.from({ length: 100 }, (_, n) => lineOf(n).trimEnd()),
  );
});

test("what waits is bounded; the lines that are lost are counted", async t => {
  const { fd, read } = pipe(t);
  const output = new PatientOutput(fd);
  for (let n = 0; n < 400; n += 1) output.write(lineOf(n));
  const lines = await readTo(read, /lost/);
  const last = JSON.parse(lines.pop() ?? "") as { lines: number };
  assert.ok(last.lines > 100);
  assert.equal(lines.length + last.lines, 400);
});
