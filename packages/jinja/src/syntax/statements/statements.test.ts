import assert from "node:assert/strict";
import { test } from "node:test";
import { resolveExtensions } from "../../extensions/resolve.ts";
import { parse } from "../parser.ts";
import { outline } from "../../testing/outline.ts";

const read = (source: string): string =>
  outline(parse(source, { extensions: resolveExtensions(["do", "loopcontrols"]) }));

function all(cases: Readonly<Record<string, string>>): void {
  for (const [source, expected] of Object.entries(cases)) assert.equal(read(source), expected, source);
}

test("for: targets, filter, recursive, else", () => {
  all({
    "{% for a, b in c.d if a recursive %}x{% else %}y{% endfor %}":
      '(for recursive (tuple:store a:store b:store) (.d c) a ["x"] ["y"])',
    "{% for (a, b), c in d: %}{% endfor %}": "(for (tuple:store (tuple:store a:store b:store) c:store) d _ [] [])",
    "{% for x in 1, 2, 3 %}{% endfor %}": "(for x:store (tuple 1 2 3) _ [] [])",
    "{% for x in recursive %}{% endfor %}": "(for x:store recursive _ [] [])",
    "{% for x in y %}{% break %}{% continue %}{% endfor %}": "(for x:store y _ [break continue] [])",
  });
});

test("if: a flat list of elifs", () => {
  all({
    "{% if a %}1{% elif b, c %}2{% elif d %}3{% else %}4{% endif %}":
      '(if a ["1"] [(if (tuple b c) ["2"] [] []) (if d ["3"] [] [])] ["4"])',
  });
});

test("set: names, tuples, attributes of namespaces, blocks with filters", () => {
  all({
    "{% set a = 1, 2 %}": "(set a:store (tuple 1 2))",
    "{% set a, b = c %}": "(set (tuple:store a:store b:store) c)",
    "{% set ns.x, b = c %}": "(set (tuple:store ns.x:store b:store) c)",
    "{% set ns.x | upper | trim(1) %}t{% endset %}": '(set-block ns.x:store (|trim (|upper _) 1) ["t"])',
  });
});

test("with, do, print, autoescape", () => {
  all({
    "{% with a=1, (b, c)=d %}{{ a }}{% endwith %}": "(with [a:param (tuple:store b:param c:param)] [1 d] [a])",
    "{% with %}x{% endwith %}": '(with [] [] ["x"])',
    "{% do f(), 1 %}": "(do (tuple (call f) 1))",
    "{% print a, 1 %}": "a 1",
    "{% autoescape a if b %}x{% endautoescape %}": '(autoescape (if b a _) ["x"])',
  });
});

test("macro, call, filter", () => {
  all({
    "{% macro m(a, b=1, c=a) %}x{% endmacro %}": '(macro m [a:param b:param c:param] [1 a] ["x"])',
    "{% call(x, y=2) m(1) %}b{% endcall %}": '(call-block (call m 1) [x:param y:param] [2] ["b"])',
    "{% filter upper|replace('a', b=1) %}x{% endfilter %}": '(filter-block (|replace (|upper _) "a" b=1) ["x"])',
  });
});

test("block, extends, include, import, from", () => {
  all({
    "{% extends a if b else 'c' %}": '(extends (if b a "c"))',
    "{% block a scoped required %} {# c #}\n{% endblock a %}": '(block a scoped required [" " "\\n"])',
    "{% include ['a', b] ignore missing without context %}": '(include ignoreMissing (list "a" b))',
    "{% include x if y %}": "(include withContext (if y x _))",
    "{% import 'a' as b with context %}": '(import withContext "a" b)',
    "{% from 'a' import b as c, d with context %}": '(from withContext "a" b as c d)',
    "{% from 'a' import with, without %}": '(from "a" with without)',
  });
});
