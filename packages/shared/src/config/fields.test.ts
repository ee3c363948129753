// Sizes, times and rates as operators write them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRate, parseSize, parseTime, size, time } from "./fields.ts";

test("sizes are bytes or binary multiples", () => {
  const cases: [string, number | undefined][] = [
    ["0", 0],
    ["64", 64],
    ["64b", 64],
    ["128k", 131_072],
    ["1M", 1_048_576],
    ["2g", 2_147_483_648],
    ["1.5m", undefined],
    ["-1", undefined],
    ["1kb", undefined],
    ["1 k", undefined],
    ["", undefined],
  ];
  for (const [text, bytes] of cases) assert.equal(parseSize(text), bytes, text);
});

test("times are milliseconds, and a bare number is seconds", () => {
  const cases: [string, number | undefined][] = [
    ["30", 30_000],
    ["0.5", 500],
    ["250ms", 250],
    ["30s", 30_000],
    ["1.5m", 90_000],
    ["1H", 3_600_000],
    ["2d", 172_800_000],
    ["-1s", undefined],
    ["1e3", undefined],
    ["1 s", undefined],
    ["s", undefined],
  ];
  for (const [text, milliseconds] of cases) assert.equal(parseTime(text), milliseconds, text);
});

test("rates are per second", () => {
  const cases: [string, number | undefined][] = [
    ["20/s", 20],
    ["20r/s", 20],
    ["300/m", 5],
    ["1800/h", 0.5],
    ["20", undefined],
    ["20/d", undefined],
    ["-1/s", undefined],
  ];
  for (const [text, rate] of cases) assert.equal(parseRate(text), rate, text);
});

test("bounds hold, and a time never overflows a timer", () => {
  const short = time("1s", { help: "" });
  assert.equal(short.parse(undefined), 1000);
  assert.equal(short.parse(5), 5000);
  assert.equal(short.parse("24d"), 24 * 86_400_000);
  assert.match(short.safeParse("25d").error?.issues[0]?.message ?? "", /at most 24d/);
  assert.match(short.safeParse(0).error?.issues[0]?.message ?? "", /at least 1ms/);
  assert.match(size("1m", { help: "" }, { min: "1" }).safeParse("0").error?.issues[0]?.message ?? "", /at least 1$/);
});
