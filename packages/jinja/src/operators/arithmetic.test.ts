// Arithmetic, each result as CPython 3.11 prints it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Undefined } from "../undefined.ts";
import { float, type Float } from "../values/float.ts";
import { Markup } from "../values/markup.ts";
import { add, concat, divide, floorDivide, modulo, multiply, negate, positive, power, subtract } from "./arithmetic.ts";
import { repr } from "../values/text.ts";
import { tuple } from "../values/tuple.ts";

type Row = readonly [unknown, unknown, string];
const f = (n: number): number | Float => float(n);
const big = 10n ** 20n;
const huge = 10n ** 400n;
const m = (text: string): Markup => new Markup(text);

function table(name: string, operator: (a: unknown, b: unknown) => unknown, rows: readonly Row[]): void {
  test(name, () => {
    for (const [a, b, expected] of rows) assert.equal(repr(operator(a, b)), expected, `${repr(a)}, ${repr(b)}`);
  });
}

table("a + b", add, [
  [1, 2, "3"],
  [0.1, 0.2, "0.30000000000000004"],
  [0.5, 0.5, "1.0"],
  [f(1), 2, "3.0"],
  [2 ** 53 - 1, 1, "9007199254740992"],
  [2 ** 53 - 1, 2 ** 53 - 1, "18014398509481982"],
  [big, 1, "100000000000000000001"],
  [big, -99999999999999999999n, "1"],
  [big, 0.5, "1e+20"],
  [5n, 1, "6"],
  [true, 1, "2"],
  [true, true, "2"],
  [true, f(1), "2.0"],
  [-0, 0, "0"],
  [f(-0), f(-0), "-0.0"],
  [f(-0), 0, "0.0"],
  [Infinity, -Infinity, "nan"],
  ["a", "b", "'ab'"],
  ["<", m("<"), "Markup('&lt;<')"],
  [m("<"), "<", "Markup('<&lt;')"],
  [m("a"), { __html__: () => "<b>" }, "Markup('a<b>')"],
  [[1], [2], "[1, 2]"],
  [tuple(1), tuple(2), "(1, 2)"],
]);

table("a - b", subtract, [
  [1, 2, "-1"],
  [1 - 2 ** 53, 1, "-9007199254740992"],
  [2n ** 53n, 1, "9007199254740991"],
  [0.3, 0.1, "0.19999999999999998"],
  [1.5, 0.5, "1.0"],
  [true, true, "0"],
  [f(0), 0, "0.0"],
  [new Set([1, 2]), new Set([2]), "{1}"],
]);

table("a * b", multiply, [
  [6, 7, "42"],
  [0, -5, "0"],
  [f(0), -5, "-0.0"],
  [2 ** 52, 2 ** 52, "20282409603651670423947251286016"],
  [94906267, 94906267, "9007199515875289"],
  [big, 0, "0"],
  [1e308, 10, "inf"],
  [true, false, "0"],
  [2.5, 2, "5.0"],
  ["ab", 3, "'ababab'"],
  [3, "ab", "'ababab'"],
  ["ab", -1, "''"],
  ["ab", true, "'ab'"],
  ["", 10 ** 12, "''"],
  ["a", -(10n ** 18n), "''"],
  [[1, 2], 2, "[1, 2, 1, 2]"],
  [2, tuple(1), "(1, 1)"],
  [m("<"), 2, "Markup('<<')"],
  [[], 10 ** 12, "[]"],
]);

table("a / b", divide, [
  [10, 5, "2.0"],
  [1, 3, "0.3333333333333333"],
  [0, -1, "-0.0"],
  [0, 5, "0.0"],
  [-0, 5, "0.0"],
  [7, f(2), "3.5"],
  [true, 2, "0.5"],
  [3n ** 200n, 3n ** 199n, "3.0"],
  [huge, 3n * huge, "0.3333333333333333"],
  [2n ** 1080n, 2n ** 57n, "8.98846567431158e+307"],
  [1, 2n ** 1074n, "5e-324"],
  [3, 2n ** 1075n, "1e-323"],
  [1, 2n ** 1075n, "0.0"],
  [-1, huge, "-0.0"],
  [9007199254740993n, 1, "9007199254740992.0"],
  [9007199254740995n, 1, "9007199254740996.0"],
  [1e308, 1e-10, "inf"],
]);

