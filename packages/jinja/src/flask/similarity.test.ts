import assert from "node:assert/strict";
import { test } from "node:test";
import { similarity } from "./similarity.ts";

// What difflib.SequenceMatcher(None, a, b).ratio() gives.
for (const [a, b, ratio] of [
  ["course", "corse", 10 / 11],
  ["abcd", "bcde", 0.75],
  ["", "", 1],
  ["", "x", 0],
  ["blog.show", "shblog.ow", 14 / 18],
  ["qabxcd", "abycdf", 8 / 12],
  ["a😀b", "😀", 0.5],
] as const) {
  test(`"${a}" and "${b}"`, () => assert.equal(similarity(a, b).toFixed(9), ratio.toFixed(9)));
}
