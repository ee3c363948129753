import assert from "node:assert/strict";
import { test } from "node:test";
import { Environment } from "../environment/environment.ts";
import { SecurityError, UndefinedError } from "../errors.ts";
import { withLimits } from "../limits.ts";
import { Undefined } from "../undefined.ts";
import { callValue } from "../access/call.ts";
import { lookupAttribute } from "../access/attributes.ts";
import { toList } from "../values/iterate.ts";
import { str } from "../values/text.ts";
import { builtinGlobals, safeRange } from "./builtin.ts";
import { lipsum } from "./lipsum.ts";

const globals = builtinGlobals();

function call(name: string, args: readonly unknown[] = [], kwargs: Readonly<Record<string, unknown>> = {}): unknown {
  return callValue(globals.get(name), args, new Map(Object.entries(kwargs)));
}

function method(object: unknown, name: string): string {
  return str(callValue(lookupAttribute(object, name, true), [], null));
}

function raises(work: () => unknown, name: string, message: string): void {
  assert.throws(work, { name, message });
}

test("range counts as Python's does", () => {
  assert.equal(str(call("range", [3])), "range(0, 3)");
  assert.deepEqual(toList(call("range", [10, 0, -3])), [10, 7, 4, 1]);
  assert.deepEqual(toList(call("range", [-5])), []);
  assert.equal(str(call("range", [true])), "range(0, 1)");
  raises(() => call("range"), "TypeError", "range expected at least 1 argument, got 0");
  raises(() => call("range", [1, 2, 3, 4]), "TypeError", "range expected at most 3 arguments, got 4");
  raises(() => call("range", ["a"]), "TypeError", "'str' object cannot be interpreted as an integer");
  raises(() => call("range", [1.5]), "TypeError", "'float' object cannot be interpreted as an integer");
  raises(() => call("range", [1, 2, 0]), "ValueError", "range() arg 3 must not be zero");
  raises(() => call("range", [], { stop: 3 }), "TypeError", "range() takes no keyword arguments");
});

test("a sandbox's range has 100000 items at most", () => {
  assert.equal(str(callValue(safeRange(), [100_000], null)), "range(0, 100000)");
  raises(
    () => callValue(safeRange(), [100_001], null),
    "OverflowError",
    "Range too big. The sandbox blocks ranges larger than MAX_RANGE (100000).",
  );
});

test("dict takes a mapping or pairs, and keywords", () => {
  assert.equal(str(call("dict", [], { a: 1, b: [2] })), "{'a': 1, 'b': [2]}");
  assert.equal(str(call("dict", [[["a", 1]]], { b: 2 })), "{'a': 1, 'b': 2}");
  assert.equal(str(call("dict", [["ab", "cd"]])), "{'a': 'b', 'c': 'd'}");
  assert.equal(str(call("dict", [{ a: 1 }], { a: 2 })), "{'a': 2}");
  raises(() => call("dict", [1]), "TypeError", "'int' object is not iterable");
  raises(() => call("dict", [[1]]), "TypeError", "cannot convert dictionary update sequence element #0 to a sequence");
  raises(
    () => call("dict", [[[1, 2, 3]]]),
    "ValueError",
    "dictionary update sequence element #0 has length 3; 2 is required",
  );
  raises(() => call("dict", [{}, {}]), "TypeError", "dict expected at most 1 argument, got 2");
  assert.throws(() => call("dict", [new Undefined({ name: "x" })]), UndefinedError);
});

test("cycler gives its items in turn", () => {
  const cycler = call("cycler", [1, 2]);
  assert.equal(method(cycler, "next"), "1");
  assert.equal(lookupAttribute(cycler, "current", true), 2);
  assert.equal(lookupAttribute(cycler, "pos", true), 1);
  assert.equal(str(lookupAttribute(cycler, "items", true)), "(1, 2)");
  assert.deepEqual([method(cycler, "next"), method(cycler, "reset"), method(cycler, "next")], ["2", "None", "1"]);
  raises(() => call("cycler"), "RuntimeError", "at least one item has to be provided");
  raises(() => toList(cycler), "TypeError", "'Cycler' object is not iterable");
});

test("joiner is silent once", () => {
  const joiner = call("joiner", [], { sep: "|" });
  assert.deepEqual([callValue(joiner, [], null), callValue(joiner, [], null)], ["", "|"]);
  assert.equal(lookupAttribute(joiner, "used", true), true);
  raises(
    () => callValue(joiner, [1], null),
    "TypeError",
    "Joiner.__call__() takes 1 positional argument but 2 were given",
  );
});

test("a namespace shows its attributes only", () => {
  const namespace = call("namespace", [{ a: 1 }], { set: 2 });
  assert.equal(str(namespace), "<Namespace {'a': 1, 'set': 2}>");
  assert.equal(lookupAttribute(namespace, "set", true), 2);
  for (const name of ["get", "constructor", "__proto__"])
    assert.equal(lookupAttribute(namespace, name, true), undefined);
  raises(() => call("namespace", [1]), "TypeError", "'int' object is not iterable");
});

test("classes print as Python's", () => {
  const names = ["range", "dict", "cycler", "joiner", "namespace"];
  const kinds = ["range", "dict", "jinja2.utils.Cycler", "jinja2.utils.Joiner", "jinja2.utils.Namespace"];
  assert.deepEqual(
    names.map(name => str(globals.get(name))),
    kinds.map(kind => `<class '${kind}'>`),
  );
});

const render = (source: string) => () => new Environment().fromString(source).render();

test("classes are called types in messages", () => {
  raises(render("{{ range.zz.y }}"), "UndefinedError", "'type object' has no attribute 'zz'");
  raises(render("{{ joiner|tojson }}"), "TypeError", "Object of type type is not JSON serializable");
  raises(render("{{ lipsum|length }}"), "TypeError", "object of type 'function' has no len()");
});

test("lipsum makes sentences of as many words as told", () => {
  const text = str(call("lipsum", [2, false, 20, 21]));
  const paragraphs = text.split("\n\n");
  assert.deepEqual(
    paragraphs.map(paragraph => paragraph.split(" ").length),
    [20, 20],
  );
  for (const paragraph of paragraphs) assert.match(paragraph, /^[A-Z][a-z]+(?:[,.]? [A-Za-z]+)*\.$/);
  assert.equal(str(lipsum(1, true, 3, 4, low => low)), "<p>Lorem ipsum lorem.</p>");
  assert.equal(str(call("lipsum", [0])), "");
  raises(() => call("lipsum", [1, false, 20, 20]), "ValueError", "empty range for randrange() (20, 20, 0)");
  raises(() => call("lipsum", [1e9]), "OverflowError", "the result is longer than 268435456 characters");
  withLimits({ maxIterations: 1e6, maxOutput: 1e6 }, () => assert.throws(() => call("lipsum", [1e9]), SecurityError));
});

test("a namespace that holds itself can be printed", () => {
  const source = "{% set n = namespace(x=1) %}{% set n.y = n %}{{ n }}";
  assert.equal(new Environment().fromString(source).render(), "<Namespace {'x': 1, 'y': ...}>");
});
