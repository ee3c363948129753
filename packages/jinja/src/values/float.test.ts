import assert from "node:assert/strict";
import { test } from "node:test";
import { float, Float, integer, isFloat, isInt, isNumber, toNumber } from "./float.ts";
import { typeName } from "./typename.ts";

test("a number that is a safe integer is an int, its float is boxed", () => {
  for (const int of [0, -0, 2, -5, 2 ** 53 - 1, 2n ** 53n, 5n]) {
    assert.deepEqual([isInt(int), isFloat(int), isNumber(int), typeName(int)], [true, false, true, "int"]);
  }
  for (const n of [0.5, NaN, Infinity, 2 ** 53, 1e20, float(2), float(-0), new Float(3)]) {
    assert.deepEqual([isInt(n), isFloat(n), isNumber(n), typeName(n)], [false, true, true, "float"]);
  }
  for (const other of [true, null, "1", undefined, {}]) {
    assert.deepEqual([isInt(other), isFloat(other), isNumber(other)], [false, false, false]);
  }
  assert.equal(float(2) instanceof Float, true);
  assert.equal(float(2.5), 2.5);
  assert.equal(float(2 ** 53), 2 ** 53);
});

test("an int has one form", () => {
  assert.equal(integer(5n), 5);
  assert.equal(integer(2n ** 53n - 1n), 2 ** 53 - 1);
  assert.equal(integer(-(2n ** 53n)), -(2n ** 53n));
  assert.equal(integer(2n ** 53n), 2n ** 53n);
});

test("toNumber", () => {
  assert.deepEqual([toNumber(float(2)), toNumber(true), toNumber(2n ** 60n), toNumber(1.5)], [2, 1, 2 ** 60, 1.5]);
  assert.equal(toNumber("5"), NaN);
  assert.equal(JSON.stringify([float(2)]), "[2]");
});
