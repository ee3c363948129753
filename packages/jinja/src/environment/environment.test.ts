import assert from "node:assert/strict";
import { test } from "node:test";
import { Environment } from "./environment.ts";
import { TemplateNotFound, TemplateSyntaxError, TemplatesNotFound, UndefinedError } from "../errors.ts";
import { DictLoader } from "../loaders/dict.ts";
import { FunctionLoader } from "../loaders/function.ts";
import { SandboxedEnvironment } from "../sandbox/sandbox.ts";
import { Template } from "./template.ts";
import { StrictUndefined, Undefined } from "../undefined.ts";
import { passContext, passEnvironment, passEvalContext, withSignature } from "../values/callable.ts";
import type { ContextCore, EvalContext } from "../runtime/types.ts";

function withTemplates(templates: Record<string, string>, options = {}): Environment {
  return new Environment({ loader: new DictLoader(templates), ...options });
}

test("templates are loaded, selected and joined as in Jinja", () => {
  const environment = withTemplates({ a: "A {{ x }}", b: "B" });
  assert.equal(environment.getTemplate("a").render({ x: 1 }), "A 1");
  assert.equal(environment.render("a", new Map([["x", 2]])), "A 2");
  assert.equal(environment.selectTemplate(["none", "b"]).name, "b");
  assert.equal(environment.getOrSelectTemplate(["none", "a"]).name, "a");
  assert.equal(environment.getOrSelectTemplate("b").name, "b");
  const template = environment.getTemplate("a");
  assert.equal(environment.getTemplate(template), template);
  assert.equal(environment.getOrSelectTemplate(template), template);
  assert.throws(() => environment.getTemplate("none"), TemplateNotFound);
  assert.throws(() => environment.selectTemplate(["x", "y"]), {
    name: "TemplatesNotFound",
    message: "none of the templates given were found: x, y",
  });
  assert.throws(() => environment.selectTemplate([]), /Tried to select from an empty list of templates\./);
  assert.throws(
    () => environment.selectTemplate([new Undefined({ name: "u" }), "z"]),
    (error: unknown) => {
      return error instanceof TemplatesNotFound && error.message.endsWith(": 'u' is undefined, z");
    },
  );
  assert.throws(() => environment.getTemplate(new Undefined({ name: "u" }) as never), UndefinedError);
  assert.throws(() => new Environment().getTemplate("a"), /^TypeError: no loader for this environment specified/);
});

test("a subclass joins paths, in includes too", () => {
  class Relative extends Environment {
    override joinPath(name: string, parent: string): string {
      return name.startsWith("./") ? parent.replace(/[^/]*$/, name.slice(2)) : name;
    }
  }
  const loader = new DictLoader({ "d/a": "{% include './b' %}{% include 'c' %}", "d/b": "B", c: "C" });
  assert.equal(new Relative({ loader }).render("d/a"), "BC");
});

test("names can be listed and filtered", () => {
  const environment = withTemplates({ "a.html": "", "b.txt": "", html: "" });
  assert.deepEqual(environment.listTemplates(), ["a.html", "b.txt", "html"]);
  assert.deepEqual(environment.listTemplates(["html"]), ["a.html"]);
  assert.deepEqual(
    environment.listTemplates(name => name.startsWith("b")),
    ["b.txt"],
  );
});

test("templates are kept, and loaded again when their source has changed", () => {
  const sources = { a: "1" };
  const reloading = withTemplates(sources);
  const frozen = withTemplates(sources, { autoReload: false });
  const first = reloading.getTemplate("a");
  assert.equal(frozen.render("a"), "1");
  assert.equal(reloading.getTemplate("a"), first);
  sources.a = "2";
  assert.equal(first.isUpToDate, false);
  assert.equal(reloading.render("a"), "2");
  assert.equal(frozen.render("a"), "1");
});

test("with autoReload off a loaded template costs its loader nothing", () => {
  let asked = 0;
  const loader = new FunctionLoader(() => ["x", null, () => ++asked > 0]);
  const environment = new Environment({ loader, autoReload: false });
  for (let i = 0; i < 10; i++) environment.render("a");
  assert.equal(asked, 0);
});

