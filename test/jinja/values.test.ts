// What JavaScript's values are in a template: the rules of the package's README, each as an example.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Environment, float, Markup, PythonError, Undefined, UndefinedError, withSignature } from "@seatstack/jinja";
import { render } from "./render.ts";

/** What a function was called with. */
const json = (...args: unknown[]) => JSON.stringify(args);

const fail = () => {
  throw new RangeError("boom");
};

function* numbers() {
  yield 1;
  yield 2;
}

describe("numbers", () => {
  test("a whole number is an int, any other a float", () => {
    assert.equal(render("{{ a }} {{ b }} {{ a / a }}", { a: 2, b: 2.5 }), "2 2.5 1.0");
    assert.equal(render("{{ a is integer }} {{ a is float }} {{ b is float }}", { a: 2, b: 2.5 }), "True False True");
  });

  test("float() makes a float of a whole number", () => {
    assert.equal(render("{{ a }} {{ a + 1 }} {{ a == 2 }}", { a: float(2) }), "2.0 3.0 True");
  });

  test("what is no safe integer is a float, printed as Python does", () => {
    const context = { big: 1e22, small: 1e-7, nan: Number.NaN, infinity: -Infinity };
    assert.equal(render("{{ big }} {{ small }} {{ nan }} {{ infinity }}", context), "1e+22 1e-07 nan -inf");
  });

  test("a BigInt is an int", () => {
    assert.equal(
      render("{{ a }} {{ a + 1 }} {{ b == 7 }}", { a: 2n ** 64n, b: 7n }),
      `${2n ** 64n} ${2n ** 64n + 1n} True`,
    );
    assert.equal(
      render("{{ a // 3 }} {{ a % 10 }} {{ a is integer }}", { a: 10n ** 20n }),
      "33333333333333333333 0 True",
    );
    assert.equal(render("{{ 2 ** 100 }} {{ 9007199254740991 + 2 }}"), `${2n ** 100n} 9007199254740993`);
  });
});

describe("null and undefined", () => {
  test("null is None", () => {
    assert.equal(render("{{ x }} {{ x is none }} {{ x is defined }} {{ [x] }}", { x: null }), "None True True [None]");
  });

  test("undefined is as if it were not there", () => {
    const context = { x: undefined, d: { y: undefined } };
    assert.equal(render("[{{ x }}{{ d.y }}] {{ x is defined }} {{ d.y|default('z') }}", context), "[] False z");
    assert.throws(() => render("{{ x.y }}", context), UndefinedError);
  });

  test("a function that returns nothing returns None", () => {
    assert.equal(render("{{ f() }}", { f: () => {} }), "None");
  });
});

