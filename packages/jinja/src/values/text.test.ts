// How values are spelled: str() and repr() of CPython 3.11.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DebugUndefined, Undefined } from "../undefined.ts";
import { dictFrom } from "./dict.ts";
import { float } from "./float.ts";
import { Markup } from "./markup.ts";
import { REPR } from "./protocol.ts";
import { Range } from "./range.ts";
import { repr, str } from "./text.ts";
import { tuple, tupleFrom } from "./tuple.ts";

test("numbers", () => {
  const spelled: readonly (readonly [unknown, string])[] = [
    [0, "0"],
    [-0, "0"],
    [2 ** 53 - 1, "9007199254740991"],
    [2n ** 64n, "18446744073709551616"],
    [7n, "7"],
    [float(2), "2.0"],
    [float(-0), "-0.0"],
    [0.1, "0.1"],
    [1e-4, "0.0001"],
    [1e-5, "1e-05"],
    [1.5e-7, "1.5e-07"],
    [1e15 + 0.5, "1000000000000000.5"],
    [1e16, "1e+16"],
    [123456789012345680, "1.2345678901234568e+17"],
    [float(9007199254740991), "9007199254740991.0"],
    [1e20, "1e+20"],
    [1.7976931348623157e308, "1.7976931348623157e+308"],
    [5e-324, "5e-324"],
    [Infinity, "inf"],
    [-Infinity, "-inf"],
    [NaN, "nan"],
  ];
  for (const [value, text] of spelled) {
    assert.equal(str(value), text);
    assert.equal(repr(value), text);
    assert.equal(repr([value]), `[${text}]`);
  }
});

test("an int of more than 4300 digits is refused", () => {
  assert.equal(str(10n ** 4300n - 1n).length, 4300);
  assert.throws(() => str(10n ** 4300n), { name: "ValueError", message: /^Exceeds the limit \(4300 digits\)/ });
  assert.throws(() => str([-(10n ** 4300n)]), { name: "ValueError" });
});

test("bools, None and what is not defined", () => {
  assert.equal(str([true, false, null]), "[True, False, None]");
  assert.equal(str(null), "None");
  assert.equal(str(undefined), "");
  assert.equal(str(new Undefined({ name: "x" })), "");
  assert.equal(str(new DebugUndefined({ name: "x" })), "{{ x }}");
  assert.equal(str([new Undefined({ name: "x" })]), "[Undefined]");
  // oxlint-disable-next-line no-sparse-arrays -- a hole is what is tested
  assert.equal(str([1, , 2]), "[1, Undefined, 2]");
});

test("texts take Python's quotes and escapes", () => {
  const quoted: readonly (readonly [string, string])[] = [
    ["", "''"],
    ["it", "'it'"],
    ["it's", `"it's"`],
    ['say "x"', `'say "x"'`],
    [`'"`, `'\\'"'`],
    ["a\\b\n\r\t\0", "'a\\\\b\\n\\r\\t\\x00'"],
    ["\x7f\x80\xa0\xad", "'\\x7f\\x80\\xa0\\xad'"],
    ["é ü 中", "'é ü 中'"],
    ["\u200b\u2028\u3000\ufeff", "'\\u200b\\u2028\\u3000\\ufeff'"],
    ["😀", "'😀'"],
    ["\u{e0001}\u{10ffff}", "'\\U000e0001\\U0010ffff'"],
    ["\ud800", "'\\ud800'"],
  ];
  for (const [text, expected] of quoted) assert.equal(repr(text), expected);
  assert.equal(repr(new Markup("<a>'")), `Markup("<a>'")`);
});

test("containers", () => {
  assert.equal(repr([]), "[]");
  assert.equal(repr(tuple()), "()");
  assert.equal(repr(tuple(1)), "(1,)");
  assert.equal(repr(tuple(1, "a")), "(1, 'a')");
  assert.equal(repr({}), "{}");
  assert.equal(repr({ a: [1, { b: null }] }), "{'a': [1, {'b': None}]}");
  assert.equal(
    repr(
      new Map<unknown, unknown>([
        [1, "x"],
        [tuple(1), true],
      ]),
    ),
    "{1: 'x', (1,): True}",
  );
  assert.equal(
    repr(
      dictFrom([
        [true, 1],
        [float(1), 2],
      ]),
    ),
    "{True: 2}",
  );
  assert.equal(repr(new Set()), "set()");
  assert.equal(repr(new Set([1, "a"])), "{1, 'a'}");
  assert.equal(repr(new Range(0, 3)), "range(0, 3)");
  assert.equal(repr(new Range(5, 0, -2)), "range(5, 0, -2)");
  assert.equal(str([new Markup("<"), "<"]), "[Markup('<'), '<']");
  const bare = Object.assign(Object.create(null) as object, { a: 1 });
  assert.equal(repr(bare), "{'a': 1}");
});

