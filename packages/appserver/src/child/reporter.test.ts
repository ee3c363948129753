import assert from "node:assert/strict";
import { test } from "node:test";
import { Reporter } from "./reporter.ts";

test("a child without a free descriptor, which cannot read its memory, reports what it knew last", t => {
  const reporter = new Reporter();
  const { rss } = reporter.report(undefined, 0);
  assert.ok(rss > 0);
  t.mock.method(process.memoryUsage, "rss", () => {
    throw Object.assign(new Error("EMFILE: too many open files, uv_resident_set_memory"), { code: "EMFILE" });
  });
  assert.equal(reporter.report(undefined, 0).rss, rss);
});
