// What CPython 3.11 gives for the methods of list, tuple, dict, set and range.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Environment } from "../environment/environment.ts";
import { callMethod } from "../access/call.ts";
import { dictFrom } from "../values/dict.ts";
import { float } from "../values/float.ts";
import { Range } from "../values/range.ts";
import { tuple } from "../values/tuple.ts";
import { repr } from "../values/text.ts";
import { check, environment, outcome, type Row } from "../testing/methods.ts";

test("finds in lists and tuples", () => {
  const rows: readonly Row[] = [
    [[1, 2, float(1), true], "count", [1], "3"],
    [["a", float(1)], "index", [1], "1"],
    [[1, 2, 3], "index", [3, -1], "2"],
    [[1, 2], "index", [5], "ValueError: 5 is not in list"],
    [[1, 2], "index", [1, null], "TypeError: slice indices must be integers or have an __index__ method"],
    [[1], "copy", [], "[1]"],
    [tuple(1, 2, 1), "count", [1], "2"],
    [tuple(1, 2), "index", [2], "1"],
    [tuple(1), "index", [5], "ValueError: tuple.index(x): x not in tuple"],
  ];
  check(rows);
});

test("says what Python says when items are missing", () => {
  const rows: readonly Row[] = [
    [[], "pop", [], "IndexError: pop from empty list"],
    [[1], "pop", [5], "IndexError: pop index out of range"],
    [[1, 2], "pop", [0n], "1"],
    [[1], "pop", [2n ** 70n], "OverflowError: Python int too large to convert to C ssize_t"],
    [[1], "remove", [2], "ValueError: list.remove(x): x not in list"],
    [[1], "insert", ["a", 1], "TypeError: 'str' object cannot be interpreted as an integer"],
    [[1], "extend", [5], "TypeError: 'int' object is not iterable"],
    [[1, "a"], "sort", [], "TypeError: '<' not supported between instances of 'str' and 'int'"],
  ];
  check(rows);
});

test("looks into dicts", () => {
  const rows: readonly Row[] = [
    [
      dictFrom([
        ["a", 1],
        [1, 3],
      ]),
      "items",
      [],
      "dict_items([('a', 1), (1, 3)])",
    ],
    [
      dictFrom([
        ["a", 1],
        [1, 2],
      ]),
      "keys",
      [],
      "dict_keys(['a', 1])",
    ],
    [dictFrom([["a", 1]]), "values", [], "dict_values([1])"],
    [dictFrom([["a", 1]]), "get", ["a"], "1"],
    [dictFrom([["a", 1]]), "get", ["b"], "None"],
    [dictFrom([["a", 1]]), "get", ["b", 0], "0"],
    [dictFrom([[1, "x"]]), "get", [float(1)], "'x'"],
    [dictFrom([[1, "x"]]), "get", [true], "'x'"],
    [dictFrom([[tuple(1, 2), "x"]]), "get", [tuple(float(1), 2)], "'x'"],
    [dictFrom([["a", 1]]), "copy", [], "{'a': 1}"],
    [dictFrom([["a", 1]]), "pop", ["a"], "1"],
    [dictFrom([["a", 1]]), "pop", ["b"], "KeyError: 'b'"],
    [dictFrom([["a", 1]]), "pop", ["b", null], "None"],
    [
      dictFrom([
        ["a", 1],
        ["b", 2],
      ]),
      "popitem",
      [],
      "('b', 2)",
    ],
    [dictFrom([]), "popitem", [], "KeyError: 'popitem(): dictionary is empty'"],
    [dictFrom([]), "setdefault", ["a"], "None"],
    [dictFrom([["a", 1]]), "setdefault", ["a", 2], "1"],
    [dictFrom([]), "setdefault", [[1], 2], "TypeError: unhashable type: 'list'"],
    [dictFrom([]), "fromkeys", ["ab", 0], "{'a': 0, 'b': 0}"],
    [dictFrom([]), "update", [5], "TypeError: 'int' object is not iterable"],
    [dictFrom([]), "update", [[5]], "TypeError: cannot convert dictionary update sequence element #0 to a sequence"],
    [
      dictFrom([]),
      "update",
      [["abc"]],
      "ValueError: dictionary update sequence element #0 has length 3; 2 is required",
    ],
  ];
  check(rows);
});

