import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { SourceMap as NodeSourceMap } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { Environment } from "../environment/environment.ts";
import { DictLoader } from "../loaders/dict.ts";
import { ModuleLoader } from "../loaders/module.ts";
import { precompile, type PrecompileOptions } from "./precompile.ts";
import type { PrecompiledTemplates } from "./precompiled.ts";
import { SandboxedEnvironment } from "../sandbox/sandbox.ts";

const templates = {
  "base.html": "<title>{% block title %}base{% endblock %}</title>\n{% block body %}{% endblock %}",
  "page.html":
    "{% extends 'base.html' %}\n{% from 'macros.html' import shout %}\n{% block title %}{{ super() }}: {{ name }}{% endblock %}\n" +
    "{% block body %}{% for n in range(3) %}{{ shout(n ~ name) }} {% endfor %}{% include 'part.txt' %}{% endblock %}",
  "macros.html": "{% macro shout(text) %}<b>{{ text|upper }}</b>{% endmacro %}",
  "part.txt": "`${name}` \u2028 \\ \" {{ name|replace('<', '[') }}",
  "broken.html": "fine\n\n{{ missing.attribute }}",
  ["__proto__"]: "proto",
};

const expected =
  '<title>base: &lt;a&gt;</title>\n<b>0&lt;A&gt;</b> <b>1&lt;A&gt;</b> <b>2&lt;A&gt;</b> `${name}` \u2028 \\ " [a>';

const source = new Environment({
  loader: new DictLoader(new Map(Object.entries(templates))),
  autoescape: name => name?.endsWith(".html") === true,
});

/** Writes the module, and renders in a process that may not make functions of text. */
function renderElsewhere(t: TestContext, target: "esm" | "cjs", name: string): string {
  const folder = mkdtempSync(join(tmpdir(), "precompile-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = target === "esm" ? "templates.mjs" : "templates.cjs";
  writeFileSync(join(folder, file), precompile(source, undefined, { target, file }).code);
  const program = `
    import { Environment, ModuleLoader } from ${JSON.stringify(fileURLToPath(new URL("../index.ts", import.meta.url)))};
    import * as module from ${JSON.stringify(join(folder, file))};
    const environment = new Environment({
      loader: new ModuleLoader(module),
      autoescape: name => name?.endsWith(".html") === true,
    });
    try {
      process.stdout.write(environment.render(${JSON.stringify(name)}, { name: "<a>" }));
    } catch (error) {
      process.stdout.write(String(error.stack));
    }`;
  const flags = ["--no-warnings", "--disallow-code-generation-from-strings", "--input-type=module"];
  return execFileSync(process.execPath, [...flags, "--eval", program], { encoding: "utf8" });
}

for (const target of ["esm", "cjs"] as const) {
  test(`precompiled templates (${target}) render where no code may be made of text`, t => {
    assert.equal(renderElsewhere(t, target, "page.html"), expected);
  });
}

test("precompiled templates render what compiled ones do", () => {
  assert.equal(source.render("page.html", { name: "<a>" }), expected);
});

test("an error in a precompiled template tells its line", t => {
  const told = renderElsewhere(t, "esm", "broken.html");
  assert.match(told, /^UndefinedError: 'missing' is undefined\n {4}in "broken\.html", line 3, column 4\n/);
});

function mapOf(names: string[], options: PrecompileOptions) {
  const { code, map } = precompile(source, names, options);
  const payload = JSON.parse(map) as ConstructorParameters<typeof NodeSourceMap>[0];
  return { code, payload, map: new NodeSourceMap(payload) };
}

test("the source map leads from the code to the templates' lines", () => {
  const { code, payload, map } = mapOf(["base.html", "broken.html"], { file: "t.js" });
  assert.deepEqual(payload.sources, ["base.html", "broken.html"]);
  assert.deepEqual(payload.sourcesContent, [templates["base.html"], templates["broken.html"]]);
  assert.match(code, /\n\/\/# sourceMappingURL=t\.js\.map\n$/);
  const lines = code.split("\n");
  for (const [text, file, line] of [
    ["attribute", "broken.html", 2],
    ["</title>", "base.html", 0],
  ] as const) {
    const index = lines.findLastIndex(candidate => candidate.includes(text));
    const entry = map.findEntry(index, 0) as { originalSource?: string; originalLine?: number };
    assert.deepEqual([entry.originalSource, entry.originalLine], [file, line], text);
  }
});

/** What require does with a CommonJS module. */
function load(environment: Environment, names?: string[]): { templates: PrecompiledTemplates } {
  const exports = { templates: {} };
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- see above
  new Function("exports", precompile(environment, names, { target: "cjs" }).code)(exports);
  return exports;
}

test("only the named templates are compiled; names are data", () => {
  assert.deepEqual(Object.keys(load(source, ["__proto__"]).templates), ["__proto__"]);
});

test("a sandbox takes only templates that were compiled for sandboxes", () => {
  const loader = new DictLoader({ a: "[{{ o._secret }}]" });
  const open = new ModuleLoader(load(new Environment({ loader })));
  const safe = new ModuleLoader(load(new SandboxedEnvironment({ loader })));
  const context = {
    o: new (class {
      _secret = "s3cret";
    })(),
  };
  assert.equal(new Environment({ loader: open }).render("a", context), "[s3cret]");
  assert.throws(() => new SandboxedEnvironment({ loader: open }).render("a", context), /compiled for a sandbox/);
  assert.equal(new SandboxedEnvironment({ loader: safe }).render("a", context), "[]");
});
