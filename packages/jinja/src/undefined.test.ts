import assert from "node:assert/strict";
import { test } from "node:test";
import { Environment } from "./environment/environment.ts";
import { UndefinedError } from "./errors.ts";
import {
  ChainableUndefined,
  DebugUndefined,
  makeLoggingUndefined,
  StrictUndefined,
  Undefined,
  type UndefinedClass,
} from "./undefined.ts";

/** What a template prints, or the message of the UndefinedError that it raises. */
function outcome(source: string, undefinedClass: UndefinedClass, context: Record<string, unknown> = {}): string {
  try {
    return new Environment({ undefined: undefinedClass }).fromString(source).render(context);
  } catch (error) {
    assert.ok(error instanceof UndefinedError, String(error));
    return `! ${error.message}`;
  }
}

const cases: readonly (readonly [source: string, lenient: string, chainable: string, debug: string, strict: string])[] =
  [
    ["[{{ x }}]", "[]", "[]", "[{{ x }}]", "! 'x' is undefined"],
    ["[{{ x.y }}]", "! 'x' is undefined", "[]", "! 'x' is undefined", "! 'x' is undefined"],
    ["[{{ x['y'] }}]", "! 'x' is undefined", "[]", "! 'x' is undefined", "! 'x' is undefined"],
    ["[{{ d.y }}]", "[]", "[]", "[{{ no such element: dict object['y'] }}]", "! 'dict object' has no attribute 'y'"],
    ["[{{ l[9] }}]", "[]", "[]", "[{{ no such element: list object[9] }}]", "! list object has no element 9"],
    [
      "[{{ l[9].x }}]",
      "! list object has no element 9",
      "[]",
      "! list object has no element 9",
      "! list object has no element 9",
    ],
    ["{{ 'yes' if x else 'no' }}", "no", "no", "no", "! 'x' is undefined"],
    ["{{ x is defined }}{{ x is undefined }}", "FalseTrue", "FalseTrue", "FalseTrue", "FalseTrue"],
    ["{{ x|default('d') }}", "d", "d", "d", "d"],
    ["{{ x == y }}{{ x == 1 }}", "TrueFalse", "TrueFalse", "TrueFalse", "! 'x' is undefined"],
    ["{% for i in x %}{% else %}none{% endfor %}", "none", "none", "none", "! 'x' is undefined"],
    ["{{ x|list }}{{ x|length }}", "[]0", "[]0", "[]0", "! 'x' is undefined"],
    ["{{ x + 1 }}", "! 'x' is undefined", "! 'x' is undefined", "! 'x' is undefined", "! 'x' is undefined"],
    ["{{ -x }}", "! 'x' is undefined", "! 'x' is undefined", "! 'x' is undefined", "! 'x' is undefined"],
    ["{{ x < 1 }}", "! 'x' is undefined", "! 'x' is undefined", "! 'x' is undefined", "! 'x' is undefined"],
    ["{{ x() }}", "! 'x' is undefined", "! 'x' is undefined", "! 'x' is undefined", "! 'x' is undefined"],
    ["{{ 1 in x }}", "False", "False", "False", "! 'x' is undefined"],
    ["{{ 'a' ~ x }}", "a", "a", "a{{ x }}", "! 'x' is undefined"],
  ];

for (const [source, ...expected] of cases) {
  test(`each undefined class with ${source}`, () => {
    const classes = [Undefined, ChainableUndefined, DebugUndefined, StrictUndefined];
    const context = { d: {}, l: [] };
    assert.deepEqual(
      classes.map(undefinedClass => outcome(source, undefinedClass, context)),
      expected,
    );
  });
}

test("objects of Python's own modules are named with them", () => {
  assert.equal(outcome("{{ namespace().x.y }}", Undefined), "! 'jinja2.utils.Namespace object' has no attribute 'x'");
  assert.equal(outcome("{{ none.x.y }}", Undefined), "! 'None' has no attribute 'x'");
});

test("what is printed of an undefined value is escaped", () => {
  const environment = new Environment({ undefined: DebugUndefined, autoescape: true });
  assert.equal(
    environment.fromString("{{ d['<'] }}").render({ d: {} }),
    "{{ no such element: dict object[&#39;&lt;&#39;] }}",
  );
});

test("a logging class tells of uses and failures", () => {
  const told: string[] = [];
  const logger = {
    warn: (text: string) => told.push(`warn ${text}`),
    error: (text: string) => told.push(`error ${text}`),
  };
  const Logging = makeLoggingUndefined(logger, ChainableUndefined);
  outcome("{{ x }}{% if y %}{% endif %}{% for i in z.a %}{% endfor %}{{ w + 1 }}", Logging);
  assert.deepEqual(told, [
    "warn Template variable warning: 'x' is undefined",
    "warn Template variable warning: 'y' is undefined",
    "warn Template variable warning: 'z' is undefined",
    "error Template variable error: 'w' is undefined",
  ]);
});

test("a class of one's own changes what it wants", () => {
  class Blank extends Undefined {
    override toString(): string {
      return `<${String(this.about().name)}?>`;
    }
  }
  assert.equal(outcome("{{ x }}", Blank), "<x?>");
});

test("outside of templates it is what the host asks of it", () => {
  const value = new Undefined({ name: "x" });
  assert.equal(String(value), "");
  assert.deepEqual([...value], []);
  assert.throws(() => value.fail(), { name: "UndefinedError", message: "'x' is undefined" });
  assert.equal(new Undefined({ hint: "look here" }).message(), "look here");
});

test("a slice of a chainable one is undefined, too, and a strict one is no key", () => {
  assert.equal(outcome("[{{ x[1:2].y }}]", ChainableUndefined), "[]");
  assert.equal(outcome("{{ x[1:2] }}", Undefined), "! 'x' is undefined");
  assert.equal(outcome("{{ {'a': 1}[x] }}", StrictUndefined), "! 'x' is undefined");
  assert.equal(outcome("[{{ {'a': 1}[x] }}]", Undefined), "[]");
});