describe("objects as dicts", () => {
  test("a plain object is a dict, in its own order", () => {
    const context = { d: { b: 1, a: "x" } };
    assert.equal(render("{{ d }} {{ d.a }} {{ d['b'] }} {{ d|length }}", context), "{'b': 1, 'a': 'x'} x 1 2");
    assert.equal(render("{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}", context), "b=1;a=x;");
  });

  test("an object without prototype is a dict, too", () => {
    const d = Object.assign(Object.create(null) as object, { a: 1 });
    assert.equal(render("{{ d }} {{ d.a }} {{ d is mapping }}", { d }), "{'a': 1} 1 True");
  });

  test("a Map is a dict with keys of any type", () => {
    const m = new Map<unknown, unknown>([
      ["a", 1],
      [2, "two"],
      [null, true],
    ]);
    assert.equal(
      render("{{ m }} {{ m.a }} {{ m[2] }} {{ m[none] }}", { m }),
      "{'a': 1, 2: 'two', None: True} 1 two True",
    );
    assert.equal(
      render("{{ m|length }} {{ 2 in m }} {{ m.get('b', '-') }} {{ m is mapping }}", { m }),
      "3 True - True",
    );
    assert.equal(render("{% for key in m %}{{ key }};{% endfor %}", { m }), "a;2;None;");
  });

  test("dict's methods come before keys by a dot, keys come first by brackets", () => {
    assert.equal(render("{{ d['items'] }} {{ d.items()|list }}", { d: { items: 7 } }), "7 [('items', 7)]");
  });

  test("a dict or set that grows while it is walked is an error, not a loop without end", () => {
    for (const walked of ["d", "d.items()", "d|items", "d.keys()", "m", "m.values()"]) {
      const source = `{% set d = {"a": 1} %}{% for k in ${walked} %}{% do d.update({loop.index: 1}) %}{% do m.update({loop.index: 1}) %}{% endfor %}`;
      const grow = () => render(source, { m: new Map([["a", 1]]) }, { extensions: ["do"] });
      assert.throws(grow, { name: "RuntimeError", message: "dictionary changed size during iteration" }, walked);
    }
    const source = "{% for x in s %}{% do s.add(x ~ 1) %}{% endfor %}";
    assert.throws(() => render(source, { s: new Set(["a"]) }, { extensions: ["do"] }), {
      name: "RuntimeError",
      message: "Set changed size during iteration",
    });
  });

  test("a frozen object is read like any other, and can be changed by no template", () => {
    const d = Object.freeze({ a: Object.freeze([1, 2]) });
    assert.equal(render("{{ d.a }} {{ d.a|join('-') }}", { d }), "[1, 2] 1-2");
    assert.throws(() => render("{% do d.a.append(3) %}", { d }, { extensions: ["do"] }));
    assert.deepEqual(d, { a: [1, 2] });
  });

  test("a proxy is what its traps say it is", () => {
    const target: Record<string, unknown> = { a: 1 };
    const d = new Proxy(target, { get: (object, key) => (key === "a" ? 42 : Reflect.get(object, key)) });
    assert.equal(render("{{ d.a }} {{ d['a'] }} [{{ d.b }}]", { d }), "42 42 []");
  });
});

describe("sequences and sets", () => {
  test("an array is a list", () => {
    assert.equal(
      render("{{ a }} {{ a[-1] }} {{ a.0 }} {{ a[1:] }} {{ a|length }}", { a: [1, "x", null] }),
      "[1, 'x', None] None 1 ['x', None] 3",
    );
  });

  test("a Set is a set, in its own order", () => {
    const s = new Set(["b", "a"]);
    assert.equal(
      render("{{ s }} {{ s|length }} {{ 'a' in s }} {{ s|sort }} {{ s|join }}", { s }),
      "{'b', 'a'} 2 True ['a', 'b'] ba",
    );
    assert.equal(render("{{ s }} {{ 'empty' if not s }}", { s: new Set() }), "set() empty");
  });

  test("an iterator is a generator: it can be walked once, and has no length", () => {
    assert.equal(
      render("{% for n in g %}{{ n }}{{ ',' if not loop.last }}{% endfor %}|{{ g|list }}", { g: numbers() }),
      "1,2|[]",
    );
    assert.throws(() => render("{{ g|length }}", { g: numbers() }), { name: "TypeError" });
  });

  test("an object with Symbol.iterator can be walked again and again", () => {
    class Bag {
      *[Symbol.iterator]() {
        yield* ["x", "y"];
      }
    }
    assert.equal(render("{{ b|join }}{{ b|join }}", { b: new Bag() }), "xyxy");
  });

  test("text is counted in code points", () => {
    assert.equal(render("{{ s|length }} {{ s[1] }} {{ s[::-1] }}", { s: "a😀b" }), "3 😀 b😀a");
  });
});

