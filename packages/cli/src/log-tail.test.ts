// The end of a log file and what comes after it, with real files.
import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it, type TestContext } from "node:test";
import { followFile, readTail } from "./log-tail.ts";

let folder = "";
let file = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tail-"));
  file = join(folder, "seatstack.log");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("readTail", () => {
  const cases: [text: string, count: number, tail: string][] = [
    ["", 5, ""],
    ["a\nb\nc\n", 2, "b\nc\n"],
    ["a\nb\nc\n", 3, "a\nb\nc\n"],
    ["a\nb\nc\n", 9, "a\nb\nc\n"],
    ["a\nb\nc\n", 0, ""],
    ["a\nunfinished", 1, "a\n"],
    ["\n\n\n", 2, "\n\n"],
    ["only one", 1, ""],
  ];
  for (const [text, count, tail] of cases) {
    it(`of ${JSON.stringify(text)} the last ${count}`, async () => {
      writeFileSync(file, text);
      assert.equal((await readTail(file, count)).text, tail);
    });
  }

  it("reads back over many chunks, and no byte of a letter is lost", async () => {
    const lines = Array.from({ length: 5000 }, (_, number) => `${number} ${"ä€😀".repeat(20)}\n`);
    writeFileSync(file, lines.join(""));
    for (const count of [1, 999, 4999, 5000, 9999]) {
      assert.equal((await readTail(file, count)).text, lines.slice(-count).join(""));
    }
  });
});

/** Follows `file` and hands over what it got once it is `length` characters long. */
async function follow(
  { signal }: TestContext,
  count: number,
  steps: (got: (length: number) => Promise<string>) => Promise<void>,
) {
  const stop = new AbortController();
  signal.addEventListener("abort", () => stop.abort());
  let text = "";
  let wake = Promise.withResolvers<void>();
  const { position } = await readTail(file, count);
  const onText = (more: string): void => {
    text += more;
    wake.resolve();
    wake = Promise.withResolvers();
  };
  const following = followFile(file, position, onText, stop.signal, 5);
  await steps(async length => {
    while (text.length < length) await wake.promise;
    return text;
  });
  stop.abort();
  await following;
  return text;
}

describe("followFile", () => {
  it("hands on whole lines only", { timeout: 60_000 }, async t => {
    writeFileSync(file, "old\nhal");
    await follow(t, 1, async got => {
      appendFileSync(file, "f\nne");
      assert.equal(await got(5), "half\n");
      appendFileSync(file, "xt\n");
      assert.equal(await got(10), "half\nnext\n");
    });
  });

  it("goes on through a rotation, with the rest of the old file first", { timeout: 60_000 }, async t => {
    writeFileSync(file, "old\n");
    await follow(t, 1, async got => {
      appendFileSync(file, "a\n");
      assert.equal(await got(2), "a\n", "it has the file open");
      renameSync(file, `${file}.1`);
      appendFileSync(`${file}.1`, "b\n");
      writeFileSync(file, "c\n");
      assert.equal(await got(6), "a\nb\nc\n");
      appendFileSync(file, "d\n");
      assert.equal(await got(8), "a\nb\nc\nd\n");
    });
  });

  it("starts over when the file was cut", { timeout: 60_000 }, async t => {
    writeFileSync(file, "a long line that is there already\n");
    await follow(t, 1, async got => {
      truncateSync(file, 0);
      appendFileSync(file, "new\n");
      assert.equal(await got(4), "new\n");
    });
  });
});
