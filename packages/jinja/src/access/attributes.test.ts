// What templates can look up, and every road by which they must not reach JavaScript's own objects.
import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";
import { strFormat } from "../format/str-format.ts";
import { withLimits } from "../limits.ts";
import { Undefined } from "../undefined.ts";
import { attributeOf, itemOf, lookupAttribute, lookupItem } from "./attributes.ts";
import { signatureOf, withSignature } from "../values/callable.ts";
import { Dict, dictFrom } from "../values/dict.ts";
import { float, Float } from "../values/float.ts";
import { Markup } from "../values/markup.ts";
import { ATTRIBUTE, ITEM } from "../values/protocol.ts";
import { Range } from "../values/range.ts";
import { repr } from "../values/text.ts";
import { Tuple, tuple } from "../values/tuple.ts";

class Base {
  readonly plain = 1;
  readonly #secret = 42;
  get doubled(): number {
    return this.#secret * 2;
  }
  secret(): number {
    return this.#secret;
  }
  static create(): Base {
    return new Base();
  }
}
class Derived extends Base {
  readonly own = "o";
}
class Stack extends Array<number> {
  get top(): number | undefined {
    return this.at(-1);
  }
}

const FORBIDDEN = [
  "constructor",
  "prototype",
  "__proto__",
  "__defineGetter__",
  "__defineSetter__",
  "__lookupGetter__",
  "__lookupSetter__",
  "__class__",
  "__html__",
  "hasOwnProperty",
  "isPrototypeOf",
  "propertyIsEnumerable",
  "toLocaleString",
  "toString",
  "valueOf",
  "apply",
  "bind",
  "call",
  "caller",
  "arguments",
  "name",
  "length",
  "map",
  "forEach",
  "then",
  "next",
  "return",
  "throw",
];

const foreign = vm.runInNewContext(
  "({ object: { a: 1 }, list: [1], map: new Map([['a', 1]]), fn() {}, date: new Date(0), error: new Error('x') })",
) as Record<string, unknown>;

const TARGETS: Readonly<Record<string, unknown>> = {
  "a plain object": { a: 1 },
  "an object without prototype": Object.create(null),
  "an instance": new Derived(),
  "a class": Derived,
  "a function": function named() {},
  "an arrow function": () => 1,
  "an async function": async () => {},
  "a generator function": function* () {},
  "a generator": (function* () {})(),
  "a method read from an instance": lookupAttribute(new Derived(), "secret", true),
  "a method of text": lookupAttribute("a", "upper", true),
  "a language's function": Reflect.getPrototypeOf,
  "the Function constructor": Function,
  "the Object constructor": Object,
  "the global object": globalThis,
  "a list": [1, 2],
  "a subclass of Array": Stack.from([1]),
  "a tuple": tuple(1),
  "a dict": dictFrom([["a", 1]]),
  "a Map": new Map([["a", 1]]),
  "a Set": new Set([1]),
  "a WeakMap": new WeakMap(),
  "a range": new Range(0, 3),
  "a Markup": new Markup("a"),
  "a text": "abc",
  "an int": 5,
  "a big int": 2n ** 70n,
  "a float": 1.5,
  "a boxed float": float(2),
  "a bool": true,
  "a date": new Date(0),
  "an iterator": [1].values(),
  "an iterator helper": [1].values().map(x => x),
  "a regex": /a/,
  "a symbol": Symbol("s"),
  "a promise": Promise.resolve(1),
  bytes: new Uint8Array(2),
  "an array buffer": new ArrayBuffer(2),
  "a formatter": new Intl.NumberFormat("en"),
  "a proxy": new Proxy(new Derived(), {}),
  "another realm's object": foreign["object"],
  "another realm's list": foreign["list"],
  "another realm's Map": foreign["map"],
  "another realm's function": foreign["fn"],
};

for (const [what, target] of Object.entries(TARGETS)) {
  test(`no road leads from ${what} to a prototype or constructor`, () => {
    for (const name of FORBIDDEN) {
      // Built at run time, so that no compiler sees the name.
      const spelled = name.split("").join("");
      for (const found of [
        lookupAttribute(target, name, true),
        lookupItem(target, spelled, true),
        lookupItem(target, new Markup(spelled), true),
        attributeOf(target, spelled, true),
        itemOf(target, spelled),
      ]) {
        assert.equal(found, undefined, `${what}: ${name}`);
      }
    }
  });
}

/** Names of all that the prototypes of a value's chain define, whoever made them. */
function inheritedNames(value: unknown): string[] {
  const names: string[] = [];
  let at: unknown = Object.getPrototypeOf(Object(value));
  while (at !== null) {
    names.push(...Object.getOwnPropertyNames(at));
    at = Object.getPrototypeOf(at);
  }
  return names;
}

