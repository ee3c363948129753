import assert from "node:assert/strict";
import { test } from "node:test";
import { parseForwarded } from "./forwarded-header.ts";

const none = { for: undefined, proto: undefined, host: undefined };

const good: readonly (readonly [value: string, elements: object[]])[] = [
  ["for=192.0.2.60", [{ ...none, for: "192.0.2.60" }]],
  ["For=192.0.2.60;Proto=https;by=203.0.113.43", [{ ...none, for: "192.0.2.60", proto: "https" }]],
  ['for="[2001:db8:cafe::17]:4711"', [{ ...none, for: "[2001:db8:cafe::17]:4711" }]],
  [
    'for=192.0.2.43, for="_gazonk";host="a.example:8"',
    [
      { ...none, for: "192.0.2.43" },
      { ...none, for: "_gazonk", host: "a.example:8" },
    ],
  ],
  ['host="a\\"b"', [{ ...none, host: 'a"b' }]],
  ["for=unknown ; proto=http", [{ ...none, for: "unknown", proto: "http" }]],
];
for (const [value, elements] of good) {
  test(`reads ${value}`, () => assert.deepEqual(parseForwarded(value), elements));
}

const bad = [
  "",
  "for",
  "for=",
  "for=[::1]",
  'for="a',
  "for=a;",
  "for=a,",
  ",for=a",
  "for=a for=b",
  "for=a;for=b",
  "for=a\t=b",
];
for (const value of bad) {
  test(`is no Forwarded header: ${JSON.stringify(value)}`, () => assert.equal(parseForwarded(value), undefined));
}

test("a long header takes no longer than its length", () => {
  assert.equal(parseForwarded(`for="${"\\a".repeat(30_000)}`), undefined);
  assert.equal(parseForwarded("for=a,".repeat(10_000)), undefined);
});
