// Numbers for people.
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatBytes, formatCount, formatDuration, formatLatencies, formatLatency, formatMoment } from "./format.ts";
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

test("latencies have two digits, and one unit where it is the same", () => {
  for (const [seconds, text] of [
    [0, "0 ms"],
    [0.00044, "0.4 ms"],
    [0.0099, "9.9 ms"],
    [0.012, "12 ms"],
    [0.9994, "999 ms"],
    [1.23, "1.2 s"],
    [30, "30 s"],
  ] as const) {
    assert.equal(formatLatency(seconds), text);
  }
  assert.equal(formatLatencies(0.0004, 0.0021), "0.4/2.1 ms");
  assert.equal(formatLatencies(0.9, 1.2), "900 ms/1.2 s");
  assert.equal(formatLatencies(1, 30), "1.0/30 s");
});

test("moments", () => {
  assert.equal(formatMoment(1000, 13_000), "12s ago");
  assert.equal(formatMoment(193_000, 13_000), "in 3m 0s");
  assert.equal(formatMoment(13_500, 13_000), "now");
});

test("colors only on a terminal that wants them", () => {
  assert.equal(wantsColors(true, {}), true);
  assert.equal(wantsColors(true, { NO_COLOR: "" }), true);
  assert.equal(wantsColors(true, { NO_COLOR: "1" }), false);
  assert.equal(wantsColors(true, { TERM: "dumb" }), false);
  assert.equal(wantsColors(false, {}), false);
});