function isNative(value: unknown): boolean {
  return typeof value === "function" && Function.prototype.toString.call(value).includes("[native code]");
}

test("of all names that JavaScript's prototypes have, none gives a function of JavaScript's or an object of its own", () => {
  const names = new Set([...FORBIDDEN, ...Object.values(TARGETS).flatMap(inheritedNames)]);
  for (const own of ["secret", "create", "doubled", "top"]) names.delete(own);
  for (const [what, target] of Object.entries(TARGETS)) {
    for (const name of names) {
      const found = lookupAttribute(target, name, true);
      assert.equal(isNative(found) || (typeof found === "object" && found !== null), false, `${what}: ${name}`);
      const item = lookupItem(target, name, true);
      assert.equal(isNative(item) || (typeof item === "object" && item !== null), false, `${what}: ${name}`);
    }
  }
});

test("what one instance has of its own is not taken from the prototype of another", () => {
  const first = Object.assign(new Derived(), { toString: 5, extra: 1 });
  assert.equal(lookupAttribute(first, "toString", true), 5);
  assert.equal(lookupAttribute(first, "extra", true), 1);
  assert.equal(lookupAttribute(new Derived(), "toString", true), undefined);
  assert.equal(lookupAttribute(new Derived(), "extra", true), undefined);
});

test("without strictPython JavaScript's own data is reachable, what makes objects is not", () => {
  assert.equal(lookupAttribute([1, 2], "length", false), 2);
  assert.equal(lookupAttribute("abc", "length", false), 3);
  assert.equal(lookupAttribute(new Map([["a", 1]]), "size", false), 1);
  const toFixed = lookupAttribute(1.25, "toFixed", false) as (digits: number) => string;
  assert.equal(toFixed(1), "1.3");
  for (const target of Object.values(TARGETS)) {
    for (const name of FORBIDDEN.slice(0, 12)) assert.equal(lookupAttribute(target, name, false), undefined, name);
    for (const name of ["apply", "bind", "call", "caller", "arguments"]) {
      assert.equal(lookupItem(target, name, false), undefined, name);
    }
  }
});

test("in a sandbox's render JavaScript's own methods are out of reach, its data is not", () => {
  withLimits({ maxIterations: 10, maxOutput: 10 }, () => {
    assert.equal(lookupAttribute("a", "repeat", false), undefined);
    assert.equal(lookupAttribute([1], "concat", false), undefined);
    assert.equal(lookupAttribute([1], "length", false), 1);
  });
  assert.equal(typeof lookupAttribute("a", "repeat", false), "function");
});

test("no field of str.format reaches a constructor", () => {
  for (const path of ["constructor", "__proto__", "__class__", "[constructor]", "[__proto__]", "secret.constructor"]) {
    const field = path.startsWith("[") ? path : `.${path}`;
    for (const target of [{ a: 1 }, new Derived(), "a", [1], () => 1]) {
      assert.throws(() => strFormat(`{0${field}}`, [target], null), { name: /^(AttributeError|KeyError|TypeError)$/ });
    }
  }
  assert.equal(strFormat("{0.own} {1[a]}", [new Derived(), { a: 1 }], null), "o 1");
});

test("a key that is called constructor is data, a function by that name is not", () => {
  assert.equal(lookupAttribute({ constructor: "Ferrari" }, "constructor", true), "Ferrari");
  assert.equal(lookupAttribute(JSON.parse('{"__proto__": "data"}'), "__proto__", true), "data");
  assert.equal(lookupItem(Base.prototype, "constructor", true), undefined);
  assert.equal(lookupItem({ constructor: Base }, "constructor", true), undefined);
  const getter = Object.defineProperty({}, "constructor", { get: () => Base });
  assert.equal(lookupItem(getter, "constructor", true), undefined);
});

test("inherited properties of plain objects are not there", () => {
  const child = Object.create({ inherited: 1 }) as object;
  assert.equal(lookupAttribute(Object.assign(Object.create(null) as object, { a: 1 }), "a", true), 1);
  assert.equal(lookupItem({}, "toString", true), undefined);
  assert.equal(lookupAttribute(child, "inherited", true), 1, "but those of an object's own prototype are");
});

test("instances have their fields, getters and methods, inherited ones too", () => {
  const value = new Derived();
  assert.equal(lookupAttribute(value, "plain", true), 1);
  assert.equal(lookupAttribute(value, "own", true), "o");
  assert.equal(lookupItem(value, "doubled", true), 84);
  assert.equal((lookupAttribute(value, "secret", true) as () => number)(), 42);
  assert.equal((lookupAttribute(Derived, "create", true) as () => Base)() instanceof Base, true);
  assert.equal(lookupAttribute(Stack.from([1, 7]), "top", true), 7);
});

