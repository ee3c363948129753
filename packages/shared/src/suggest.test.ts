// Suggestions for mistyped names.
import assert from "node:assert/strict";
import { test } from "node:test";
import { didYouMean, editDistance, suggest } from "./suggest.ts";

test("editDistance counts insertions, deletions, substitutions and swaps", () => {
  const cases: [string, string, number][] = [
    ["", "", 0],
    ["", "abc", 3],
    ["abc", "", 3],
    ["timeout", "timeout", 0],
    ["timeuot", "timeout", 1],
    ["timout", "timeout", 1],
    ["tineout", "timeout", 1],
    ["kitten", "sitting", 3],
  ];
  for (const [a, b, distance] of cases) assert.equal(editDistance(a, b), distance, `${a} -> ${b}`);
});

test("suggest takes the nearest known name and nothing that is far", () => {
  const known = ["workers", "worker_class", "timeout", "http", "https"];
  assert.equal(suggest("worker", known), "workers");
  assert.equal(suggest("workers_class", known), "worker_class");
  assert.equal(suggest("HTTP", known), "http");
  assert.equal(suggest("htps", known), "https");
  assert.equal(suggest("banana", known), undefined);
  assert.equal(didYouMean("timeot", known), ' Did you mean "timeout"?');
  assert.equal(didYouMean("banana", known), "");
});
