import assert from "node:assert/strict";
import { test } from "node:test";
import { HeaderList, parseLength } from "./headers.ts";

function listOf(...flat: readonly string[]): HeaderList {
  const list = new HeaderList();
  for (let i = 0; i < flat.length; i += 2) list.add(flat[i] ?? "", flat[i + 1] ?? "");
  return list;
}

test("names become lower case, values and order stay", () => {
  assert.deepEqual(listOf("X-B", "2", "x-a", " 1\t", "X-B", "3").finish(), ["x-b", "2", "x-a", " 1\t", "x-b", "3"]);
});

test("headers of one connection, and the date, are the edge's", () => {
  const names = [
    "Connection",
    "Keep-Alive",
    "Proxy-Connection",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "Date",
  ];
  assert.deepEqual(listOf(...names.flatMap(name => [name, "x"])).finish(), []);
});

test("what Connection names is dropped, wherever it stands", () => {
  assert.deepEqual(listOf("x-one", "1", "CONNECTION", "X-One, close", "keep-alive", "y", "x-two", "2").finish(), [
    "x-two",
    "2",
  ]);
});

test("content-length is kept apart", () => {
  const list = listOf("Content-Length", "12");
  assert.equal(list.contentLength, "12");
  assert.deepEqual(list.finish(), []);
});

for (const value of ["a\r\nb: c", "a\nb", "a\0b", "a\u007fb", "\u010a", "a\u0001"]) {
  test(`the value ${JSON.stringify(value)} cannot be smuggled`, () => {
    assert.throws(() => listOf("x-a", value), { code: "BAD_HEADER" });
  });
}

for (const name of ["", "a b", "a:", "a\r\n", "ä", "a(b)"]) {
  test(`the name ${JSON.stringify(name)} is refused`, () => {
    assert.throws(() => listOf(name, "1"), { code: "BAD_HEADER" });
  });
}

test("a length is digits and nothing else", () => {
  assert.equal(parseLength("0"), 0);
  for (const bad of ["", "-1", "+1", "1,1", "0x1", "1.0", "1e3", " 1"]) {
    assert.throws(() => parseLength(bad), { code: "BAD_HEADER" }, bad);
  }
});
