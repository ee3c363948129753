import assert from "node:assert/strict";
import { test } from "node:test";
import { integerValue, unescapeString } from "./literals.ts";

test("escapes are those of Python's unicode-escape", () => {
  assert.equal(unescapeString(String.raw`\a\b\f\n\r\t\v\\\'\"`), "\x07\b\f\n\r\t\v\\'\"");
  assert.equal(unescapeString(String.raw`\x41\u20ac\U0001f600`), "A€😀");
  assert.equal(unescapeString(String.raw`\101\0\7\777\8`), "A\0\x07\u01ff\\8");
  assert.equal(unescapeString("a\\\nb"), "ab");
});

test("an unknown escape keeps its backslash; one before a character beyond ASCII spells it out", () => {
  assert.equal(unescapeString(String.raw`\q\d`), String.raw`\q\d`);
  assert.equal(unescapeString("\\é\\€\\😀"), String.raw`\xe9\u20ac\U0001f600`);
});

test("broken escapes fail with the codec's words", () => {
  const failures: Readonly<Record<string, string>> = {
    "\\x4": "truncated \\xXX escape",
    "\\u12": "truncated \\uXXXX escape",
    "\\U0011ffff": "illegal Unicode character",
    "\\N": "malformed \\N character escape",
    "\\N{no such name}": "unknown Unicode character name",
  };
  for (const [text, message] of Object.entries(failures)) assert.throws(() => unescapeString(text), { message });
});

test("integers beyond 2^53 are exact", () => {
  assert.equal(integerValue("9007199254740991"), 9007199254740991);
  assert.equal(integerValue("9007199254740993"), 9007199254740993n);
  assert.equal(integerValue("1_000"), 1000);
  assert.equal(integerValue("0O17"), 15);
  assert.equal(integerValue(`0x${"f".repeat(20)}`), 0xffffffffffffffffffffn);
});

test("an integer has at most as many digits as Python reads", () => {
  assert.throws(() => integerValue("1".repeat(4301)), /Exceeds the limit \(4300 digits\)/);
  assert.equal(typeof integerValue("1".repeat(4300)), "bigint");
});
