import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";
import { Undefined } from "../undefined.ts";
import { Dict, dictFrom } from "./dict.ts";
import { entriesOf, isMapping, isPlainObject } from "./mapping.ts";
import { float } from "./float.ts";
import { hashKey } from "./hash.ts";
import { Markup } from "./markup.ts";
import { Range } from "./range.ts";
import { repr } from "./text.ts";
import { tuple, type Tuple } from "./tuple.ts";

test("keys that Python finds equal are one key, spelled as it was first written", () => {
  const dict = new Dict();
  dict.set(1, "a").set(true, "b").set(float(1), "c").set(1n, "d");
  assert.equal(repr(dict), "{1: 'd'}");
  const other = new Dict().set(true, "a").set(1, "b");
  assert.equal(repr(other), "{True: 'b'}");
  assert.equal(other.get(float(1)), "b");
  assert.equal(other.has(1n), true);
  assert.equal(other.size, 1);
});

test("tuples are keys by value, Markup and text are one", () => {
  const dict = dictFrom([
    [tuple(1, tuple("a", null)), "nested"],
    [new Markup("<b>"), "markup"],
  ]);
  assert.equal(dict.get(tuple(true, tuple("a", null))), "nested");
  assert.equal(dict.get("<b>"), "markup");
  dict.set("<b>", "text");
  assert.equal(repr(dict), "{(1, ('a', None)): 'nested', Markup('<b>'): 'text'}");
});

test("no two different keys meet", () => {
  const keys = [
    "1",
    1,
    null,
    "None",
    tuple("a", "b"),
    tuple("a,b"),
    tuple("as1:b"),
    tuple(tuple("a"), "b"),
    tuple("a", tuple("b")),
    tuple(1),
    tuple("1"),
    tuple(),
    "\0t",
    "\0ts1:a",
    tuple("a"),
    2 ** 53,
    2n ** 53n + 1n,
    0.5,
    NaN,
    new Range(0, 3),
    new Date(0),
    Symbol("a"),
    new Undefined(),
    () => 1,
  ];
  const dict = dictFrom(keys.map((key, place) => [key, place]));
  assert.equal(dict.size, keys.length);
  keys.forEach((key, place) => assert.equal(dict.get(key), place));
});

test("deleting and clearing forget both spellings", () => {
  const dict = dictFrom([
    [true, 1],
    ["a", 2],
  ]);
  assert.equal(dict.delete(1), true);
  assert.equal(dict.has(true), false);
  dict.set(1, 3);
  assert.equal(repr(dict), "{'a': 2, 1: 3}");
  dict.set(tuple(1), 4).clear();
  assert.equal(dict.has(tuple(1)), false);
  assert.equal(repr(dict.set(false, 0)), "{False: 0}");
});

test("big floats and ints of the same value are one key", () => {
  const dict = dictFrom([[1e22, "float"]]);
  assert.equal(dict.get(10n ** 22n), "float");
  assert.equal(dict.get(10n ** 22n + 1n), undefined);
});

test("lists, dicts and sets do not hash, even in tuples", () => {
  for (const [key, type] of [
    [[], "list"],
    [{}, "dict"],
    [new Map(), "dict"],
    [new Set(), "set"],
    [tuple(1, []), "list"],
  ] as const) {
    assert.throws(() => new Dict().set(key, 1), { name: "TypeError", message: `unhashable type: '${type}'` });
    assert.throws(() => new Dict().get(key), { name: "TypeError" });
  }
});

test("a tuple that is nested too deeply raises", () => {
  let deep: Tuple = tuple();
  for (let level = 0; level < 50_000; level++) deep = tuple(deep);
  assert.throws(() => hashKey(deep), { name: "RecursionError" });
});

test("plain objects of any realm and Maps are dicts, instances are none", () => {
  assert.equal(isPlainObject(Object.create(null)), true);
  assert.equal(isPlainObject(vm.runInNewContext("({})")), true);
  assert.equal(isPlainObject(new Map()), false);
  assert.equal(isMapping(new Map()), true);
  for (const other of [[], new Set(), new Date(), /a/, null, undefined, "a", 1, () => 1]) {
    assert.equal(isMapping(other), false);
  }
  assert.deepEqual(
    [...entriesOf({ b: 1, a: 2 })],
    [
      ["b", 1],
      ["a", 2],
    ],
  );
});