test("the cache keeps as many templates as told, by loader", () => {
  const loads: string[] = [];
  const loader = new FunctionLoader(name => (loads.push(name), name));
  const environment = new Environment({ loader, cacheSize: 2 });
  for (const name of ["a", "b", "a", "c", "a", "b"]) environment.render(name);
  assert.deepEqual(loads, ["a", "b", "c", "b"]);
  const none = new Environment({ loader: new FunctionLoader(name => (loads.push(name), name)), cacheSize: 0 });
  loads.length = 0;
  for (const name of ["a", "a"]) none.render(name);
  assert.deepEqual(loads, ["a", "a"]);
  environment.loader = new DictLoader({ a: "other" });
  assert.equal(environment.render("a"), "other");
});

test("globals: of the environment, of one template, and those that come later", () => {
  const environment = withTemplates({ a: "{{ x }}{{ y }}" }).addGlobal("x", 1);
  assert.equal(environment.getTemplate("a", null, { y: 2 }).render(), "12");
  assert.equal(environment.getTemplate("a", null, new Map([["y", 3]])).render(), "13");
  environment.addGlobal("x", 9);
  assert.equal(environment.render("a"), "93");
  assert.equal(environment.fromString("{{ x }}{{ z }}", { z: "z" }).render(), "9z");
  assert.equal(environment.fromString("{{ x }}{{ z }}").render(), "9");
});

test("filters, tests and globals may know where they are called", () => {
  const environment = new Environment({ autoescape: true })
    .addFilter("twice", (text: string) => text + text)
    .addFilter(
      "named",
      withSignature((value: number, by: number) => value * by, { parameters: ["value", "by"] }),
    )
    .addFilter("keyed", (value: number, options: { by: number }) => value * options.by)
    .addFilter(
      "variable",
      passContext((context: ContextCore, name: string) => context.resolve(name)),
    )
    .addFilter(
      "escapes",
      passEvalContext((evalContext: EvalContext) => evalContext.autoescape),
    )
    .addTest("big", (value: number) => value > 100)
    .addGlobal(
      "environment_of",
      passEnvironment((given: unknown) => given === environment),
    );
  const print = (source: string) => environment.fromString(source).render({ v: "<v>" });
  assert.equal(print("{{ 'ab'|twice }} {{ 2|named(by=3) }} {{ 2|keyed(by=4) }}"), "abab 6 8");
  assert.equal(print("{{ 'v'|variable }} {{ 1|escapes }} {{ environment_of() }}"), "&lt;v&gt; True True");
  assert.equal(print("{{ 101 is big }} {{ 1 is not big }} {{ [1, 200]|select('big')|list }}"), "True True [200]");
});

test("unknown filters and tests are told with a suggestion, at compile time or when they are reached", () => {
  const environment = new Environment();
  assert.throws(() => environment.fromString("{{ x|uper }}"), {
    name: "TemplateAssertionError",
    message: "No filter named 'uper'. Did you mean 'upper'?",
  });
  assert.throws(
    () => environment.fromString("{{ x is divisiblby 3 }}"),
    /No test named 'divisiblby'\. Did you mean 'divisibleby'\?/,
  );
  assert.throws(() => environment.fromString("{{ [1]|map('uper')|list }}").render(), {
    name: "TemplateRuntimeError",
    message: "No filter named 'uper'. Did you mean 'upper'?",
  });
  assert.throws(
    () => environment.fromString("{{ [1]|map(upper)|list }}").render(),
    /No filter named Undefined\. \('upper' is undefined; did you forget to quote the callable name\?\)/,
  );
});

test("an unknown block is told with a suggestion", () => {
  const environment = new Environment();
  const template = "{% block title %}{% endblock %}{% block _x %}{% endblock %}";
  assert.throws(() => environment.fromString(`${template}{{ self.titel() }}`).render(), {
    name: "UndefinedError",
    message: "'jinja2.runtime.TemplateReference object' has no attribute 'titel'. Did you mean 'title'?",
  });
  assert.equal(
    environment.fromString(`${template}{{ self.nothing is defined }}{{ self._x is defined }}`).render(),
    "FalseTrue",
  );
});

test("a template that is given to a template shows its name and renders", () => {
  const environment = new Environment();
  const inner = environment.fromString("inner {{ x }}");
  const sandbox = new SandboxedEnvironment();
  const source = "{{ t.name }} {{ t.render({'x': 1}) }} {{ t.render(x=2) }}{% include t %}";
  for (const one of [environment, sandbox]) {
    assert.equal(one.fromString(source).render({ t: inner, x: 3 }), "None inner 1 inner 2inner 3");
  }
  assert.equal(sandbox.fromString("{{ t.environment is defined }}").render({ t: inner }), "False");
});

