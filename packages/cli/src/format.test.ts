// Numbers and tables for people.
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatBytes, formatCount, formatDuration, formatTable } from "./format.ts";
import { wantsColors } from "./terminal.ts";

test("sizes", () => {
  const cases: [number, string][] = [
    [0, "0 B"],
    [1023, "1023 B"],
    [1024, "1.0 KB"],
    [85_143_552, "81.2 MB"],
    [3 * 1024 ** 4, "3.0 TB"],
  ];
  for (const [bytes, text] of cases) assert.equal(formatBytes(bytes), text);
});

test("times", () => {
  const cases: [number, string][] = [
    [0, "0s"],
    [59_999, "59s"],
    [60_000, "1m 0s"],
    [7_500_000, "2h 5m"],
    [273_600_000, "3d 4h"],
  ];
  for (const [milliseconds, text] of cases) assert.equal(formatDuration(milliseconds), text);
});

test("counts", () => {
  for (const [count, text] of [
    [0, "0"],
    [999, "999"],
    [1000, "1,000"],
    [1_234_567, "1,234,567"],
  ] as const) {
    assert.equal(formatCount(count), text);
  }
});

test("tables align, and colors take no width", () => {
  const columns = [
    { title: "NAME", align: "left" },
    { title: "N", align: "right" },
  ] as const;
  const rows = [
    ["a", "1"],
    ["longer", "22"],
  ];
  assert.equal(formatTable(columns, rows), "NAME     N\na        1\nlonger  22\n");
  const painted = formatTable(columns, rows, (text, column) => (column === 0 ? `<${text}>` : text));
  assert.equal(painted, "NAME     N\n<a     >   1\n<longer>  22\n");
});

test("colors only on a terminal that wants them", () => {
  assert.equal(wantsColors(true, {}), true);
  assert.equal(wantsColors(true, { NO_COLOR: "" }), true);
  assert.equal(wantsColors(true, { NO_COLOR: "1" }), false);
  assert.equal(wantsColors(true, { TERM: "dumb" }), false);
  assert.equal(wantsColors(false, {}), false);
});
