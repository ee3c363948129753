import assert from "node:assert/strict";
import { test } from "node:test";
import { ownsTerminal } from "./terminal.ts";

test("only the foreground group of a terminal owns it", () => {
  assert.equal(ownsTerminal("9 (node) S 1 9 9 34816 9 4194304 0"), true);
  assert.equal(ownsTerminal("9 (node) S 1 9 9 34816 77 4194304 0"), false);
  assert.equal(ownsTerminal("9 (node) S 1 9 9 0 -1 4194304 0"), false);
});

test("a command's name with parentheses and spaces misleads nobody", () => {
  assert.equal(ownsTerminal("9 (a) 0 0 0 (b) S 1 9 9 34816 9 4194304 0"), true);
});
