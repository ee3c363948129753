import assert from "node:assert/strict";
import { test } from "node:test";
import { Environment } from "../environment/environment.ts";
import { templateFrames } from "../error-frames.ts";
import { DictLoader } from "../loaders/dict.ts";
import { passContext } from "../values/callable.ts";

function find(context: { resolve(name: string): unknown }, name: string): unknown {
  return context.resolve(name) ?? "-";
}

/** Where the error passed: "template:line:column what". */
function places(templates: Record<string, string>, context: Record<string, unknown> = {}): string[] {
  try {
    new Environment({ loader: new DictLoader(templates) }).render("main", context);
  } catch (error) {
    return templateFrames(error).map(({ template, line, column, what }) => `${template}:${line}:${column} ${what}`);
  }
  return [];
}

test("an error tells all templates, blocks and macros that it passed", () => {
  const templates = {
    main: "{% extends 'base' %}\n{% import 'lib' as lib %}\n{% block body %}\n  {{ lib.m(1) }}{% endblock %}",
    base: "a\n{% block body %}{% endblock %}",
    lib: "{% macro m(a) %}\n\n{{ a.b.c }}{% endmacro %}",
  };
  assert.deepEqual(places(templates), [
    "lib:3:4 macro m",
    "main:4:6 block body",
    "base:2:4 template",
    "main:1:4 template",
  ]);
});

test("the place is that of the part which failed", () => {
  assert.deepEqual(places({ main: "{{ 1 }}\n{{ a }} {{ [1,\n 2 + nope] }}" }), ["main:3:2 template"]);
  assert.deepEqual(places({ main: "{% if a %}\n{% elif a.b.c %}{% endif %}" }), ["main:2:9 template"]);
  assert.deepEqual(places({ main: "{% for i in [1] %}\n{% include 'x' %}{% endfor %}", x: "\n{{ i / 0 }}" }), [
    "x:2:4 template",
    "main:2:4 template",
  ]);
});

test("functions that want the context see what a loop and a block have set", () => {
  const environment = new Environment();
  environment.addGlobal("find", passContext(find));
  const render = (source: string) => environment.fromString(source).render({ items: [1, 2] });
  assert.equal(
    render("{% for i in items %}{% set z = i %}{{ find('z') }}{{ find('i') }}{% endfor %}{{ find('z') }}"),
    "1-2--",
  );
  assert.equal(render("{% block b %}{% set z = 4 %}{{ find('z') }}{% endblock %}{{ find('z') }}"), "4-");
  assert.equal(render("{% set z = 1 %}{{ find('z') }}{% with z = 2 %}{{ find('z') }}{% endwith %}"), "11");
});

test("unpacking wants as many values as names", () => {
  const environment = new Environment();
  const fails = (source: string, name: string, message: string) =>
    assert.throws(() => environment.fromString(source).render(), { name, message });
  fails("{% set a, b = [1] %}", "ValueError", "not enough values to unpack (expected 2, got 1)");
  fails("{% set a, b = 'xyz' %}", "ValueError", "too many values to unpack (expected 2)");
  fails("{% for a, b in [5] %}{% endfor %}", "TypeError", "cannot unpack non-iterable int object");
});

test("a sandbox takes no code that was compiled without one", async () => {
  const { link } = await import("./link.ts");
  const plain = new Environment();
  const sandboxed = Object.assign(Object.create(plain) as Environment, { sandboxed: true });
  const compiled = plain.compile("{{ a.b }}");
  assert.throws(() => link(compiled, sandboxed, { name: null }), /compiled for a sandbox/);
  assert.doesNotMatch(sandboxed.compile("{{ a.b }}").code, /\.b\b/);
});

test("an instance as the context gives its methods their this", () => {
  class Page {
    readonly title = "T";
    get upper(): string {
      return this.title.toLowerCase();
    }
    heading(level: number): string {
      return `${level}:${this.title}`;
    }
  }
  const template = new Environment().fromString("{{ title }} {{ upper }} {{ heading(2) }} {{ constructor }}");
  assert.equal(template.render(Object.assign(new Page())), "T t 2:T ");
});