test("filters and tests can be called by name", () => {
  const environment = new Environment();
  assert.equal(environment.callFilter("upper", "a"), "A");
  assert.equal(environment.callFilter("join", ["a", "b"], [], new Map([["d", "-"]])), "a-b");
  assert.equal(environment.callTest("divisibleby", 6, [3]), true);
  const wanting = environment.addFilter(
    "wanting",
    passContext(() => 1),
  );
  assert.throws(() => wanting.callFilter("wanting", 1), /Attempted to invoke a context filter without context\./);
});

test("expressions are compiled alone", () => {
  const environment = new Environment({ undefined: StrictUndefined });
  assert.equal(environment.compileExpression("foo == 42")({ foo: 42 }), true);
  assert.equal(environment.compileExpression("1 + 2 * 3")(), 7);
  assert.equal(environment.compileExpression("var")(), null);
  assert.ok(environment.compileExpression("var", false)() instanceof StrictUndefined);
  assert.equal(environment.compileExpression("'}}' ~ '%}'")(), "}}%}");
  for (const source of ["a b", "a, b", "", "a }} b", "{{ a }}"]) {
    assert.throws(() => environment.compileExpression(source), TemplateSyntaxError, source);
  }
});

test("a module has what a template exports", () => {
  const template = new Environment({ autoescape: true }).fromString(
    "{% macro link(text, href='#') %}<a href={{ href }}>{{ text }}</a>{% endmacro %}{% set version = 3 %}{% set _private = 1 %}body {{ x }}",
  );
  const { module } = template;
  assert.equal(String(module), "body ");
  assert.equal(module["version"], 3);
  assert.equal(module["_private"], undefined);
  assert.equal(String((module["link"] as (...args: unknown[]) => unknown)("<b>", "/")), "<a href=/>&lt;b&gt;</a>");
  assert.equal(template.module, module);
  assert.equal(String(template.makeModule({ x: "X" })), "body X");
});

test("a template renders an object, a Map or nothing, whole or in pieces", () => {
  const template = new Environment().fromString("a{{ x }}");
  assert.deepEqual(
    [template.render(), template.render({ x: 1 }), template.render(new Map([["x", 2]]))],
    ["a", "a1", "a2"],
  );
  assert.equal([...template.generate({ x: 3 })].join(""), "a3");
  assert.throws(() => template.render("text" as never), { name: "TypeError" });
  const names = ["constructor", "toString", "__proto__", "hasOwnProperty", "valueOf"];
  for (const name of names) assert.equal(new Environment().fromString(`[{{ ${name} }}]`).render({}), "[]", name);
});

test("a template can be made without an environment", () => {
  assert.equal(new Template("Hello {{ name }}!").render({ name: "John" }), "Hello John!");
  assert.equal(new Template("<<x>>", { variableStart: "<<", variableEnd: ">>" }).render({ x: 1 }), "1");
  assert.throws(() => new Template("{% nothing %}"), TemplateSyntaxError);
});

test("lines of the compiled code lead back to the template", () => {
  const template = new Environment().fromString("a\n{{ x.y }}\n{% for z in w %}\n{{ z.q }}{% endfor %}");
  const lines = new Set(template.debugInfo.map(([line]) => line));
  assert.ok(
    [2, 3, 4].every(line => lines.has(line)),
    [...lines].join(),
  );
  const [line, code] = template.debugInfo.at(-1) ?? [0, 0];
  assert.equal(template.getCorrespondingLineno(code), line);
  assert.equal(template.getCorrespondingLineno(0), 1);
});

test("an overlay shares all but what it is told, and its templates", () => {
  const environment = withTemplates({ a: "{{ x }}<% y %>" }, { extensions: ["do"] }).addFilter("f", () => "F");
  const overlay = environment.overlay({
    autoescape: true,
    blockStart: "<%",
    blockEnd: "%>",
    extensions: ["loopcontrols"],
  });
  assert.ok(overlay instanceof Environment && overlay.linkedTo === environment && overlay.overlayed);
  assert.equal(environment.fromString("{{ '<' }}").render(), "<");
  assert.equal(overlay.fromString("<% if 1 %>{{ '<' }}{{ 1|f }}<% endif %>").render(), "&lt;F");
  assert.deepEqual([environment.extensions.size, overlay.extensions.size], [1, 2]);
  environment.addGlobal("later", "L");
  assert.equal(overlay.fromString("{{ later }}").render(), "L");
  assert.throws(() => environment.overlay({ blockStart: "{{" }), /must be different/);
  const sandbox = new SandboxedEnvironment({ limits: { maxOutput: 5 } }).overlay({ limits: { maxIterations: 3 } });
  assert.deepEqual(sandbox.limits, { maxOutput: 5, maxIterations: 3 });
  assert.throws(() => sandbox.fromString("{{ 'x' * 6 }}").render(), { name: "SecurityError" });
});

