import assert from "node:assert/strict";
import { test } from "node:test";
import { Environment } from "../environment.ts";
import { TemplateError } from "../errors.ts";
import { parse } from "../syntax/parser.ts";
import { outline } from "../syntax/testing/outline.ts";
import { resolveExtension, resolveExtensions } from "./resolve.ts";

test("extensions are known by all of their names; autoescape and with are none any more", () => {
  for (const name of ["do", "jinja2.ext.do", "ExprStmtExtension", "jinja2.ext.ExprStmtExtension"]) {
    assert.deepEqual(resolveExtension(name)?.tags, ["do"], name);
  }
  assert.deepEqual(
    resolveExtensions(["autoescape", "jinja2.ext.with_", "i18n"]).map(({ name }) => name),
    ["jinja2.ext.i18n"],
  );
  assert.throws(
    () => resolveExtension("jinja2.ext.loopcontrol"),
    (error: unknown) => {
      return error instanceof TemplateError && error.message.endsWith("Did you mean 'loopcontrols'?");
    },
  );
});

test("without their extensions the tags are unknown", () => {
  for (const tag of ["do x", "break", "trans", "debug"]) {
    assert.throws(() => parse(`{% ${tag} %}`), /Encountered unknown tag/);
  }
});

test("debug expands to a filter of the context, which lists variables, filters and tests", () => {
  const extensions = resolveExtensions(["debug"]);
  assert.equal(outline(parse("{% debug %}", { extensions })), "(|jinja2.ext.debug context)");
  const text = new Environment({ extensions: ["debug"] }).fromString("{% debug %}").render({ answer: 42 });
  assert.match(text, /'answer': 42/);
  assert.match(text, /'filters':[^]*'tests':/);
  assert.doesNotMatch(text, /jinja2\.ext\.debug/);
});
