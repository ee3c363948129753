import assert from "node:assert/strict";
import { test } from "node:test";
import { TemplateSyntaxError } from "../errors.ts";
import { MAX_DEPTH, MAX_NESTING } from "./depth.ts";
import { parse } from "./parser.ts";

const shapes: Readonly<Record<string, (n: number) => string>> = {
  parentheses: n => `{{ ${"(".repeat(n)}1${")".repeat(n)} }}`,
  lists: n => `{{ ${"[".repeat(n)}${"]".repeat(n)} }}`,
  dicts: n => `{{ ${"{1:".repeat(n)}1${"}".repeat(n)} }}`,
  calls: n => `{{ ${"f(".repeat(n)}${")".repeat(n)} }}`,
  subscripts: n => `{{ ${"a[".repeat(n)}1${"]".repeat(n)} }}`,
  not: n => `{{ ${"not ".repeat(n)}1 }}`,
  minus: n => `{{ ${"-".repeat(n)}1 }}`,
  else: n => `{{ ${"a if b else ".repeat(n)}1 }}`,
  targets: n => `{% set ${"(".repeat(n)}a${",)".repeat(n)} = 1 %}`,
  if: n => "{% if a %}".repeat(n) + "{% endif %}".repeat(n),
  block: n => "{% for a in b %}".repeat(n) + "{% endfor %}".repeat(n),
};

test("10,000 levels of anything are a syntax error, and no overflow of the stack", () => {
  for (const [name, shape] of Object.entries(shapes)) {
    assert.throws(() => parse(shape(10_000)), TemplateSyntaxError, name);
  }
});

test(`half of the ${MAX_NESTING} levels parse, of everything`, () => {
  for (const [name, shape] of Object.entries(shapes)) assert.ok(parse(shape(MAX_NESTING / 2)), name);
});

test("chains that lean to one side are bounded too", () => {
  for (const link of ["+a", " and a", "|f", ".a", "[1]", "()", " if b"]) {
    assert.ok(parse(`{{ a${link.repeat(MAX_DEPTH - 10)} }}`), link);
    assert.throws(() => parse(`{{ a${link.repeat(MAX_DEPTH + 10)} }}`), /nests too deeply/, link);
  }
});

test("what is flat may be long", () => {
  assert.ok(parse(`{{ a${"~a".repeat(10_000)} }}{{ [${"1,".repeat(10_000)}] }}`));
  assert.ok(parse(`{% if a %}${"{% elif b %}".repeat(10_000)}{% endif %}`));
});