test("finalize sees what is printed; newlines become those of the option", () => {
  const environment = new Environment({ finalize: (value: unknown) => value ?? "-", newlineSequence: "\r\n" });
  assert.equal(environment.fromString("{{ none }}\n{{ 1 }}").render(), "-\r\n1");
});

test("autoescape may depend on the name", () => {
  const templates = { "a.html": "{{ x }}", "a.txt": "{{ x }}" };
  const environment = withTemplates(templates, { autoescape: (name: string | null) => name === "a.html" });
  assert.deepEqual(
    ["a.html", "a.txt"].map(name => environment.render(name, { x: "<" })),
    ["&lt;", "<"],
  );
});

test("translations are installed by the methods of Jinja's extension", () => {
  const catalog = {
    gettext: (text: string) => `[${text}]`,
    ngettext: (one: string, many: string, n: number) => (n === 1 ? one : many),
  };
  const environment = new Environment({ extensions: ["i18n"] }).installGettextTranslations(catalog);
  const print = () => environment.fromString("{% trans %}Hello{% endtrans %} {{ _('you') }}").render();
  assert.equal(print(), "[Hello] [you]");
  environment.installNullTranslations({ newstyle: true });
  assert.equal(print(), "Hello you");
  assert.equal(environment.overlay().newstyleGettext, true);
});

test("an error in an included template tells the whole way, with excerpts", () => {
  const environment = withTemplates({
    page: "{% extends 'base' %}\n{% block body %}\n  {% include 'part' %}\n{% endblock %}",
    base: "<body>\n{% block body %}{% endblock %}</body>",
    part: "{% macro badge(user) %}<b>{{ user.name.first }}</b>{% endmacro %}\n{{ badge(user) }}",
  });
  assert.throws(
    () => environment.render("page", { user: {} }),
    (error: unknown) => {
      assert.ok(error instanceof UndefinedError);
      assert.equal(error.message, "'dict object' has no attribute 'name'");
      const places = [...String(error).matchAll(/^ {4}(in|from) "(\w+)", line (\d+)(?:, column \d+)?(?:, (.*))?$/gm)];
      assert.deepEqual(
        places.map(([, word, name, line, what]) => [word, name, line, what]),
        [
          ["in", "part", "1", "macro badge"],
          ["from", "part", "2", undefined],
          ["from", "page", "3", "block body"],
          ["from", "base", "2", undefined],
          ["from", "page", "1", undefined],
        ],
      );
      return true;
    },
  );
});

test("an error of the host's passes as itself", () => {
  class HostError extends Error {}
  const environment = new Environment().addGlobal("fail", () => {
    throw new HostError("from the host");
  });
  assert.throws(
    () => environment.fromString("\n{{ fail() }}").render(),
    (error: unknown) =>
      error instanceof HostError &&
      /^Error: from the host\n {4}in a template from a string, line 2/.test(String(error.stack)),
  );
});

test("endless recursion is told as Python tells it", () => {
  const environment = withTemplates({ a: "{% include 'a' %}" });
  assert.throws(() => environment.render("a"), { name: "RecursionError", message: "maximum recursion depth exceeded" });
});

test("an expression's syntax errors tell of no delimiters", () => {
  const environment = new Environment();
  for (const [source, message] of [
    ["foo bar", "chunk after expression"],
    ["1, 2", "chunk after expression"],
    ["1 if", "unexpected 'end of template'"],
    ["", "unexpected 'end of template'"],
  ] as const) {
    assert.throws(() => environment.compileExpression(source), { name: "TemplateSyntaxError", message }, source);
  }
});

test("what is no source is refused by name", () => {
  for (const source of [undefined, null, 5, {}] as never[]) {
    assert.throws(() => new Environment().fromString(source), /^TypeError: a template's source is a string/);
  }
});

test("a filter may be added until the place that asks for it runs", () => {
  const environment = new Environment();
  const template = environment.fromString("{{ 2|twice(by=3) if wanted }}");
  assert.equal(template.render(), "");
  environment.addFilter("twice", (n: number, { by }: { by: number }) => n * by);
  assert.equal(template.render({ wanted: true }), "6");
});
