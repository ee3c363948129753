// Comparisons, each as CPython 3.11 answers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { StrictUndefined, Undefined } from "../undefined.ts";
import { compare, greater, greaterEqual, less, lessEqual } from "./compare.ts";
import { contains } from "./contains.ts";
import { equals, same } from "./equals.ts";
import { dictFrom } from "./dict.ts";
import { float } from "./float.ts";
import { Markup } from "./markup.ts";
import { Range } from "./range.ts";
import { repr } from "./text.ts";
import { tuple } from "./tuple.ts";

function nest(depth: number): unknown[] {
  let list: unknown[] = [];
  for (let level = 0; level < depth; level++) list = [list];
  return list;
}

test("equal", () => {
  const pairs: readonly (readonly [unknown, unknown])[] = [
    [1, float(1)],
    [1, true],
    [0, false],
    [float(0), -0],
    [2n ** 53n, 2 ** 53],
    [10n ** 22n, 1e22],
    [5n, 5],
    ["a", new Markup("a")],
    [
      [1, float(2)],
      [true, 2],
    ],
    [tuple(1, tuple(2)), tuple(1, tuple(2))],
    [{ a: [1] }, new Map([["a", [1]]])],
    [dictFrom([[1, "x"]]), dictFrom([[float(1), "x"]])],
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [new Set([1, 2]), new Set([2, 1])],
    [new Set(), new Set()],
    [new Set([tuple(1, 2)]), new Set([tuple(1, 2)])],
    [new Range(0, 3), new Range(0, 3, 1)],
    [new Range(0, 0), new Range(5, 5)],
    [new Range(0, 1), new Range(0, 1, 5)],
    [new Date(5), new Date(5)],
    [Uint8Array.of(1, 2), Uint8Array.of(1, 2)],
    [[NaN], [NaN]],
    [null, null],
    [new Undefined({ name: "a" }), new Undefined({ name: "b" })],
  ];
  for (const [a, b] of pairs) {
    assert.equal(equals(a, b), true, `${repr(a)} == ${repr(b)}`);
    assert.equal(equals(b, a), true, `${repr(b)} == ${repr(a)}`);
  }
});

test("not equal", () => {
  const pairs: readonly (readonly [unknown, unknown])[] = [
    [1, "1"],
    [0, ""],
    [0, null],
    [false, null],
    ["", null],
    [2n ** 53n + 1n, 2 ** 53],
    [NaN, NaN],
    [[1], tuple(1)],
    [[1], [1, 2]],
    [[], {}],
    [{}, null],
    [{ a: 1 }, { b: 1 }],
    [{ a: undefined }, { b: undefined }],
    [new Range(0, 3), [0, 1, 2]],
    [new Set([1]), [1]],
    ["12n", 12n],
    [12n, "12"],
    [() => 1, () => 1],
    [Symbol("a"), Symbol("a")],
    [new Undefined({ name: "a" }), null],
    [new Undefined({ name: "a" }), ""],
    [new Date(5), 5],
  ];
  for (const [a, b] of pairs) {
    assert.equal(equals(a, b), false, `${repr(a)} == ${repr(b)}`);
    assert.equal(equals(b, a), false, `${repr(b)} == ${repr(a)}`);
  }
});

test("a strict undefined value may not even be compared", () => {
  assert.throws(() => equals(new StrictUndefined({ name: "a" }), 1), { name: "UndefinedError" });
  assert.throws(() => equals("a", new StrictUndefined({ name: "a" })), { name: "UndefinedError" });
  const one = new StrictUndefined({ name: "a" });
  assert.throws(() => equals(one, one), { name: "UndefinedError" });
});

test("order", () => {
  const rising: readonly (readonly [unknown, unknown])[] = [
    [1, 2],
    [1, 1.5],
    [false, true],
    [-Infinity, -(10n ** 400n)],
    [2 ** 53, 2n ** 53n + 1n],
    ["a", "b"],
    ["", "a"],
    ["Z", "a"],
    ["\uffff", "😀"],
    ["a\uffff", "a😀"],
    ["a", new Markup("b")],
    [[1], [1, 0]],
    [[1, 5], [2]],
    [tuple("a", 1), tuple("a", 2)],
    [
      [NaN, 1],
      [NaN, 2],
    ].map(list => list) as [unknown, unknown],
    [new Set([1]), new Set([1, 2])],
    [new Date(1), new Date(2)],
  ];
  for (const [a, b] of rising) {
    const text = `${repr(a)} < ${repr(b)}`;
    assert.deepEqual(
      [less(a, b), lessEqual(a, b), greater(a, b), greaterEqual(a, b)],
      [true, true, false, false],
      text,
    );
    assert.deepEqual(
      [less(b, a), lessEqual(b, a), greater(b, a), greaterEqual(b, a)],
      [false, false, true, true],
      text,
    );
  }
  assert.deepEqual([less(NaN, 1), greaterEqual(NaN, 1), lessEqual([1], [1])], [false, false, true]);
  assert.deepEqual([less(new Set([1]), new Set([2])), greater(new Set([1]), new Set([2]))], [false, false]);
});

