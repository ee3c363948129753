// Calls from templates: how arguments reach JavaScript, and what Python says of those that do not fit.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { EnvironmentCore } from "../runtime/types.ts";
import { Undefined } from "../undefined.ts";
import { callMethod, callValue } from "./call.ts";
import { bindArguments } from "../values/signature.ts";
import { passContext, passEnvironment, passEvalContext, type Signature, withSignature } from "../values/callable.ts";
import { dictFrom } from "../values/dict.ts";
import { float } from "../values/float.ts";
import { Markup } from "../values/markup.ts";
import { CALL } from "../values/protocol.ts";
import { repr } from "../values/text.ts";
import { tuple } from "../values/tuple.ts";

function kw(entries: Readonly<Record<string, unknown>>): Map<string, unknown> {
  return new Map(Object.entries(entries));
}

const environment = {
  strictPython: true,
  makeUndefined: (about: { name?: unknown }) => new Undefined({ name: about.name }),
} as unknown as EnvironmentCore;
const evalContext = { autoescape: true, environment };
const context = { environment, evalContext, resolve: () => undefined } as never;

function seen(...args: unknown[]): unknown {
  return args;
}

function first(given: unknown): unknown {
  return given;
}

const f: Signature = { parameters: ["a", "b"], required: 1 };
const g: Signature = { parameters: ["a", "b", "c"], required: 3 };
const h: Signature = { parameters: [] };
const v: Signature = { parameters: ["a"], required: 1, varargs: true };
const k: Signature = { parameters: ["a"], required: 1, kwargs: true };

test("arguments are put to parameters", () => {
  assert.deepEqual(bindArguments("f", f, [1], null), [1]);
  assert.deepEqual(bindArguments("f", f, [1], kw({ b: 2 })), [1, 2]);
  assert.deepEqual(bindArguments("f", f, [], kw({ b: 2, a: 1 })), [1, 2]);
  assert.deepEqual(bindArguments("g", { parameters: ["a", "b", "c"] }, [], kw({ c: 3 })), [undefined, undefined, 3]);
  assert.deepEqual(bindArguments("v", v, [1, 2, 3], null), [1, 2, 3]);
  assert.deepEqual(bindArguments("v", v, [], kw({ a: 1 })), [1]);
  assert.deepEqual(bindArguments("k", k, [1], kw({ x: 2 })), [1, new Map([["x", 2]])]);
  assert.deepEqual(bindArguments("k", k, [], kw({ a: 1 })), [1, new Map()]);
  assert.deepEqual(bindArguments("k", k, [1], null), [1, new Map()]);
  const both: Signature = { ...k, varargs: true };
  assert.deepEqual(bindArguments("b", both, [1, 2, 3], kw({ x: 4 })), [1, new Map([["x", 4]]), 2, 3]);
});

test("a call that does not fit raises Python's TypeErrors", () => {
  const misfits: readonly (readonly [string, Signature, unknown[], Record<string, unknown>, string])[] = [
    ["f", f, [], {}, "f() missing 1 required positional argument: 'a'"],
    ["f", f, [1, 2, 3], {}, "f() takes from 1 to 2 positional arguments but 3 were given"],
    ["f", f, [1], { a: 2 }, "f() got multiple values for argument 'a'"],
    ["f", f, [1], { x: 2 }, "f() got an unexpected keyword argument 'x'"],
    ["f", f, [1, 2, 3], { x: 2 }, "f() got an unexpected keyword argument 'x'"],
    ["f", f, [1, 2, 3], { a: 2 }, "f() got multiple values for argument 'a'"],
    ["f", f, [], { x: 1 }, "f() got an unexpected keyword argument 'x'"],
    ["g", g, [], {}, "g() missing 3 required positional arguments: 'a', 'b', and 'c'"],
    ["g", g, [1], {}, "g() missing 2 required positional arguments: 'b' and 'c'"],
    ["g", g, [], { b: 1 }, "g() missing 2 required positional arguments: 'a' and 'c'"],
    ["g", g, [1, 2, 3, 4, 5], {}, "g() takes 3 positional arguments but 5 were given"],
    ["h", h, [1], {}, "h() takes 0 positional arguments but 1 was given"],
    ["v", v, [], {}, "v() missing 1 required positional argument: 'a'"],
    ["k", k, [1], { a: 2 }, "k() got multiple values for argument 'a'"],
  ];
  for (const [name, signature, args, kwargs, message] of misfits) {
    assert.throws(() => bindArguments(name, signature, args, kw(kwargs)), { name: "TypeError", message });
  }
});

test("a function without signature gets keywords as one last plain object, and no Float", () => {
  assert.deepEqual(callValue(seen, [1, float(2), "a"], kw({ x: float(3) })), [1, 2, "a", { x: 3 }]);
  assert.deepEqual(callValue(seen, [], null), []);
  assert.deepEqual(callValue(seen, [], new Map()), []);
  const [options] = callValue(seen, [], kw({ ["__proto__"]: 1 })) as [object];
  assert.equal(Object.getPrototypeOf(options), Object.prototype);
  const odd = callValue(seen, [], new Map([["__proto__", "x"]])) as [object];
  assert.equal(Object.getPrototypeOf(odd[0]), Object.prototype);
  assert.equal(Object.getOwnPropertyDescriptor(odd[0], "__proto__")?.value, "x");
});

test("a parameter that was not given takes JavaScript's default", () => {
  const greet = withSignature((name: string, greeting = "Hello") => `${greeting} ${name}`, {
    parameters: ["name", "greeting"],
    required: 1,
  });
  assert.equal(callValue(greet, ["Ann"], null), "Hello Ann");
  assert.equal(callValue(greet, [], kw({ greeting: "Hi", name: "Bob" })), "Hi Bob");
});

