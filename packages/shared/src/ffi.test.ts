import assert from "node:assert/strict";
import { closeSync, openSync, readSync } from "node:fs";
import { test } from "node:test";
import { duplicateDescriptor } from "./ffi.ts";

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
