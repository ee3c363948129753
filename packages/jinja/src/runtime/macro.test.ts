import assert from "node:assert/strict";
import { test } from "node:test";
import { Environment } from "../environment/environment.ts";

const environment = new Environment();

function render(source: string): string {
  return environment.fromString(source).render();
}

test("further arguments are there where the body speaks of them", () => {
  assert.equal(render("{% macro m(a) %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, b=3) }}"), "(2,){'b': 3}");
});

test("arguments that do not fit are refused in Jinja's words", () => {
  const define = "{% macro m(a) %}{{ a }}{% endmacro %}";
  const fails = (call: string, message: string) =>
    assert.throws(() => render(define + call), { name: "TypeError", message });
  fails("{{ m(1, 2) }}", "macro 'm' takes not more than 1 argument(s)");
  fails("{{ m(1, b=2) }}", "macro 'm' takes no keyword argument 'b'");
  fails("{{ m(1, a=2) }}", "macro 'm' takes no keyword argument 'a'");
  fails(
    "{% call m(1) %}{% endcall %}",
    "macro 'm' was invoked with two values for the special caller argument. This is most likely a bug.",
  );
});

test("a call block gives its body arguments of its own", () => {
  const source =
    "{% macro m(a) %}{{ a }}{{ caller(1, 2) }}{% endmacro %}{% call(q, r=5) m('z') %}{{ q }}{{ r }}{% endcall %}";
  assert.equal(render(source), "z12");
  assert.throws(() => render("{% macro m() %}{{ caller() }}{% endmacro %}{{ m() }}"), {
    name: "UndefinedError",
    message: "No caller defined",
  });
});

test("what a macro tells of itself", () => {
  const source =
    "{% macro m(a, b) %}{{ kwargs }}{% endmacro %}{{ m.name }}{{ m.arguments }}{{ m.catch_kwargs }}{{ m.catch_varargs }}{{ m.caller }}{{ m }}";
  assert.equal(render(source), "m('a', 'b')TrueFalseFalse<Macro 'm'>");
});

test("its output is safe where the caller escapes", () => {
  const source =
    "{% macro m() %}<{% endmacro %}{{ m() }}{% autoescape true %}{{ m() }}{{ m() ~ '<' }}{% endautoescape %}";
  assert.equal(render(source), "<<<&lt;");
});

test("endless recursion is an error that can be caught", () => {
  assert.throws(() => render("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"), { name: "RecursionError" });
});