table("a // b", floorDivide, [
  [7, 2, "3"],
  [-7, 2, "-4"],
  [7, -2, "-4"],
  [-7, -2, "3"],
  [0, -3, "0"],
  [7.5, 2, "3.0"],
  [-7.5, 2, "-4.0"],
  [1, 0.1, "9.0"],
  [f(-0), 1, "-0.0"],
  [0.5, Infinity, "0.0"],
  [-0.5, Infinity, "-1.0"],
  [big, 3, "33333333333333333333"],
  [-big, 3, "-33333333333333333334"],
  [2n ** 60n, 2n ** 50n, "1024"],
  [true, 2, "0"],
]);

table("a % b", modulo, [
  [7, 3, "1"],
  [-7, 3, "2"],
  [7, -3, "-2"],
  [-7, -3, "-1"],
  [0, -3, "0"],
  [-6, 3, "0"],
  [5.5, 2, "1.5"],
  [-5.5, 2, "0.5"],
  [f(5), -3, "-1.0"],
  [f(0), -3, "-0.0"],
  [f(-6), 3, "0.0"],
  [-1e-20, 3, "3.0"],
  [5, Infinity, "5.0"],
  [-5, Infinity, "inf"],
  [-big, 7, "5"],
  ["%s-%d", tuple("a", 2), "'a-2'"],
  [m("%s"), "<", "Markup('&lt;')"],
  ["%s", m("<"), "'<'"],
]);

table("a ** b", power, [
  [2, 10, "1024"],
  [2, 100, "1267650600228229401496703205376"],
  [-3, 3, "-27"],
  [2, -1, "0.5"],
  [2, 0.5, "1.4142135623730951"],
  [0, 0, "1"],
  [f(0), 0, "1.0"],
  [0, -Infinity, "inf"],
  [-1, 10n ** 30n, "1"],
  [-1, 10n ** 30n + 1n, "-1"],
  [1, huge, "1"],
  [-1, Infinity, "1.0"],
  [1, NaN, "1.0"],
  [f(2), 3, "8.0"],
  [true, -1, "1.0"],
  [10, 22, "10000000000000000000000"],
]);

test("-a and +a", () => {
  assert.equal(repr(negate(5)), "-5");
  assert.equal(repr(negate(0)), "0");
  assert.equal(repr(negate(f(0))), "-0.0");
  assert.equal(repr(negate(true)), "-1");
  assert.equal(repr(negate(-(2n ** 63n))), "9223372036854775808");
  assert.equal(repr(negate(1.5)), "-1.5");
  assert.equal(repr(positive(true)), "1");
  assert.equal(repr(positive(f(2))), "2.0");
  assert.throws(() => negate("a"), { message: "bad operand type for unary -: 'str'" });
  assert.throws(() => positive(null), { message: "bad operand type for unary +: 'NoneType'" });
});

test("an int of a Python int's size comes back as a number where it fits", () => {
  assert.equal(typeof subtract(2n ** 53n, 1), "number");
  assert.equal(typeof add(2 ** 53 - 1, 1), "bigint");
  assert.equal(typeof floorDivide(big, 10n ** 19n), "number");
});

