import assert from "node:assert/strict";
import { test } from "node:test";
import { valueError } from "../errors.ts";
import { lookupAttribute } from "../access/attributes.ts";
import { MultiDict } from "./multi-dict.ts";

function method(object: unknown, name: string): (...args: unknown[]) => unknown {
  return lookupAttribute(object, name, true) as (...args: unknown[]) => unknown;
}

function toInt(text: string): number {
  if (!/^\d+$/.test(text)) throw valueError("no int");
  return Number(text);
}

test("fields come as pairs, from URLSearchParams, or with lists", () => {
  for (const fields of [
    [["a", "1"] as const, ["b", "2"] as const, ["a", "3"] as const],
    new URLSearchParams("a=1&b=2&a=3"),
    { a: ["1", "3"], b: "2" },
  ]) {
    const found = new MultiDict(fields);
    assert.deepEqual(
      [...found],
      [
        ...new Map([
          ["a", "1"],
          ["b", "2"],
        ]),
      ],
    );
    assert.deepEqual(found.getlist("a"), ["1", "3"]);
  }
});

test("get converts, and takes what cannot be converted for missing", () => {
  const get = method(new MultiDict({ page: "2", q: "x" }), "get");
  assert.equal(get("page", 1, toInt), 2);
  assert.equal(get("q", 1, toInt), 1);
  assert.equal(get("nope", 1, toInt), 1);
  assert.throws(() => get("q", 1, () => assert.fail("not swallowed")), /not swallowed/);
});

test("a copy changes, the request does not", () => {
  const args = new MultiDict({ a: ["1", "2"], b: "3" });
  const copy = method(args, "copy")();
  assert.equal(method(copy, "pop")("a"), "1");
  method(copy, "add")("b", "4");
  assert.deepEqual(method(copy, "getlist")("b"), ["3", "4"]);
  assert.deepEqual(method(copy, "getlist")("a"), []);
  assert.deepEqual(args.getlist("a"), ["1", "2"]);
  for (const name of ["pop", "update", "clear", "setlist"]) {
    assert.throws(() => method(args, name)("a", "b"), { name: "TypeError", message: /immutable/ });
  }
});

test("names of JavaScript's own are names like all others", () => {
  const fields = new MultiDict([
    ["__proto__", "1"],
    ["constructor", "2"],
  ]);
  assert.equal(lookupAttribute(fields, "constructor", true), "2");
  assert.equal(lookupAttribute(new MultiDict(), "constructor", true), undefined);
  assert.deepEqual(fields.getlist("__proto__"), ["1"]);
});