test("a getter's error goes through", () => {
  const value = {
    get broken(): never {
      throw new RangeError("no luck");
    },
  };
  assert.throws(() => lookupAttribute(value, "broken", true), new RangeError("no luck"));
});

test("a plain object's own function comes before dict's methods, those before keys", () => {
  const value = { items: [1], keys: () => "mine", get: 3 };
  assert.equal(repr((lookupAttribute(value, "keys", true) as () => unknown)()), "'mine'");
  assert.equal(typeof lookupAttribute(value, "items", true), "function");
  assert.deepEqual(lookupItem(value, "items", true), [1]);
});

test("a method remembers what it was read from, and its signature", () => {
  const counter = {
    n: 3,
    next: withSignature(
      function (this: { n: number }, by: number) {
        return this.n + by;
      },
      { parameters: ["by"] },
    ),
  };
  const next = lookupAttribute(counter, "next", true) as (by: number) => number;
  assert.equal(next(2), 5);
  assert.deepEqual({ ...signatureOf(next) }, { parameters: ["by"] });
});

test("a function that was read keeps its own properties", () => {
  const link = Object.assign(() => "/", { static: "/static" });
  Object.defineProperty(link, "length", { value: 7, enumerable: true });
  const found = lookupAttribute({ link }, "link", true);
  assert.equal(lookupAttribute(found, "static", true), "/static");
  assert.equal(lookupAttribute(found, "length", true), undefined);
});

test("lists, tuples, texts and ranges have items by place, from the end too", () => {
  assert.equal(lookupItem([1, 2, 3], -1, true), 3);
  assert.equal(lookupItem([1, 2, 3], 3, true), undefined);
  assert.equal(lookupItem([1, 2, 3], -4, true), undefined);
  assert.equal(lookupItem([1, 2, 3], true, true), 2);
  assert.equal(lookupItem([1, 2, 3], "0", true), undefined);
  assert.equal(lookupItem([1, 2, 3], float(1), true), undefined);
  assert.equal(lookupItem(tuple("a", "b"), 1, true), "b");
  assert.equal(lookupItem("a😀b", 1, true), "😀");
  assert.equal(lookupItem("a😀b", -3, true), "a");
  assert.equal(repr(lookupItem(new Markup("<i>"), 0, true)), "Markup('<')");
  assert.equal(lookupItem(new Range(0, 10, 3), -1, true), 9);
  assert.equal(lookupItem(5, 0, true), undefined);
});

test("dicts have items by Python's equality of keys", () => {
  const dict = dictFrom([
    [1, "int"],
    [tuple(1, 2), "tuple"],
    ["a", "text"],
  ]);
  assert.equal(lookupItem(dict, true, true), "int");
  assert.equal(lookupItem(dict, new Float(1), true), "int");
  assert.equal(lookupItem(dict, tuple(1, 2), true), "tuple");
  assert.equal(lookupItem(dict, new Markup("a"), true), "text");
  assert.equal(lookupAttribute(dict, "a", true), "text");
  assert.equal(lookupItem(dict, [1], true), undefined, "what does not hash is not there");
  assert.equal(lookupItem(new Map([[true, "yes"]]), 1, true), "yes");
  assert.equal(lookupItem({ 1: "one" }, 1, true), "one", "JavaScript spells int keys as texts");
  assert.equal(lookupItem(new Dict(), "clear", true) === undefined, false, "an attribute where there is no item");
});

test("objects of the engine answer for themselves", () => {
  class Engine {
    readonly hidden = true;
    [ATTRIBUTE](name: string): unknown {
      return name === "a" ? 1 : undefined;
    }
    [ITEM](key: unknown): unknown {
      return key === 0 ? "first" : undefined;
    }
  }
  const instance = new Engine();
  assert.equal(lookupAttribute(instance, "a", true), 1);
  assert.equal(lookupItem(instance, 0, true), "first");
  assert.equal(lookupAttribute(instance, "hidden", true), undefined);
  assert.throws(() => lookupAttribute(new Undefined({ name: "x" }), "y", true), { message: "'x' is undefined" });
  assert.throws(() => lookupItem(new Undefined({ name: "x" }), "y", true), { message: "'x' is undefined" });
});

test("a tuple's derived lists are lists", () => {
  const mapped: unknown = tuple(1, 2).map(item => item);
  assert.equal(mapped instanceof Tuple, false);
});