test("a function that returns nothing returns None", () => {
  assert.equal(
    callValue(() => undefined, [], null),
    null,
  );
});

test("functions get the context, the eval context or the environment that they ask for", () => {
  assert.equal(callValue(passContext(first.bind(null)), [], null, context), context);
  assert.equal(callValue(passEvalContext(first.bind(null)), [], null, context), evalContext);
  assert.equal(callValue(passEvalContext(first.bind(null)), [], null, evalContext), evalContext);
  assert.equal(callValue(passEnvironment(first.bind(null)), [], null, context), environment);
  assert.equal(callValue(passEnvironment(first.bind(null)), [], null, environment), environment);
  assert.throws(() => callValue(passContext(first.bind(null)), [], null, environment), { name: "TypeError" });
  assert.throws(() => callValue(passContext(first.bind(null)), [], null), { name: "TypeError" });
});

class Point {
  readonly x: number;
  constructor(x: number) {
    if (x < 0) throw new RangeError("negative");
    this.x = x;
  }
  moved(by: number): number {
    return this.x + by;
  }
}

test("a class is constructed, and its errors are its own", () => {
  assert.equal((callValue(Point, [5], null) as Point).x, 5);
  assert.throws(() => callValue(Point, [-1], null), new RangeError("negative"));
});

test("objects of the engine may be called, others not", () => {
  const object = { [CALL]: (args: unknown[], kwargs: unknown) => [args, kwargs] };
  assert.deepEqual(callValue(object, [1], null), [[1], null]);
  for (const [value, type] of [
    [1, "int"],
    ["a", "str"],
    [null, "NoneType"],
    [{}, "dict"],
    [[], "list"],
  ] as const) {
    assert.throws(() => callValue(value, [], null), { name: "TypeError", message: `'${type}' object is not callable` });
  }
  assert.throws(() => callValue(new Undefined({ name: "f" }), [], null), { message: "'f' is undefined" });
});

function called(object: unknown, name: string, ...args: unknown[]): unknown {
  return callMethod(object, name, args, null, context);
}

test("methods of built-in types, instances and plain objects", () => {
  assert.equal(called("abc", "upper"), "ABC");
  assert.equal(repr(called(new Markup("<a>"), "upper")), "Markup('<A>')");
  assert.equal(called(new Point(1), "moved", 2), 3);
  assert.equal(called({ n: 2, twice: (n: number) => n * 2 }, "twice", 4), 8);
  const counter = {
    n: 2,
    next(): number {
      return ++this.n;
    },
  };
  assert.equal(called(counter, "next"), 3);
  assert.equal(called({ get: () => "own" }, "get", "a"), "own");
  assert.equal(called({ get: 1, a: 2 }, "get", "a"), 2);
  assert.equal(called(dictFrom([["a", 1]]), "get", "b", 5), 5);
  assert.equal(called([1, 2], "index", 2), 1);
  assert.equal(called([1], "append", 2), null);
  assert.throws(() => called({ a: 1 }, "nothing"), { message: "'nothing' is undefined" });
  assert.throws(() => called(new Undefined({ name: "u" }), "x"), { message: "'u' is undefined" });
  assert.throws(() => called(new Point(1), "constructor", 1), { message: "'constructor' is undefined" });
  assert.throws(() => called(() => 1, "call", 1), { message: "'call' is undefined" });
});

test("calling a method finds what looking it up and calling finds", () => {
  class Registry extends Map<string, number> {
    lookup(name: string): number | undefined {
      return this.get(name);
    }
  }
  assert.equal(called(new Registry([["a", 1]]), "lookup", "a"), 1);
  assert.equal(called(new Registry([["a", 1]]), "get", "a"), 1);
  assert.equal(called({ f: Point }, "f", 3) instanceof Point, true);
});

test("CPython's words for arguments that built-in methods do not take", () => {
  const misfits: readonly (readonly [unknown, string, unknown[], Record<string, unknown>, string])[] = [
    ["a", "upper", [1], {}, "str.upper() takes no arguments (1 given)"],
    ["a", "center", [], {}, "center expected at least 1 argument, got 0"],
    ["a", "center", [1, 2, 3], {}, "center expected at most 2 arguments, got 3"],
    ["a", "center", [], { width: 1 }, "str.center() takes no keyword arguments"],
    ["a", "join", [], {}, "str.join() takes exactly one argument (0 given)"],
    ["a", "replace", ["a"], {}, "replace expected at least 2 arguments, got 1"],
    ["a", "split", [], { x: 1 }, "'x' is an invalid keyword argument for split()"],
    ["a", "split", [","], { sep: 1 }, "argument for split() given by name ('sep') and position (1)"],
    ["a", "split", [1, 2, 3], {}, "split() takes at most 2 arguments (3 given)"],
    [[], "append", [], {}, "list.append() takes exactly one argument (0 given)"],
    [[], "pop", [1, 2], {}, "pop expected at most 1 argument, got 2"],
    [{}, "get", [], {}, "get expected at least 1 argument, got 0"],
    [{}, "items", [1], {}, "dict.items() takes no arguments (1 given)"],
    [tuple(), "index", [], {}, "index expected at least 1 argument, got 0"],
    [new Markup("a"), "upper", [1], {}, "str.upper() takes no arguments (1 given)"],
  ];
  for (const [object, name, args, kwargs, message] of misfits) {
    assert.throws(() => callMethod(object, name, args, kw(kwargs), context), { name: "TypeError", message });
  }
});
