import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { embeddedFiles, type EmbeddedFiles } from "@seatstack/shared/embedded";
import { createTemplates } from "./templates.ts";

/** What our templates may use; all of it is Jinja2 3.1 and nothing is an engine's own. */
const TAGS = new Set(
  ["extends", "block", "endblock", "for", "else", "endfor", "if", "elif", "endif"].concat([
    "macro",
    "endmacro",
    "from",
    "import",
    "include",
    "set",
  ]),
);
const FILTERS = new Set(["length", "default", "join", "upper", "lower", "capitalize"]);
const shipped = embeddedFiles("app/templates");

function memory(files: Record<string, string>): EmbeddedFiles {
  return {
    list: () => Object.keys(files).toSorted(),
    read: name => Buffer.from(files[name] ?? assert.fail(name)),
  };
}

test("templates hold only plain Jinja2", () => {
  for (const name of shipped.list()) {
    const source = shipped.read(name).toString("utf8");
    for (const [, tag = ""] of source.matchAll(/\{%-?\s*(\w+)/g)) assert.ok(TAGS.has(tag), `${name}: ${tag}`);
    for (const [expression] of source.matchAll(/\{[{%][^}]*[%}]\}/g)) {
      assert.doesNotMatch(expression, /===|!==|&&|\|\||\?|=>|\.length\b|\.\w+\(/, name);
      for (const [, filter = ""] of expression.matchAll(/\|\s*(\w+)/g)) {
        assert.ok(FILTERS.has(filter), `${name}: ${filter}`);
      }
    }
  }
});

test("templates hold no inline style, script or handler, and ask no other host", () => {
  for (const name of shipped.list()) {
    const source = shipped.read(name).toString("utf8");
    assert.doesNotMatch(source, /\sstyle=|<style|<script(?![^>]* src=)|\son\w+=|javascript:|https?:\/\//i, name);
  }
});

test("values are escaped, also inside macros and attributes", () => {
  const templates = createTemplates({
    files: memory({
      "m.html": '{% macro cell(v) %}<td title="{{ v }}">{{ v }}</td>{% endmacro %}',
      "p.html": '{% from "m.html" import cell %}{{ cell(value) }}',
    }),
    globals: {},
  });
  assert.equal(
    templates.render("p.html", { value: `<a href='x'>"&` }),
    '<td title="&lt;a href=&#39;x&#39;&gt;&#34;&amp;">&lt;a href=&#39;x&#39;&gt;&#34;&amp;</td>',
  );
});

test("a broken template fails when the worker starts, and shows the place", () => {
  const files = memory({ "a.html": "<p>\n{{ x|uper }}" });
  assert.throws(
    () => createTemplates({ files, globals: {} }),
    (error: unknown) => {
      assert.ok(error instanceof Error);
      assert.equal(error.name, "TemplateAssertionError");
      assert.match(
        error.stack ?? "",
        /No filter named 'uper'.*'upper'[^]*a\.html", line 2[^]*\{\{ x\|uper \}\}\n.*\^\^\^\^/,
      );
      return true;
    },
  );
});

function fingerprintOf(text: string): string {
  return createTemplates({ files: memory({ "a.html": text }), globals: {} }).fingerprint;
}

test("the fingerprint follows the content", () => {
  assert.equal(fingerprintOf("a"), fingerprintOf("a"));
  assert.notEqual(fingerprintOf("a"), fingerprintOf("b"));
});

test("an unknown name is refused by name", () => {
  assert.throws(() => createTemplates({ files: memory({}), globals: {} }).render("x.html", {}), {
    code: "TEMPLATE_MISSING",
  });
});