test("what has no order", () => {
  assert.throws(() => less("a", 1), { message: "'<' not supported between instances of 'str' and 'int'" });
  assert.throws(() => greater(null, 1), { message: "'>' not supported between instances of 'NoneType' and 'int'" });
  assert.throws(() => less([1], ["a"]), { message: "'<' not supported between instances of 'int' and 'str'" });
  assert.throws(() => lessEqual([1], tuple(1)), {
    message: "'<=' not supported between instances of 'list' and 'tuple'",
  });
  assert.throws(() => greaterEqual({}, {}), { message: "'>=' not supported between instances of 'dict' and 'dict'" });
  assert.throws(() => less(1, new Undefined({ name: "x" })), { message: "'x' is undefined" });
  assert.throws(() => less(new Undefined({ name: "x" }), "a"), { message: "'x' is undefined" });
});

test("compare sorts as Python does", () => {
  assert.deepEqual(["b", "😀", "a", "\uffff", "B"].toSorted(compare), ["B", "a", "b", "\uffff", "😀"]);
  assert.deepEqual([3, 1.5, 2n ** 60n, true, -1].toSorted(compare), [-1, true, 1.5, 3, 2n ** 60n]);
  const kept = [tuple(1, "b"), tuple(1, "a")];
  assert.deepEqual(
    kept.toSorted((a, b) => compare(a[0], b[0])),
    kept,
  );
});

test("in", () => {
  const inside: readonly (readonly [unknown, unknown])[] = [
    ["b", "abc"],
    ["", ""],
    [new Markup("b"), "abc"],
    ["b", new Markup("abc")],
    [true, [1]],
    [[1], [[float(1)]]],
    [NaN, [NaN]],
    ["a", { a: undefined }],
    [float(1), dictFrom([[1, "x"]])],
    [tuple(1, 2), dictFrom([[tuple(1, 2), 0]])],
    ["a", new Map([["a", 1]])],
    [1, new Set([1])],
    [true, new Set([1])],
    [tuple(1, "a"), new Set([[1, "a"], {}, tuple(1, "a")])],
    [4, new Range(0, 10, 2)],
    [float(4), new Range(0, 10, 2)],
    [2, [1, 2].values()],
    [1, Uint8Array.of(1)],
  ];
  for (const [item, container] of inside) assert.equal(contains(item, container), true, repr(container));
  const outside: readonly (readonly [unknown, unknown])[] = [
    ["d", "abc"],
    [1, ["1"]],
    ["toString", {}],
    ["constructor", {}],
    ["length", [1]],
    [3, new Range(0, 10, 2)],
    ["a", new Range(0, 10)],
    [1, new Undefined()],
  ];
  for (const [item, container] of outside) assert.equal(contains(item, container), false, repr(container));
  assert.throws(() => contains(1, "a"), { message: "'in <string>' requires string as left operand, not int" });
  assert.throws(() => contains(1, 1), { message: "argument of type 'int' is not iterable" });
  assert.throws(() => contains(1, null), { message: "argument of type 'NoneType' is not iterable" });
  assert.throws(() => contains([], {}), { message: "unhashable type: 'list'" });
  assert.throws(() => contains({}, new Set([1])), { message: "unhashable type: 'dict'" });
});

test("what is nested too deeply raises instead of overflowing the stack", () => {
  assert.throws(() => equals(nest(5000), nest(5000)), { name: "RecursionError" });
  assert.throws(() => less(nest(5000), nest(5000)), { name: "RecursionError" });
  const [one, other]: [unknown[], unknown[]] = [[], []];
  one.push(one);
  other.push(other);
  assert.equal(equals(one, [one]), true);
  assert.throws(() => equals(one, other), { name: "RecursionError" });
});

test("same is identity", () => {
  assert.equal(same(NaN, NaN), true);
  assert.equal(same(1, true), false);
  assert.equal(same([], []), false);
});
