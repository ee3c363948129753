import assert from "node:assert/strict";
import { test } from "node:test";
import { Environment } from "../environment/environment.ts";
import { TemplateAssertionError } from "../errors.ts";

const environment = new Environment({ autoescape: true });

/** Line and message of the error that compiling ends in. */
function refusal(source: string): string {
  try {
    environment.compile(source);
  } catch (error) {
    return error instanceof TemplateAssertionError ? `${error.lineno}: ${error.message}` : String(error);
  }
  return "compiled";
}

test("each line of the code knows the template's line", () => {
  const { code, lines } = environment.compile("a\n{{ b }}\n{% if c %}\n{{ d.e }}\n{% endif %}");
  const written = code.split("\n");
  assert.equal(lines.length, written.length - 1);
  const at = (part: string) => lines[written.findIndex(line => line.includes(part))];
  assert.equal(at("escapeText(l_0_b)"), 2);
  assert.equal(at("if (truth("), 3);
  assert.equal(at('attributeOf(l_0_d, "e"'), 4);
  assert.equal(at("function root"), 0);
});

test("text and constants are folded into one piece", () => {
  const { code } = environment.compile("a{{ 1 + 2 }}{{ '<' }}{{ 'b'|upper }}{# c #}d");
  assert.match(code, /^ *o \+= "a3&lt;Bd";$/m);
});

test("code depends on nothing but its runtime", () => {
  const { code } = environment.compile("{% for a in b %}{{ a.c|join(d='-') }}{{ loop.index }}{% endfor %}");
  assert.match(code, /^"use strict";$/m);
  assert.match(code, /^const filter_1 = filter\("join", 0, \["d"\]\);$/m);
  assert.doesNotMatch(code, /\b(import|require|globalThis|process)\b/);
});

test("no text of a template becomes code", () => {
  const name = "x\n*/ throw 1 //\u2028y";
  const { code } = environment.compile('\u2028"`${1}{{ "\\u2029" }}{% block b %}{% endblock %}', name);
  assert.doesNotMatch(code, /[\u2028\u2029]/);
  assert.equal(code.split("\n")[0], "// x */ throw 1 // y");
});

test("a loop that only counts has no object", () => {
  const counts = "{% for a in b %}{{ loop.index }}{{ loop.last }}{{ loop.cycle('x', 'y') }}{% endfor %}";
  assert.doesNotMatch(environment.compile(counts).code, /\bloop\(/);
  assert.match(environment.compile("{% for a in b %}{{ loop.previtem }}{% endfor %}").code, /\bloop\(/);
  assert.match(environment.compile("{% for a in b %}{{ loop.index }}{% include 'x' %}{% endfor %}").code, /\bloop\(/);
});

test("unknown filters and tests are refused, unless a condition may keep them from running", () => {
  assert.throws(() => environment.compile("\n{{ a|zyxwv }}"), { message: "No filter named 'zyxwv'.", lineno: 2 });
  assert.throws(() => environment.compile("\n{{ a is zyxwv }}"), { message: "No test named 'zyxwv'.", lineno: 2 });
  assert.equal(environment.fromString("{% if false %}{{ a|zyxwv }}{% endif %}").render(), "");
  assert.equal(environment.fromString("{{ 1 if true else a|zyxwv }}").render(), "1");
  assert.throws(() => environment.fromString("{{ a|zyxwv if true }}").render(), { name: "TemplateRuntimeError" });
});

test("what cannot be compiled is refused with its place", () => {
  assert.equal(refusal("{% block a %}{% endblock %}\n{% block a %}{% endblock %}"), "2: block 'a' defined twice");
  assert.equal(
    refusal("{% for a in b %}{% set loop = 1 %}{% endfor %}"),
    "1: Can't assign to special loop variable in for-loop target",
  );
  assert.equal(
    refusal("{% for a in b %}{% extends 'x' %}{% endfor %}"),
    "1: cannot use extend from a non top-level scope",
  );
});

test("what is no valid Python either is a SyntaxError", () => {
  const loops = new Environment({ extensions: ["loopcontrols"] });
  for (const [source, message] of [
    ["{% break %}", "'break' outside loop"],
    ["{% for a in [] %}{% else %}{% continue %}{% endfor %}", "'continue' not properly in loop"],
    ["{% macro m(a, a) %}{% endmacro %}", "duplicate argument 'a' in function definition"],
    ["{{ f(a=1, a=2) }}", "keyword argument repeated: a"],
    ["{{ a[1:2, 3] }}", "a slice cannot be part of a tuple"],
  ] as const) {
    assert.throws(() => loops.fromString(source), { name: "SyntaxError", message, lineno: 1 }, source);
  }
});
