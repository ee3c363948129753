import assert from "node:assert/strict";
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { test } from "node:test";
import { duplicateDescriptor, listenDescriptor, lockFile, scheduleAsBatch } from "./ffi.ts";

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

test("a file's lock is its descriptor's, and goes with the last of them", () => {
  const [first, second] = [openSync(import.meta.filename, "r"), openSync(import.meta.filename, "r")];
  assert.equal(lockFile(first), true);
  assert.equal(lockFile(second), false);
  const copy = duplicateDescriptor(first);
  closeSync(first);
  assert.equal(lockFile(second), false);
  closeSync(copy);
  assert.equal(lockFile(second), true);
  closeSync(second);
});

test("what is no socket cannot be listened on", () => {
  const fd = openSync(import.meta.filename, "r");
  assert.equal(listenDescriptor(fd, 1), false);
  closeSync(fd);
});