test("what contains itself is cut short, what is nested too deeply raises", () => {
  const list: unknown[] = [1];
  list.push(list);
  assert.equal(repr(list), "[1, [...]]");
  const dict: Record<string, unknown> = {};
  dict["me"] = dict;
  assert.equal(repr(dict), "{'me': {...}}");
  const shared = [0];
  assert.equal(repr([shared, shared]), "[[0], [0]]");
  let deep: unknown = [];
  for (let level = 0; level < 100_000; level++) deep = level % 2 === 0 ? [deep] : tupleFrom([deep]);
  assert.throws(() => repr(deep), { name: "RecursionError" });
});

test("dates are naive datetimes in UTC", () => {
  const date = new Date(Date.UTC(2024, 0, 2, 3, 4, 5));
  assert.equal(str(date), "2024-01-02 03:04:05");
  assert.equal(repr(date), "datetime.datetime(2024, 1, 2, 3, 4, 5)");
  assert.equal(str(new Date(date.getTime() + 678)), "2024-01-02 03:04:05.678000");
  assert.equal(repr(new Date(date.getTime() + 678)), "datetime.datetime(2024, 1, 2, 3, 4, 5, 678000)");
  assert.equal(repr(new Date(Date.UTC(2024, 0, 2))), "datetime.datetime(2024, 1, 2, 0, 0)");
  assert.equal(str(new Date(Number.NaN)), "Invalid Date");
});

test("bytes", () => {
  assert.equal(str(Buffer.from("a'\n\xff", "latin1")), `b"a'\\n\\xff"`);
  assert.equal(str(Uint8Array.of(0, 92, 39, 34)), `b'\\x00\\\\\\'"'`);
  assert.equal(str(Int16Array.of(1, -2)), "[1, -2]");
  assert.equal(str(Buffer.alloc(300_000)).length, 1_200_003);
});

class Point {
  readonly x = 1;
}
class Thing {
  [REPR](): string {
    return "<Thing>";
  }
}
class Money {
  toString(): string {
    return "5 €";
  }
}

test("objects: their own toString, else their class's name", () => {
  assert.equal(str(new Point()), "<Point object>");
  assert.equal(repr(new Money()), "5 €");
  assert.equal(str([new Money()]), "[5 €]");
  assert.equal(str(new Thing()), "<Thing>");
  assert.equal(str(new RangeError("too far")), "too far");
  assert.equal(repr(new RangeError("too far")), "RangeError('too far')");
  assert.equal(str(new URL("http://a.example/")), "http://a.example/");
  assert.equal(str(Object.create(Point.prototype)), "<Point object>");
});

test("nothing that JavaScript has crashes the printer", () => {
  assert.equal(str(Symbol("s")), "Symbol(s)");
  assert.equal(str([Symbol("s")]), "[Symbol(s)]");
  assert.equal(
    str(function named() {}),
    "<function named>",
  );
  assert.equal(
    str(() => 1),
    "<function <lambda>>",
  );
  assert.equal(str(Point), "<class 'Point'>");
  assert.equal(str(new Map().keys()), "<generator object>");
  assert.equal(str(new WeakMap()), "<WeakMap object>");
  assert.equal(str(new Proxy([1], {})), "[1]");
  assert.equal(str(new Proxy({ a: 1 }, {})), "{'a': 1}");
  assert.equal(str(new ArrayBuffer(1)), "<ArrayBuffer object>");
  assert.throws(() => str(Promise.resolve(1)), { name: "TypeError", message: /is a promise: await it/ });
  assert.throws(() => str([Promise.resolve(1)]), { name: "TypeError" });
  const broken = {
    get a(): never {
      throw new Error("from the getter");
    },
  };
  assert.throws(() => str(broken), { message: "from the getter" });
});
