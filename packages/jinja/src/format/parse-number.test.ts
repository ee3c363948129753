// What CPython 3.11 gives for int(text) and float(text).
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFloatText, parseIntText } from "./parse-number.ts";

test("reads ints", () => {
  assert.equal(parseIntText(" +1_000\n"), 1000);
  assert.equal(parseIntText("-0"), 0);
  assert.equal(parseIntText("٣٤"), 34);
  assert.equal(parseIntText("9007199254740993"), 9007199254740993n);
  for (const text of ["", "1.0", "1__0", "_1", "0x10", "1 2"]) {
    assert.throws(() => parseIntText(text), { message: `invalid literal for int() with base 10: '${text}'` });
  }
});

test("reads floats", () => {
  assert.equal(parseFloatText(" 1_0.5e-1_0\t"), 10.5e-10);
  assert.equal(parseFloatText(".5"), 0.5);
  assert.equal(parseFloatText("5."), 5);
  assert.equal(parseFloatText("-Infinity"), -Infinity);
  assert.equal(parseFloatText("-nan"), Number.NaN);
  for (const text of ["", ".", "1e", "0x1", "infi", "1_.5"]) {
    assert.throws(() => parseFloatText(text), { message: `could not convert string to float: '${text}'` });
  }
});
