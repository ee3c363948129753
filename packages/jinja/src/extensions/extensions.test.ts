import assert from "node:assert/strict";
import { test } from "node:test";
import { Environment } from "../environment/environment.ts";
import { TemplateError } from "../errors.ts";
import { parse } from "../syntax/parser.ts";
import { outline } from "../testing/outline.ts";
import { tuple } from "../values/tuple.ts";
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
  const environment = new Environment({ extensions: ["debug"] });
  environment.globals.clear();
  const names = ["!=", "<", "<=", "==", ">", ">=", "boolean", "callable", "defined", "divisibleby", "eq", "equalto"];
  for (const name of environment.tests.keys()) if (!names.includes(name)) environment.tests.delete(name);
  const x = { a: [1, { b: 2 }], b: [], c: {}, d: 1 };
  // What jinja2 prints of the same tables.
  const lines = [
    "{'context': {'t': ([...], 2), 'x': {'a': [...], 'b': [], 'c': {}, 'd': 1}},",
    " 'filters': ['abs', 'attr', 'batch', 'capitalize', 'center', 'count', 'd',",
    "             'default', 'dictsort', 'e', 'escape', 'filesizeformat', 'first',",
    "             'float', 'forceescape', 'format', 'groupby', 'indent', 'int',",
    "             'items', 'join', 'last', 'length', 'list', 'lower', 'map', 'max',",
    "             'min', 'pprint', 'random', 'reject', 'rejectattr', 'replace',",
    "             'reverse', 'round', 'safe', 'select', 'selectattr', 'slice',",
    "             'sort', 'string', 'striptags', 'sum', 'title', 'tojson', 'trim',",
    "             'truncate', 'unique', 'upper', 'urlencode', 'urlize', 'wordcount',",
    "             'wordwrap', 'xmlattr'],",
    " 'tests': ['!=', '<', '<=', '==', '>', '>=', 'boolean', 'callable', 'defined',",
    "           'divisibleby', 'eq', 'equalto']}",
  ];
  assert.equal(environment.fromString("{% debug %}").render({ x, t: tuple([1], 2) }), lines.join("\n"));
});
