import assert from "node:assert/strict";
import { test } from "node:test";
import { LastDeath } from "./last-death.ts";

test("a death is told until ten seconds have passed without another", () => {
  const last = new LastDeath();
  assert.equal(last.reason(0), undefined);
  last.note("worker crashed (exit 7)", 1000);
  last.note("worker crashed (exit 8)", 5000);
  assert.equal(last.reason(14_999), "worker crashed (exit 8)");
  assert.equal(last.reason(15_000), undefined);
});

test("a reload forgets it", () => {
  const last = new LastDeath();
  last.note("worker crashed (exit 7)", 1000);
  last.forget();
  assert.equal(last.reason(1000), undefined);
});