type Failure = readonly [(a: unknown, b: unknown) => unknown, unknown, unknown, string, string];
const FAILURES: readonly Failure[] = [
  [divide, 1, 0, "ZeroDivisionError", "division by zero"],
  [divide, 1.5, 0, "ZeroDivisionError", "float division by zero"],
  [divide, 1, f(0), "ZeroDivisionError", "float division by zero"],
  [divide, big, 0, "ZeroDivisionError", "division by zero"],
  [floorDivide, 1, 0, "ZeroDivisionError", "integer division or modulo by zero"],
  [floorDivide, 1.5, 0, "ZeroDivisionError", "float floor division by zero"],
  [modulo, 1, 0, "ZeroDivisionError", "integer modulo by zero"],
  [modulo, 1.5, 0, "ZeroDivisionError", "float modulo"],
  [power, 0, -1, "ZeroDivisionError", "0.0 cannot be raised to a negative power"],
  [power, f(10), 400, "OverflowError", "(34, 'Numerical result out of range')"],
  [power, -8, 0.5, "ValueError", "the result is a complex number"],
  [power, 3, 10n ** 12n, "OverflowError", "the integer is too large"],
  [power, 2, 2 ** 40, "OverflowError", "the integer is too large"],
  [divide, huge, 3, "OverflowError", "integer division result too large for a float"],
  [multiply, huge, 1.5, "OverflowError", "int too large to convert to float"],
  [multiply, "a", 10n ** 30n, "OverflowError", "cannot fit 'int' into an index-sized integer"],
  [add, "a", 1, "TypeError", 'can only concatenate str (not "int") to str'],
  [add, 1, "a", "TypeError", "unsupported operand type(s) for +: 'int' and 'str'"],
  [add, [1], tuple(1), "TypeError", 'can only concatenate list (not "tuple") to list'],
  [add, tuple(1), null, "TypeError", 'can only concatenate tuple (not "NoneType") to tuple'],
  [add, 1, [1], "TypeError", "unsupported operand type(s) for +: 'int' and 'list'"],
  [add, m("a"), 1, "TypeError", "unsupported operand type(s) for +: 'Markup' and 'int'"],
  [add, {}, {}, "TypeError", "unsupported operand type(s) for +: 'dict' and 'dict'"],
  [add, new Set(), new Set(), "TypeError", "unsupported operand type(s) for +: 'set' and 'set'"],
  [subtract, "a", "b", "TypeError", "unsupported operand type(s) for -: 'str' and 'str'"],
  [subtract, new Set(), [1], "TypeError", "unsupported operand type(s) for -: 'set' and 'list'"],
  [multiply, "a", "b", "TypeError", "can't multiply sequence by non-int of type 'str'"],
  [multiply, f(2), "a", "TypeError", "can't multiply sequence by non-int of type 'float'"],
  [multiply, [1], null, "TypeError", "can't multiply sequence by non-int of type 'NoneType'"],
  [multiply, m("a"), 2.5, "TypeError", "'float' object cannot be interpreted as an integer"],
  [multiply, null, 2, "TypeError", "unsupported operand type(s) for *: 'NoneType' and 'int'"],
  [divide, "a", 2, "TypeError", "unsupported operand type(s) for /: 'str' and 'int'"],
  [floorDivide, [], 2, "TypeError", "unsupported operand type(s) for //: 'list' and 'int'"],
  [modulo, 1, "a", "TypeError", "unsupported operand type(s) for %: 'int' and 'str'"],
  [power, 2, "a", "TypeError", "unsupported operand type(s) for ** or pow(): 'int' and 'str'"],
];

test("raises what Python raises", () => {
  for (const [operator, a, b, name, message] of FAILURES) {
    assert.throws(() => operator(a, b), { name, message }, `${operator.name}: ${message}`);
  }
});

test("an undefined operand fails on either side", () => {
  const nothing = new Undefined({ name: "x" });
  for (const operator of [add, subtract, multiply, divide, floorDivide, power]) {
    for (const other of [1, 1.5, [1], null, new Set()]) {
      assert.throws(() => operator(nothing, other), { name: "UndefinedError", message: "'x' is undefined" });
      assert.throws(() => operator(other, nothing), { name: "UndefinedError", message: "'x' is undefined" });
    }
  }
  assert.throws(() => add("a", nothing), { name: "UndefinedError" });
  assert.throws(() => negate(nothing), { name: "UndefinedError" });
});

test("no operation makes a text or list beyond all bounds", () => {
  assert.throws(() => multiply("abc", 2 ** 40), { name: "OverflowError" });
  assert.throws(() => multiply([0], 2 ** 40), { name: "OverflowError" });
  const long = "a".repeat(2 ** 27);
  assert.throws(() => add(add(long, long), "a"), { name: "OverflowError" });
  assert.throws(() => concat([long, long, "a"], false), { name: "OverflowError" });
});

test("a ~ b is a text, and a Markup only under autoescape", () => {
  assert.equal(repr(concat([1, null, f(2), "<"], true)), "'1None2.0<'");
  assert.equal(repr(concat(["<", m("<"), "<"], true)), "Markup('&lt;<&lt;')");
  assert.equal(repr(concat(["<", m("<"), "<"], false)), "'<<<'");
  assert.equal(repr(concat([{ __html__: () => "<b>", toString: () => "x" }, "<"], true)).startsWith("Markup"), false);
});
