// What a frame's names are, in the cases where Jinja's rules surprise.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Environment } from "../environment/environment.ts";
import { DictLoader } from "../loaders/dict.ts";
import { isBounded } from "../testing/cpu.ts";

const context = { items: [1, 2, 3], x: "ctx" };

function render(source: string): string {
  return new Environment({ loader: new DictLoader({ main: source }) }).render("main", context);
}

test("many conditions that assign take time by their number, not by its square", () => {
  const text = Array.from({ length: 15_000 }, (_, index) => `{% if x %}{% set v${index} = 1 %}{% endif %}`).join("");
  isBounded(() => new Environment().compile(text));
});

// Code by the product of both would end the process: V8 aborts, and no error says so.
for (const [place, before, after] of [
  ["a template", "", ""],
  ["a block", "{% block b %}", "{% endblock %}"],
  ["a loop", "{% for i in items %}", "{% endfor %}"],
] as const) {
  test(`thousands of includes among thousands of variables are compiled by their number, in ${place}`, () => {
    const text = Array.from({ length: 4_000 }, (_, index) => `{% set v${index} = 1 %}{% include "a" %}`).join("");
    isBounded(() => new Environment().compile(`${before}${text}${after}`));
  });
}

// Each line: a template and what Jinja2 3.1.6 prints.
const cases: readonly (readonly [title: string, source: string, expected: string])[] = [
  [
    "an assignment in a loop ends with its turn",
    "{{ x }}{% set x = 1 %}{% for i in items %}{{ x }}{% set x = x ~ i %}{{ x }},{% endfor %}{{ x }}",
    "ctx111,112,113,1",
  ],
  ["an assignment in a condition stays", "{% if items %}{% set x = 5 %}{% endif %}{{ x }}", "5"],
  [
    "a condition that does not hold leaves what the context has",
    "{% if not items %}{% set x = 5 %}{% endif %}{{ x }}",
    "ctx",
  ],
  [
    "a variable of one turn is gone in the next",
    "{% for i in items %}{% if i == 2 %}{% set x = 'two' %}{% endif %}{{ x }};{% endfor %}",
    "ctx;two;ctx;",
  ],
  [
    "with evaluates its values outside",
    "{% set a = 5 %}{% with a = 1, b = a %}{{ a }}{{ b }}{% set a = 3 %}{{ a }}{% endwith %}{{ a }}",
    "1535",
  ],
  [
    "a macro sees what is outside when it is called",
    "{% set x = 1 %}{% macro m() %}{{ x }}{% endmacro %}{% set x = 2 %}{{ m() }}",
    "2",
  ],
  [
    "a default sees the parameters before it",
    "{% macro m(a, b=a, c=b) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(1) }}|{{ m(1, 2) }}",
    "111|122",
  ],
  [
    "a macro kept from a loop sees the turn that runs",
    "{% set ns = namespace(m=none) %}{% for i in items %}{% macro m() %}{{ i }}{% endmacro %}" +
      "{% if loop.first %}{% set ns.m = m %}{% endif %}{{ ns.m() }}{% endfor %}",
    "123",
  ],
  [
    "a block does not see a loop's variables",
    "{% for i in items %}{% block b %}[{{ i }}{{ x }}]{% endblock %}{% endfor %}",
    "[ctx][ctx][ctx]",
  ],
  [
    "a scoped block does",
    "{% for i in items %}{% block b scoped %}[{{ i }}{{ loop.last }}]{% endblock %}{% endfor %}",
    "[1False][2False][3True]",
  ],
  [
    "names of JavaScript are names like any other",
    "{% set __proto__ = 1 %}{% set arguments = 2 %}{% set eval = 3 %}{% set o = 4 %}{% set ünï = 5 %}" +
      "{{ __proto__ }}{{ arguments }}{{ eval }}{{ o }}{{ ünï }}",
    "12345",
  ],
];

for (const [title, source, expected] of cases) test(title, () => assert.equal(render(source), expected));
