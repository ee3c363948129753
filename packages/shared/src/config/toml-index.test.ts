// The line of every key, for all of TOML's ways to write one.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { stringify } from "smol-toml";
import { indexToml } from "./toml-index.ts";

const TEXT = `# a comment with [brackets] and a = sign
top = 1
[edge] # [not.a.table]
http = "a # b" # c
"quoted key" = 1
'literal.key' = 2
dotted . inner."two words" = 3
long = """
not = "a key"
[nor.a.table]
\\""" still the string """
raw = '''
it's = ''quoted'' '''''
after = 1

  [edge.tls]
  certificates = [
    { cert = "a", key = "b" }, # one
    { cert = "c",
      key = "d" },
    [ 1,
      2 ]
  ]
  inline = { a = { b = [1, 2] }, c = 3 }

[[edge.static]]
url = "/a/"
[edge.static.options]
deep = true
[[edge.static]]
url = "/b/"
  [[edge.static.rules]]
  x = 1
  [[edge.static.rules]]
  x = 2
[app]\r
workers = 1\r
"esc\\u0061pe" = 2
`;

test("finds the line of keys in tables, arrays, inline tables and arrays of tables", () => {
  const index = indexToml(TEXT);
  const lines = TEXT.split("\n");
  const cases: [path: (string | number)[], start: string][] = [
    [["top"], "top"],
    [["edge"], "[edge]"],
    [["edge", "http"], "http"],
    [["edge", "quoted key"], '"quoted key"'],
    [["edge", "literal.key"], "'literal.key'"],
    [["edge", "dotted", "inner", "two words"], "dotted"],
    [["edge", "long"], "long"],
    [["edge", "raw"], "raw"],
    [["edge", "after"], "after"],
    [["edge", "tls"], "  [edge.tls]"],
    [["edge", "tls", "certificates", 0, "key"], '    { cert = "a"'],
    [["edge", "tls", "certificates", 1, "cert"], '    { cert = "c"'],
    [["edge", "tls", "certificates", 1, "key"], '      key = "d"'],
    [["edge", "tls", "certificates", 2, 1], "      2 ]"],
    [["edge", "tls", "inline", "a", "b", 1], "  inline"],
    [["edge", "tls", "inline", "c"], "  inline"],
    [["edge", "static", 0, "url"], 'url = "/a/"'],
    [["edge", "static", 0, "options", "deep"], "deep"],
    [["edge", "static", 1, "url"], 'url = "/b/"'],
    [["edge", "static", 1, "rules", 0, "x"], "  x = 1"],
    [["edge", "static", 1, "rules", 1, "x"], "  x = 2"],
    [["app", "workers"], "workers"],
    [["app", "escape"], '"esc'],
  ];
  for (const [path, start] of cases) {
    assert.ok(index.has(path), path.join("."));
    assert.equal(index.lineOf(path), lines.findIndex(line => line.startsWith(start)) + 1, path.join("."));
  }
  assert.ok(!index.has(["not"]) && !index.has(["nor"]) && !index.has(["edge", "not"]), "strings hold no keys");
});

test("falls back to the nearest table that is written", () => {
  const index = indexToml("[a]\nb = 1\n[[a.c]]\nd = 1\n");
  assert.equal(index.lineOf(["a", "missing"]), 1);
  assert.equal(index.lineOf(["a", "c", 0, "missing"]), 3);
  assert.equal(index.lineOf(["missing"]), undefined);
  assert.ok(!index.has(["a", "missing"]));
});

test("finds every key of any document", () => {
  const key = fc.string({ minLength: 1, maxLength: 6 }).filter(text => text !== "__proto__");
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string(), { maxLength: 3 }));
  const table = fc.dictionary(key, leaf, { maxKeys: 4, noNullPrototype: true });
  const value = fc.oneof(leaf, table, fc.array(table, { minLength: 1, maxLength: 3 }));
  const document = fc.dictionary(key, value, { maxKeys: 5, noNullPrototype: true });
  fc.assert(
    fc.property(document, tree => {
      const index = indexToml(stringify(tree));
      for (const path of paths(tree)) assert.ok(index.has(path), JSON.stringify(path));
    }),
    { numRuns: 300 },
  );
});

test("ends on any text, TOML or not", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."ab=.[]{}\"'\\,#\n \t1".split("")) }), text => {
      assert.equal(typeof indexToml(text).has(["a"]), "boolean");
    }),
    { numRuns: 1000 },
  );
});

function paths(value: unknown, base: readonly PropertyKey[] = []): (readonly PropertyKey[])[] {
  if (typeof value !== "object" || value === null) return base.length === 0 ? [] : [base];
  const entries = Object.entries(value).flatMap(([key, inner]) => paths(inner, [...base, key]));
  return base.length === 0 ? entries : [base, ...entries];
}