describe("dates", () => {
  const at = new Date(Date.UTC(2026, 8, 1, 12, 30, 5));

  test("a Date prints as Python's datetime in UTC", () => {
    assert.equal(render("{{ at }}", { at }), "2026-09-01 12:30:05");
    assert.equal(render("{{ at }}", { at: new Date(at.getTime() + 250) }), "2026-09-01 12:30:05.250000");
  });

  test("a Date has datetime's attributes and methods", () => {
    assert.equal(
      render("{{ at.year }}-{{ at.month }}-{{ at.day }} {{ at.hour }}:{{ at.minute }}", { at }),
      "2026-9-1 12:30",
    );
    assert.equal(
      render("{{ at.strftime('%d.%m.%Y %H:%M') }} {{ at.isoformat() }}", { at }),
      "01.09.2026 12:30 2026-09-01T12:30:05",
    );
  });

  test("dates compare by time", () => {
    const later = new Date(at.getTime() + 1);
    assert.equal(render("{{ at < later }} {{ at == same }}", { at, later, same: new Date(at) }), "True True");
  });
});

describe("instances of classes", () => {
  class Person {
    readonly first: string;
    readonly #secret = "hidden";

    constructor(first: string) {
      this.first = first;
    }

    get name(): string {
      return `${this.first} Doe`;
    }

    greet(greeting: string): string {
      return `${greeting}, ${this.first}${this.#secret.slice(0, 0)}!`;
    }
  }
  class Student extends Person {
    get trouble(): string {
      throw new RangeError("out of order");
    }
  }
  const person = new Student("Jane");

  test("their properties, getters and methods are reachable, inherited ones, too", () => {
    assert.equal(
      render("{{ p.first }} {{ p.name }} {{ p.greet('Hi') }} {{ p['first'] }}", { p: person }),
      "Jane Jane Doe Hi, Jane! Jane",
    );
  });

  test("a method keeps its object", () => {
    assert.equal(render("{% set hello = p.greet %}{{ hello('Hey') }}", { p: person }), "Hey, Jane!");
  });

  test("an error of a getter comes out as it is", () => {
    assert.throws(() => render("{{ p.trouble }}", { p: person }), { name: "RangeError", message: /out of order/ });
  });

  test("they are neither dicts nor lists", () => {
    assert.equal(render("{{ p is mapping }} {{ p is iterable }}", { p: person }), "False False");
    assert.throws(() => render("{% for x in p %}{% endfor %}", { p: person }), { name: "TypeError" });
  });

  test("a class's toString is its str()", () => {
    class Money {
      toString(): string {
        return "<5 €>";
      }
    }
    assert.equal(render("{{ m }}", { m: new Money() }, { autoescape: true }), "&lt;5 €&gt;");
  });

  test("an object with __html__ is markup", () => {
    class Icon {
      __html__(): string {
        return "<i></i>";
      }
    }
    assert.equal(render("{{ icon }}", { icon: new Icon() }, { autoescape: true }), "<i></i>");
    assert.equal(render("{{ m }}{{ m ~ '<' }}", { m: new Markup("<b>") }, { autoescape: true }), "<b><b>&lt;");
  });
});

describe("what no template reaches", () => {
  const names = [
    "constructor",
    "__proto__",
    "prototype",
    "__defineGetter__",
    "__lookupSetter__",
    "hasOwnProperty",
    "valueOf",
    "toLocaleString",
    "isPrototypeOf",
    "call",
    "apply",
    "bind",
    "caller",
    "arguments",
  ];
  /** Among what `strictPython: false` lets through for numbers and dates. */
  const harmless = new Set(["valueOf", "toLocaleString"]);
  class Plain {
    readonly x = 1;
  }
  const values: Record<string, unknown> = {
    object: {},
    array: [],
    text: "x",
    number: 1,
    map: new Map(),
    set: new Set(),
    date: new Date(0),
    instance: new Plain(),
    fn: () => 1,
    flag: true,
    klass: Plain,
  };
  for (const [kind, value] of Object.entries(values)) {
    test(`prototypes and constructors through: ${kind}`, () => {
      for (const name of names) {
        const source = `{{ v.${name} is defined }}{{ v['${name}'] is defined }}{{ (v|attr('${name}')) is defined }}{{ [v]|map(attribute='${name}')|first is defined }}`;
        assert.equal(render(source, { v: value }), "FalseFalseFalseFalse", name);
        if (harmless.has(name)) continue;
        assert.equal(render(source, { v: value }, { strictPython: false }), "FalseFalseFalseFalse", name);
      }
    });
  }

  test("variables are the context's own", () => {
    assert.equal(
      render("{{ constructor is defined }}{{ toString is defined }}{{ __proto__ is defined }}"),
      "FalseFalseFalse",
    );
  });

  test("a key of the data itself is an item like any other", () => {
    assert.equal(render("{{ d['constructor'] }}", { d: { constructor: "Bob the builder" } }), "Bob the builder");
  });
});

