import assert from "node:assert/strict";
import { test } from "node:test";
import { didYouMean, nearest } from "./suggest.ts";

const names = ["upper", "lower", "replace", "striptags", "xmlattr", "e"];

test("the nearest name is told, whatever the case and the kind of the typo", () => {
  assert.equal(nearest("uper", names), "upper");
  assert.equal(nearest("UPPERR", names), "upper");
  assert.equal(nearest("replcae", names), "replace");
  assert.equal(nearest("striptgs", names), "striptags");
  assert.equal(didYouMean("lowr", names), " Did you mean 'lower'?");
});

test("nothing is told where nothing is near, nor for names that no typo makes", () => {
  assert.equal(nearest("banana", names), undefined);
  assert.equal(nearest("", names), "e");
  assert.equal(nearest("x".repeat(1e6), names), undefined);
  assert.equal(didYouMean("zzzz", names), "");
});
