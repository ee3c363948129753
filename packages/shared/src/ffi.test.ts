import assert from "node:assert/strict";
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { test } from "node:test";
import { duplicateDescriptor, scheduleAsBatch } from "./ffi.ts";

test("a duplicate outlives the original", () => {
  const original = openSync("/proc/self/stat", "r");
  const copy = duplicateDescriptor(original);
  assert.notEqual(copy, original);
  closeSync(original);
  assert.ok(readSync(copy, Buffer.alloc(16)) > 0);
  closeSync(copy);
});

test("a descriptor that is not open is a coded error", () => {
  assert.throws(() => duplicateDescriptor(9999), { code: "BAD_DESCRIPTOR" });
});

test("a thread may put itself under SCHED_BATCH", () => {
  assert.equal(scheduleAsBatch(), true);
  // proc(5): field 41 of stat is the policy; the second field, in parentheses, may hold spaces.
  const stat = readFileSync("/proc/self/stat", "latin1");
  assert.equal(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[41 - 3], "3");
});
