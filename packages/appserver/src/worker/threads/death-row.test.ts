import assert from "node:assert/strict";
import { test } from "node:test";
import { DeathRow } from "./death-row.ts";

/** How many deaths, `gap` ms apart, are one too many; 0 for none of a hundred. */
function limit(gap: number): number {
  const row = new DeathRow();
  for (let n = 1; n <= 100; n++) if (row.add(n * gap)) return n;
  return 0;
}

test("eight deaths in a row are too many", () => {
  assert.equal(limit(0), 8);
  assert.equal(limit(10_000), 8);
});

test("deaths more than ten seconds apart never are", () => {
  assert.equal(limit(10_001), 0);
});

test("a quiet time begins the count anew", () => {
  const row = new DeathRow();
  for (let n = 0; n < 7; n++) assert.equal(row.add(0), false);
  for (let n = 0; n < 7; n++) assert.equal(row.add(20_000), false);
  assert.equal(row.add(20_000), true);
});