describe("functions", () => {
  test("without signature they get keywords as one last object", () => {
    const f = json;
    assert.equal(render("{{ f(1, 'a', x=2, y=none) }}", { f }), '[1,"a",{"x":2,"y":null}]');
    assert.equal(render("{{ f() }}", { f }), "[]");
  });

  test("floats arrive as numbers", () => {
    assert.equal(render("{{ f(2.0, x=3.0) }}", { f: json }), '[2,{"x":3}]');
  });

  test("with signature they get keywords by name", () => {
    const area = withSignature((width: number, height = 10) => width * height, {
      parameters: ["width", "height"],
      required: 1,
    });
    assert.equal(render("{{ area(2) }} {{ area(height=3, width=2) }}", { area }), "20 6");
    assert.throws(() => render("{{ area() }}", { area }), { name: "TypeError" });
    assert.throws(() => render("{{ area(1, depth=2) }}", { area }), { name: "TypeError" });
  });

  test("this is the object that a function was found on", () => {
    const counter = {
      start: 5,
      next(this: { start: number }, step: number) {
        return this.start + step;
      },
    };
    assert.equal(render("{{ counter.next(2) }}", { counter }), "7");
  });

  test("filters, tests and globals of one's own", () => {
    const environment = new Environment();
    environment.addFilter("wrap", (value: string, left: string, right: string) => `${left}${value}${right}`);
    environment.addTest("short", (value: string) => value.length < 4);
    environment.addGlobal("site", "seats");
    assert.equal(
      environment.fromString("{{ 'x'|wrap('[', ']') }} {{ 'abc' is short }} {{ site }}").render({}),
      "[x] True seats",
    );
  });

  test("their errors come out as they are", () => {
    assert.throws(() => render("{{ fail() }}", { fail }), { name: "RangeError", message: /boom/ });
  });
});

describe("promises", () => {
  test("printing one is an error that says what to do", () => {
    assert.throws(
      () => render("{{ p }}", { p: Promise.resolve(1) }),
      (error: Error) => error instanceof PythonError && /await it before rendering/.test(error.message),
    );
    assert.throws(() => render("{{ f() }}", { f: async () => await Promise.resolve(1) }), /await it before rendering/);
  });
});

describe("strictPython: false", () => {
  const loose = { strictPython: false };

  test("JavaScript's own harmless properties and methods are reachable", () => {
    assert.equal(
      render("{{ a.length }} {{ s.length }} {{ m.size }}", { a: [1, 2], s: "abc", m: new Map([["k", 1]]) }, loose),
      "2 3 1",
    );
    assert.equal(
      render(
        "{{ s.toUpperCase() }} {{ a.includes(2) }} {{ at.getUTCFullYear() }}",
        { s: "x", a: [1, 2], at: new Date(0) },
        loose,
      ),
      "X True 1970",
    );
  });

  test("they are not, unless asked for", () => {
    assert.equal(render("[{{ a.length }}{{ s.length }}{{ m.size }}]", { a: [1], s: "abc", m: new Map() }), "[]");
  });
});

test("an undefined value can be told by its class", () => {
  let seen: unknown;
  render("{{ f(nope) }}", {
    f: (value: unknown) => {
      seen = value;
      return "";
    },
  });
  assert.ok(seen instanceof Undefined);
});
