import assert from "node:assert/strict";
import { test } from "node:test";
import { Environment } from "./environment/environment.ts";
import { findReferencedTemplates, findUndeclaredVariables } from "./meta.ts";
import { parse } from "./syntax/parser.ts";

// The right sides are jinja2.meta's.
const undeclared = (source: string): string[] =>
  [...findUndeclaredVariables(parse(source), new Set(["range"]))].toSorted();

test("undeclared variables are those read from the context on some way", () => {
  const cases: Readonly<Record<string, readonly string[]>> = {
    "{% set foo = 42 %}{{ bar + foo }}": ["bar"],
    "{{ x }}{% set x = 1 %}": ["x"],
    "{% if a %}{% set x = 1 %}{% endif %}{{ x }}": ["a", "x"],
    "{% if a %}{% set x = 1 %}{% else %}{% set x = 2 %}{% endif %}{{ x }}": ["a", "x"],
    "{% for i in range(n) if i > m %}{{ i }}{{ loop.index }}{% else %}{{ i }}{% endfor %}": ["i", "m", "n"],
    "{% macro m(a, b=c) %}{{ a }}{{ b }}{{ caller() }}{{ kwargs }}{% endmacro %}{{ m() }}": ["c"],
    "{% set x = 1 %}{% block b %}{{ x }}{{ super() }}{{ self.b() }}{% endblock %}": ["x"],
    "{% with a = b %}{{ a }}{% endwith %}{{ a }}": ["a", "b"],
    "{% call(u) f() %}{{ u }}{{ v }}{% endcall %}": ["f", "v"],
    "{% filter replace(a, b) %}{{ c }}{% endfilter %}": ["a", "b", "c"],
    "{% set x %}{{ y }}{% endset %}{{ x }}": ["y"],
    "{% import t as m %}{% from 'a' import f as g %}{{ m.x }}{{ g() }}{{ f }}": ["f", "t"],
    "{% set ns.x = 1 %}": ["ns"],
  };
  for (const [source, expected] of Object.entries(cases)) assert.deepEqual(undeclared(source), expected, source);
});

test("referenced templates come in order, unknown ones as null", () => {
  const source =
    "{% extends 'a' %}{% include ['b', c, 1] %}{% import d as e %}{% from 'f' import g %}" +
    "{% if x %}{% include ('h', 'i') ignore missing %}{% endif %}{% include 1 %}";
  assert.deepEqual([...findReferencedTemplates(parse(source))], ["a", "b", null, null, "f", "h", "i", null]);
});

test("an environment's globals are not undeclared", () => {
  const environment = new Environment();
  environment.addGlobal("site", "S");
  const tree = environment.parse("{% for i in range(n) %}{{ site }}{{ dict(a=i) }}{{ other }}{% endfor %}");
  assert.deepEqual([...findUndeclaredVariables(tree)].toSorted(), ["n", "other"]);
  assert.ok(findUndeclaredVariables(tree, new Set()).has("range"));
});
