import assert from "node:assert/strict";
import { test } from "node:test";
import { DebugUndefined, StrictUndefined, Undefined } from "../undefined.ts";
import { escape, escapeText, hasHtml, htmlOf } from "./escape.ts";
import { Markup } from "./markup.ts";
import { repr } from "./text.ts";

function reference(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&#34;")
    .replaceAll("'", "&#39;");
}

test("escapes the five signs and nothing else, wherever they are and however long the text is", () => {
  assert.equal(escapeText(`<a href="x">&'`), "&lt;a href=&#34;x&#34;&gt;&amp;&#39;");
  for (const length of [0, 1, 2, 31, 32, 33, 100]) {
    for (const sign of ["&", "<", ">", '"', "'", "é", "😀", "`", "\0"]) {
      for (const place of [0, length >> 1, length]) {
        const text = "a".repeat(place) + sign + "b".repeat(length - place);
        assert.equal(escapeText(text), reference(text));
        assert.equal(escapeText(text + text), reference(text + text));
      }
    }
  }
});

test("all code units survive", () => {
  let all = "";
  for (let unit = 0; unit < 0x10000; unit++) all += String.fromCharCode(unit);
  assert.equal(escapeText(all), reference(all));
});

test("prints Markup and what has __html__ as they are, all else escaped", () => {
  assert.equal(htmlOf(new Markup("<b>")), "<b>");
  assert.equal(htmlOf({ __html__: () => "<i>" }), "<i>");
  assert.equal(htmlOf({ __html__: () => new Markup("<u>") }), "<u>");
  assert.equal(htmlOf(["<", new Markup("<")]), "[&#39;&lt;&#39;, Markup(&#39;&lt;&#39;)]");
  assert.equal(htmlOf(null), "None");
  assert.equal(htmlOf(new Undefined()), "");
  assert.equal(htmlOf(new DebugUndefined({ name: "a" })), "{{ a }}");
  assert.throws(() => htmlOf(new StrictUndefined({ name: "a" })), { message: "'a' is undefined" });
});

test("a value whose __html__ is no function is escaped", () => {
  assert.equal(htmlOf({ __html__: "<b>" }), "{&#39;__html__&#39;: &#39;&lt;b&gt;&#39;}");
  assert.equal(hasHtml({ __html__: "<b>" }), false);
  assert.equal(hasHtml(new Markup("")), true);
});

test("escape makes a Markup, and leaves one alone", () => {
  const safe = new Markup("<");
  assert.equal(escape(safe), safe);
  assert.equal(repr(escape("<")), "Markup('&lt;')");
  assert.equal(repr(escape(true)), "Markup('True')");
});
