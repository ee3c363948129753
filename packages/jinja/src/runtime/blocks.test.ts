import assert from "node:assert/strict";
import { test } from "node:test";
import { Environment } from "../environment/environment.ts";
import { DictLoader } from "../loaders/dict.ts";

function render(templates: Record<string, string>, context: Record<string, unknown> = {}): string {
  return new Environment({ loader: new DictLoader(templates) }).render("main", context);
}

test("super climbs the chain of inheritance, step by step or at once", () => {
  const above = {
    b: "{% extends 'a' %}{% block c %}b{{ super() }}{% endblock %}",
    a: "[{% block c %}a{% endblock %}]",
  };
  assert.equal(render({ main: "{% extends 'b' %}{% block c %}m{{ super() }}{% endblock %}", ...above }), "[mba]");
  assert.equal(render({ main: "{% extends 'b' %}{% block c %}m{{ super.super() }}{% endblock %}", ...above }), "[ma]");
  const tooFar = { main: "{% extends 'b' %}{% block c %}{{ super.super.super() }}{% endblock %}", ...above };
  assert.throws(() => render(tooFar), { name: "UndefinedError", message: "there is no parent block called 'c'." });
});

test("self is all blocks by name", () => {
  assert.equal(
    render({ main: "{% block a %}A{% endblock %}{{ self.a() }}{{ self['a']() }}{{ self.b is defined }}" }),
    "AAAFalse",
  );
  assert.equal(render({ main: "{{ self }}{% set self = 1 %}{{ self }}" }), "<TemplateReference 'main'>1");
  assert.equal(render({ main: "{% block __proto__ %}p{% endblock %}{{ self['__proto__']() }}" }), "pp");
});

test("a required block must be given", () => {
  const base = "{% block x required %}{% endblock %}";
  assert.throws(() => render({ main: "{% extends 'base' %}", base }), {
    name: "TemplateRuntimeError",
    message: "Required block 'x' not found",
  });
  assert.equal(render({ main: "{% extends 'base' %}{% block x %}ok{% endblock %}", base }), "ok");
});

test("outside blocks, a child assigns and defines but prints nothing", () => {
  const main =
    "{% extends 'base' %}{% set t = 'T' %}{% macro q() %}{{ t }}!{% endmacro %}text{{ 1 / 0 }}{% block b %}{{ q() }}{% endblock %}";
  assert.equal(render({ main, base: "<{% block b %}{% endblock %}>" }), "<T!>");
});

test("extends may depend on a condition", () => {
  const main = "{% if up %}{% extends 'base' %}{% endif %}{% block q %}Q{% endblock %}hi";
  const base = "A{% block q %}{% endblock %}";
  assert.equal(render({ main, base }, { up: true }), "AQ");
  assert.equal(render({ main, base }), "Qhi");
  assert.throws(() => render({ main: "{% extends 'base' %}{% extends 'base' %}", base }), {
    name: "TemplateRuntimeError",
    message: "extended multiple times",
  });
});

test("self has blocks by name, and is nothing to loop over", () => {
  assert.equal(render({ main: "{{ self is iterable }}" }), "True");
  for (const main of ["{% for x in self %}{% endfor %}", "{{ self|list }}", "{{ 'a' in self }}"]) {
    assert.throws(() => render({ main }), { name: "KeyError", message: "0" }, main);
  }
});
