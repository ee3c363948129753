import assert from "node:assert/strict";
import { test } from "node:test";
import { PythonError, SecurityError } from "./errors.ts";
import {
  checkBits,
  checkLength,
  checkOutput,
  counted,
  countItems,
  countText,
  countTurns,
  isLimited,
  withLimits,
} from "./limits.ts";

const limits = { maxIterations: 10, maxOutput: 100 };

test("turns are counted over the whole render", () => {
  withLimits(limits, () => {
    countTurns(10);
    assert.throws(() => countTurns(), SecurityError);
  });
  withLimits(limits, () => assert.throws(() => [...counted(Array(11))], /The sandbox allows 10 turns of loops/));
});

test("a text, a list and the output have a longest length, and all together one", () => {
  withLimits(limits, () => {
    checkLength(100);
    checkOutput(100);
    assert.throws(() => checkLength(101), SecurityError);
    assert.throws(() => checkLength(NaN), SecurityError);
    assert.throws(() => checkOutput(101), SecurityError);
  });
  withLimits(limits, () => {
    for (let i = 0; i < 16; i++) checkLength(100);
    assert.throws(() => checkLength(1), SecurityError);
  });
});

test("long texts cost turns", () => {
  withLimits(limits, () => {
    countText("x".repeat(255));
    countText("x".repeat(5 * 256));
    countItems(31);
    countItems(5 * 32);
    assert.throws(() => countText("x".repeat(256)), SecurityError);
    assert.throws(() => countItems(32), SecurityError);
  });
});

test("integers have a largest size", () => {
  withLimits(limits, () => assert.throws(() => checkBits(1e6), SecurityError));
  checkBits(1e6);
  assert.throws(() => checkBits(1e12), PythonError);
});

test("without limits only what cannot be held is refused", () => {
  countTurns(1e9);
  checkOutput(1e12);
  checkLength(1e6);
  assert.throws(() => checkLength(1e9), { name: "OverflowError" });
  assert.equal(isLimited(), false);
});

test("limits nest, and errors restore those around", () => {
  withLimits(limits, () => {
    countTurns(9);
    withLimits({ maxIterations: 1, maxOutput: 1 }, () => assert.throws(() => countTurns(2)));
    withLimits(null, () => countTurns());
    assert.throws(() => countTurns());
  });
  assert.throws(() => withLimits(limits, () => assert.fail("inside")), /inside/);
  assert.equal(isLimited(), false);
});
