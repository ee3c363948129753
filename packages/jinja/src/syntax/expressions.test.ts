import assert from "node:assert/strict";
import { test } from "node:test";
import type { Output } from "./ast.ts";
import { parse } from "./parser.ts";
import { outline } from "../testing/outline.ts";

// The right sides say what jinja2.Environment().parse() makes of the left ones.
const read = (source: string): string => outline(parse(`{{ ${source} }}`));

function all(cases: Readonly<Record<string, string>>): void {
  for (const [source, expected] of Object.entries(cases)) assert.equal(read(source), expected, source);
}

test("operators bind as in Jinja, and all lean to the left", () => {
  all({
    "1 + 2 * 3": "(+ 1 (* 2 3))",
    "2**3**2": "(** (** 2 3) 2)",
    "-2**2": "(** (- 2) 2)",
    "2**-3": "(** 2 (- 3))",
    "a - b - c": "(- (- a b) c)",
    "a + b ~ c * d ~ e": "(+ a (~ b (* c d) e))",
    "a // b % c / d": "(/ (% (// a b) c) d)",
    "a or b and not c": "(or a (and b (not c)))",
    "not a == b": "(not (compare a eq b))",
    "not not a": "(not (not a))",
    "1 == not": "(compare 1 eq not)",
  });
});

test("comparisons form one chain, 'not in' included", () => {
  all({
    "a < b <= c != d": "(compare a lt b lteq c ne d)",
    "a in b not in c": "(compare a in b notin c)",
    "a + 1 > b == c": "(compare (+ a 1) gt b eq c)",
  });
});

test("a sign binds tighter than a filter, attributes and calls tighter than a sign", () => {
  all({
    "-x|abs": "(|abs (- x))",
    "-x.y(1)": "(- (call (.y x) 1))",
    "- -x": "(- (- x))",
    "+x ** 2": "(** (+ x) 2)",
    "a + b|f": "(+ a (|f b))",
  });
});

test("inline if may lack its else, and else reads as far as it can", () => {
  all({
    "a if b": "(if b a _)",
    "a if b else c if d else e": "(if b a (if d c e))",
    "a if b if c": "(if c (if b a _) _)",
    "a, b if c": "(tuple a (if c b _))",
  });
});

test("commas make tuples with and without parentheses", () => {
  all({
    "1, 2": "(tuple 1 2)",
    "1,": "(tuple 1)",
    "()": "(tuple)",
    "(1)": "1",
    "(1,)": "(tuple 1)",
    "[1, 2,]": "(list 1 2)",
    "{'a': 1, b: [],}": '(dict "a" 1 b (list))',
  });
});

test("filters and tests take names with dots; a test takes one operand without parentheses", () => {
  all({
    "a.b|f(x, k=1) is t": "(is t (|f (.b a) x k=1))",
    "x|a.b.c": "(|a.b.c x)",
    "x is not divisibleby 3 + 1": "(+ (not (is divisibleby x 3)) 1)",
    "x is eq a.b[1](2)|upper": "(|upper (is eq x (call (item (.b a) 1) 2)))",
    "x is t and y or z": "(or (and (is t x) y) z)",
    "x is t if": "(is t x if)",
  });
});

test("calls take positional arguments, keywords, * and **", () => {
  all({
    "f()(1)": "(call (call f) 1)",
    "f(a, b=1, *c, **d)": "(call f a b=1 * c ** d)",
    "f(*c, b=1,)": "(call f b=1 * c)",
    "x|f(1)(2)": "(call (|f x 1) 2)",
  });
});

test("subscripts: items, slices, tuples, numbers after a dot", () => {
  all({
    "a[1]": "(item a 1)",
    "a[1:2:3]": "(item a (slice 1 2 3))",
    "a[:]": "(item a (slice _ _ _))",
    "a[::2]": "(item a (slice _ _ 2))",
    "a[1, 2]": "(item a (tuple 1 2))",
    "a[]": "(item a (tuple))",
    "l.0.1": "(item (item l 0) 1)",
    "a.true": "(.true a)",
  });
});

test("constants are known in both spellings, and adjacent strings are one", () => {
  all({
    "true, True, false, False, none, None": "(tuple true true false false None None)",
    "'a' \"b\" 'c'": '"abc"',
    "1_000 + 0x1F": "(+ 1000 31)",
    "2.0": "2.0",
  });
});

test("positions cover an operation on its line", () => {
  const [output] = parse("a\n {{ (user.name|upper) + 1 }}").body as [Output];
  const sum = output.nodes[1];
  assert.ok(sum?.type === "BinExpr");
  const { line, column, width } = sum;
  assert.deepEqual({ line, column, width }, { line: 2, column: 5, width: 21 });
  assert.deepEqual([sum.left.column, sum.left.width], [16, 5]);
});