test("combines sets by Python's equality", () => {
  const rows: readonly Row[] = [
    [new Set([1]), "union", [[float(1), 2]], "{1, 2}"],
    [new Set([1, "a"]), "difference", [[true]], "{'a'}"],
    [new Set([1]), "intersection", [[float(1)]], "{1.0}"],
    [new Set([1]), "issubset", [[true]], "True"],
    [new Set([1]), "issuperset", [[]], "True"],
    [new Set([1]), "isdisjoint", ["a"], "True"],
    [new Set([1]), "symmetric_difference", [[1, 2]], "{2}"],
    [new Set([1]), "remove", [2], "KeyError: 2"],
    [new Set([]), "pop", [], "KeyError: 'pop from an empty set'"],
    [new Set([1]), "add", [[1]], "TypeError: unhashable type: 'list'"],
    [new Set([1]), "union", [5], "TypeError: 'int' object is not iterable"],
  ];
  check(rows);
});

test("counts in ranges", () => {
  const rows: readonly Row[] = [
    [new Range(1, 10, 3), "index", [4], "1"],
    [new Range(0, 5, 1), "index", [7], "ValueError: 7 is not in range"],
    [new Range(0, 5, 1), "count", [float(2)], "1"],
    [new Range(0, 5, 1), "count", [9], "0"],
  ];
  check(rows);
});

/** Calls the method for what it does to `self`. */
function changed(
  self: unknown,
  name: string,
  args: readonly unknown[],
  named: readonly [string, unknown][] = [],
): string {
  callMethod(self, name, args, new Map(named), environment);
  return repr(self);
}

test("changes lists", () => {
  assert.equal(changed([1], "append", [2]), "[1, 2]");
  assert.equal(changed([1], "extend", ["ab"]), "[1, 'a', 'b']");
  assert.equal(changed([1, 2], "insert", [-1, 9]), "[1, 9, 2]");
  assert.equal(changed([1, 2], "insert", [99, 9]), "[1, 2, 9]");
  assert.equal(changed([1, 2, 3], "pop", [0]), "[2, 3]");
  assert.equal(changed([1, float(2), 2], "remove", [2]), "[1, 2]");
  assert.equal(changed([3, 1, 2], "sort", []), "[1, 2, 3]");
  assert.equal(changed(["b", "A", "a"], "sort", [], [["reverse", true]]), "['b', 'a', 'A']");
  assert.equal(changed(["bb", "a"], "sort", [], [["key", (text: string) => text.length]]), "['a', 'bb']");
  assert.equal(changed([1, 2], "reverse", []), "[2, 1]");
  assert.equal(changed([1, 2], "clear", []), "[]");
  const list: unknown[] = [1];
  assert.equal(changed(list, "extend", [list]), "[1, 1]");
});

test("changes dicts: its own, Maps and plain objects", () => {
  for (const dict of [dictFrom([["a", 1]]), new Map([["a", 1]]), { a: 1 }]) {
    assert.equal(changed(dict, "update", [tuple(tuple("b", 2))], [["c", 3]]), "{'a': 1, 'b': 2, 'c': 3}");
    assert.equal(changed(dict, "setdefault", ["d", 4]), "{'a': 1, 'b': 2, 'c': 3, 'd': 4}");
    assert.equal(changed(dict, "pop", ["a"]), "{'b': 2, 'c': 3, 'd': 4}");
    assert.equal(changed(dict, "popitem", []), "{'b': 2, 'c': 3}");
    assert.equal(changed(dict, "clear", []), "{}");
  }
});

test("keeps the prototype out of plain objects", () => {
  const object: Record<string, unknown> = {};
  callMethod(object, "update", [dictFrom([["__proto__", dictFrom([["polluted", 1]])]])], null, environment);
  assert.equal(Object.getPrototypeOf(object), Object.prototype);
  assert.equal(outcome({}, "get", ["constructor"]), "None");
  assert.equal(outcome({}, "pop", ["toString"]), "KeyError: 'toString'");
});

