// Lines out of chunks: whatever the cuts, the same lines; never more than the limit in memory.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { lineReader } from "./lines.ts";

function read(bytes: Buffer, cuts: readonly number[], limit: number): string[] | "oversize" {
  const reader = lineReader(limit);
  const lines: string[] = [];
  const edges = [0, ...cuts.map(cut => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  for (const [index, start] of edges.entries()) {
    const found = reader.push(bytes.subarray(start, edges[index + 1] ?? bytes.length));
    if (found === "oversize") return found;
    lines.push(...found);
  }
  return lines;
}

test("cuts anywhere, also inside a letter, change nothing", () => {
  const line = fc.string({ unit: fc.constantFrom("a", "ä", "€", "😀", "\r", "{") });
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat(), { maxLength: 6 }), (lines, cuts) => {
      const bytes = Buffer.from(lines.map(text => `${text}\n`).join(""));
      assert.deepEqual(
        read(bytes, cuts, 1000),
        lines.map(text => text.replace(/\r$/, "")),
      );
    }),
  );
});

test("a line is too long by its bytes, wherever it is cut", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 6 }), fc.boolean(), fc.boolean(), (cuts, first, ended) => {
      const text = `${first ? "" : "ok\n"}${"ä".repeat(5)}x${ended ? "\nok\n" : ""}`;
      assert.equal(read(Buffer.from(text), cuts, 10), "oversize");
      assert.notEqual(read(Buffer.from(text), cuts, 11), "oversize");
    }),
  );
});
