import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCookies } from "./cookies.ts";

// What werkzeug.http.parse_cookie gives.
for (const [header, cookies] of [
  ["", []],
  [
    "a=b; c=d",
    [
      ["a", "b"],
      ["c", "d"],
    ],
  ],
  [
    'a="x;y"; b=1',
    [
      ["a", "x;y"],
      ["b", "1"],
    ],
  ],
  [
    'a="x;y',
    [
      ["a", '"x'],
      ["y", ""],
    ],
  ],
  [
    'a="x;y"z; b',
    [
      ["a", '"x'],
      ['y"z', ""],
      ["b", ""],
    ],
  ],
  [
    'a = "x" ; b',
    [
      ["a", "x"],
      ["b", ""],
    ],
  ],
  ['a="x\\"y;"', [["a", 'x"y;']]],
  ["=x", []],
  [" ; ;a", [["a", ""]]],
  ['a="\\303\\251\\054"', [["a", "é,"]]],
  ['="x;y"; b=1', [["b", "1"]]],
  ["a=b=c", [["a", "b=c"]]],
] as const) {
  test(header, () => assert.deepEqual(parseCookies(header), cookies));
}

test("a long header of quotes and backslashes is read in one pass", () => {
  assert.equal(parseCookies(`${'a="\\'.repeat(20_000)};b`).length > 0, true);
});