test("gives live views that may be iterated again", () => {
  const dict = dictFrom([["a", 1]]);
  const items = callMethod(dict, "items", [], null, environment) as Iterable<unknown>;
  assert.equal(repr(items), "dict_items([('a', 1)])");
  dict.set("b", float(2));
  assert.equal(repr(items), "dict_items([('a', 1), ('b', 2.0)])");
  assert.equal(Array.from(items).length, Array.from(items).length);
});

test("prints views that hold themselves", () => {
  const dict = dictFrom([["a", 1]]);
  dict.set("b", callMethod(dict, "values", [], null, environment));
  assert.equal(repr(dict), "{'a': 1, 'b': dict_values([1, ...])}");
  dict.set("b", callMethod(dict, "items", [], null, environment));
  assert.equal(repr(dict), "{'a': 1, 'b': dict_items([('a', 1), ('b', ...)])}");
});

test("changes sets", () => {
  assert.equal(changed(new Set([1]), "add", [true]), "{1}");
  assert.equal(changed(new Set<unknown>([tuple(1, 2)]), "add", [tuple(1, float(2))]), "{(1, 2)}");
  assert.equal(changed(new Set([1, 2]), "discard", [float(2)]), "{1}");
  assert.equal(changed(new Set([1]), "update", [[2], "a"]), "{1, 2, 'a'}");
  assert.equal(changed(new Set([1, 2]), "difference_update", [[2]]), "{1}");
  assert.equal(changed(new Set([1, 2]), "intersection_update", [[2]]), "{2}");
});

test("a dict whose keys change while it is walked, a plain object, too", () => {
  const loops = new Environment({ extensions: ["do"] });
  const rows = [
    ["d", "d.update({x ~ '1': 1})", "size"],
    ["d.items()", "d.pop('b', 0)", "size"],
    ["d|items", "d.clear()", "size"],
    ["d.values()", "d.setdefault('z', 1)", "size"],
    ["m", "m.update({x ~ '1': 1})", "size"],
    ["m", "m.update({m.popitem()[0]: 1})", "keys"],
  ] as const;
  for (const [walked, change, what] of rows) {
    const template = loops.fromString(`{% for x in ${walked} %}{% do ${change} %}{% endfor %}`);
    const message =
      what === "size" ? "dictionary changed size during iteration" : "dictionary keys changed during iteration";
    const context = { d: { a: 1, b: 2 }, m: new Map([["a", 1]]) };
    assert.throws(() => template.render(context), { name: "RuntimeError", message }, `${walked}: ${change}`);
  }
  const same = "{% for x in d %}{% do d.update({x: x}) %}{% endfor %}{{ d }}";
  assert.equal(loops.fromString(same).render({ d: { a: 1, b: 2 } }), "{'a': 'a', 'b': 'b'}");
});

test("keys and items of dicts are compared and subtracted as sets", () => {
  const views = new Environment();
  for (const [expression, expected] of [
    ["d.keys() == {'b': 0, 'a': 0}.keys()", "True"],
    ["d.items() == {'b': 2, 'a': 1}.items()", "True"],
    ["{1: []}.items() == {1: []}.items()", "True"],
    ["d.values() == d.values()", "False"],
    ["d.keys() == s", "True"],
    ["s == d.keys()", "True"],
    ["{}.keys() == {}.items()", "True"],
    ["d.keys() == ['a', 'b']", "False"],
    ["{'a': 1}.keys() < d.keys()", "True"],
    ["d.items() >= {'a': 2}.items()", "False"],
    ["d.keys() - ['a']", "{'b'}"],
    ["d.items() - [('a', 1.0)]", "{('b', 2)}"],
    ["s - {'a': 1}.keys()", "{'b'}"],
    ["'ab' - d.keys()", "set()"],
    ["('a', 1) in d.items() and ('a', 2) not in d.items()", "True"],
    ["'a' in d.keys() and 'z' not in d.keys()", "True"],
  ] as const) {
    const context = { d: { a: 1, b: 2 }, s: new Set(["a", "b"]) };
    assert.equal(views.fromString(`{{ ${expression} }}`).render(context), expected, expression);
  }
  for (const expression of ["d.values() - d.values()", "d.values() < d.values()", "d.keys() - 5", "[[]] - d.keys()"]) {
    const render = () => views.fromString(`{{ ${expression} }}`).render({ d: { a: 1 } });
    assert.throws(render, { name: "TypeError" }, expression);
  }
});
