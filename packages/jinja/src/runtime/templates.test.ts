import assert from "node:assert/strict";
import { test } from "node:test";
import { Environment } from "../environment/environment.ts";
import { DictLoader } from "../loaders/dict.ts";

function render(templates: Record<string, string>, context: Record<string, unknown> = { x: "X" }): string {
  return new Environment({ loader: new DictLoader(templates) }).render("main", context);
}

test("an include sees the context and the locals around it", () => {
  const a = "[{{ x }}{{ i }}]";
  assert.equal(render({ main: "{% for i in [1, 2] %}{% include 'a' %}{% endfor %}", a }), "[X1][X2]");
  assert.equal(render({ main: "{% set x = 1 %}{% include 'a' %}", a }), "[1]");
  assert.equal(render({ main: "{% include 'a' without context %}", a }), "[]");
});

test("an include of several takes the first that there is", () => {
  assert.equal(render({ main: "{% include ['z', 'a'] %}{% include 'z' ignore missing %}", a: "A" }), "A");
  assert.throws(() => render({ main: "{% include ['y', 'z'] %}" }), {
    name: "TemplatesNotFound",
    message: "none of the templates given were found: y, z",
  });
  assert.throws(() => render({ main: "{% include 'b' ignore missing %}", b: "{% include 'z' %}" }), {
    name: "TemplateNotFound",
  });
});

test("a module prints its output, and in a list its name", () => {
  const main = "{% import 'a' as m %}{{ m }}{{ m ~ '!' }}{{ '%s%r'|format(m, m) }}{{ [m] }}{{ m|pprint }}";
  const name = "<TemplateModule 'a'>";
  assert.equal(render({ main, a: "A" }), `AA!A${name}[${name}]${name}`);
});

test("an import has what the template sets at its top level, names with _ aside", () => {
  const a =
    "body{% set v = 1 %}{% set _h = 2 %}{% macro m() %}{{ x }}m{% endmacro %}{% for q in [1] %}{% set w = 1 %}{% endfor %}";
  const main = "{% import 'a' as a %}{{ a.v }}{{ a._h }}{{ a.w }}{{ a.m() }}{{ a }}";
  assert.equal(render({ main, a }), "1mbody");
  assert.equal(render({ main: "{% import 'a' as a with context %}{{ a.m() }}", a }), "Xm");
});

test("an imported name that is not there is an undefined value that knows why", () => {
  const a = "{% set v = 1 %}";
  assert.equal(render({ main: "{% from 'a' import v as w, nope %}{{ w }}{{ nope is defined }}", a }), "1False");
  assert.throws(() => render({ main: "{% from 'a' import nope %}{{ nope() }}", a }), {
    name: "UndefinedError",
    message: "the template 'a' (imported on line 1 in 'main') does not export the requested name 'nope'",
  });
});

test("imports are not exported", () => {
  const b = "{% import 'a' as a %}{% set c = 1 %}";
  assert.equal(render({ main: "{% import 'b' as b %}{{ b.a is defined }}{{ b.c }}", b, a: "" }), "False1");
});

test("a template that includes or extends itself ends in an error", () => {
  assert.throws(() => render({ main: "{% include 'main' %}" }), { name: "RecursionError" });
  assert.throws(() => render({ main: "{% extends 'main' %}" }), { name: "RecursionError" });
});
