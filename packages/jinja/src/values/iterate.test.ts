// Iterating, lengths, truth and code points, as CPython 3.11 has them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { StrictUndefined, Undefined } from "../undefined.ts";
import { codePointAt, codePointLength, compareTexts } from "./codepoints.ts";
import { Dict, dictFrom } from "./dict.ts";
import { float } from "./float.ts";
import { iterate, length, toList } from "./iterate.ts";
import { Markup } from "./markup.ts";
import { LENGTH } from "./protocol.ts";
import { Range } from "./range.ts";
import { truth } from "./truth.ts";
import { tuple } from "./tuple.ts";

class Sized {
  readonly #size: number;
  constructor(size: number) {
    this.#size = size;
  }
  [LENGTH](): number {
    return this.#size;
  }
}
class Countdown {
  *[Symbol.iterator](): Generator<number> {
    yield 2;
    yield 1;
  }
}

test("items of whatever has some", () => {
  const iterated: readonly (readonly [unknown, unknown[]])[] = [
    ["a😀", ["a", "😀"]],
    [new Markup("<a"), ["<", "a"]],
    [
      [1, 2],
      [1, 2],
    ],
    [tuple(1), [1]],
    [{ b: 1, a: 2 }, ["b", "a"]],
    [new Map([[1, "x"]]), [1]],
    [dictFrom([[true, 1]]), [true]],
    [new Set([3]), [3]],
    [new Range(0, 3), [0, 1, 2]],
    [new Range(3, 0, -2), [3, 1]],
    [[1, 2].values(), [1, 2]],
    [new Countdown(), [2, 1]],
    [Uint8Array.of(7), [7]],
    [new Undefined(), []],
  ];
  for (const [value, items] of iterated) assert.deepEqual(toList(value), items);
});

test("what has no items", () => {
  for (const [value, type] of [
    [1, "int"],
    [1.5, "float"],
    [float(1), "float"],
    [2n ** 60n, "int"],
    [true, "bool"],
    [null, "NoneType"],
    [() => 1, "function"],
    [Sized, "type"],
    [new Date(0), "datetime.datetime"],
    [new Sized(3), "Sized"],
    [Symbol("s"), "Symbol"],
  ] as const) {
    assert.throws(() => iterate(value), { name: "TypeError", message: `'${type}' object is not iterable` });
  }
  assert.throws(() => iterate(new StrictUndefined({ name: "x" }))[Symbol.iterator](), { message: "'x' is undefined" });
});

test("lengths", () => {
  const lengths: readonly (readonly [unknown, number])[] = [
    ["a😀b", 3],
    [new Markup("😀"), 1],
    [[1, 2], 2],
    [{ a: 1 }, 1],
    [new Map([[1, 1]]), 1],
    [new Set(), 0],
    [new Range(0, 10, 3), 4],
    [new Range(0, -10), 0],
    [new Undefined(), 0],
    [new Sized(4), 4],
    [Uint8Array.of(1, 2, 3), 3],
  ];
  for (const [value, count] of lengths) assert.equal(length(value), count);
  assert.throws(() => length(5), { name: "TypeError", message: "object of type 'int' has no len()" });
  assert.throws(() => length([1].values()), { message: "object of type 'generator' has no len()" });
  assert.throws(() => length(null), { message: "object of type 'NoneType' has no len()" });
});

test("true and false", () => {
  const yes = [1, -1, 0.5, NaN, 2n ** 60n, "0", " ", true, [0], tuple(null), { a: 0 }, new Set([0]), new Date(0)];
  for (const value of [...yes, new Range(0, 1), new Markup("x"), () => 1, new Countdown(), new Sized(1), Symbol("s")]) {
    assert.equal(truth(value), true);
  }
  const no = [0, -0, 0n, float(0), float(-0), "", false, null, undefined, [], tuple(), {}, new Map(), new Dict()];
  for (const value of [...no, new Set(), new Range(1, 1), new Markup(""), new Undefined(), new Sized(0), Buffer.of()]) {
    assert.equal(truth(value), false);
  }
  assert.equal(truth(Object.create({ inherited: 1 })), true, "an instance");
  assert.throws(() => truth(new StrictUndefined({ name: "x" })), { message: "'x' is undefined" });
});

test("texts are counted and ordered by code points", () => {
  assert.equal(codePointLength("\ud800a\udc00"), 3, "lone surrogates count, too");
  assert.equal(codePointAt("a😀b", -1), "b");
  assert.equal(codePointAt("a😀b", 3), undefined);
  assert.equal(codePointAt("abc", -4), undefined);
  assert.equal(compareTexts("\ue000", "😀"), -1);
  assert.equal(compareTexts("😀", "😁"), -1);
  assert.equal(compareTexts("ab", "a"), 1);
  assert.equal(compareTexts("", ""), 0);
});
