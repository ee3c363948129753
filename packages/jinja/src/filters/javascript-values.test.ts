// What filters make of values that only JavaScript has, by this package's own rules.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Environment } from "../environment/environment.ts";
import { randomFilter } from "./sequences.ts";
import { isBounded } from "../testing/cpu.ts";

const environment = new Environment();

function render(source: string, context: Record<string, unknown>): string {
  return environment.fromString(source).render(context);
}

test("tojson writes dates and what has toJSON as JSON.stringify does", () => {
  const price = { amount: 5, toJSON: () => "5 EUR" };
  class Point {
    toJSON(): unknown {
      return { x: 1 };
    }
  }
  const value = [new Date("2024-05-06T07:08:09Z"), price, new Point(), new Map([["k", 1n]]), { gone: undefined }];
  assert.equal(render("{{ v|tojson }}", { v: value }), '["2024-05-06T07:08:09.000Z", "5 EUR", {"x": 1}, {"k": 1}, {}]');
});

test("tojson refuses instances, sets, functions and what holds itself", () => {
  class Point {
    readonly x = 1;
  }
  const loop: unknown[] = [];
  loop.push(loop);
  assert.throws(() => render("{{ v|tojson }}", { v: new Point() }), /Object of type Point is not JSON serializable/);
  assert.throws(() => render("{{ v|tojson }}", { v: new Set([1]) }), /Object of type set is not JSON serializable/);
  assert.throws(() => render("{{ [v]|tojson }}", { v: () => 1 }), /Object of type function is not JSON serializable/);
  assert.throws(() => render("{{ v|tojson }}", { v: loop }), /Circular reference detected/);
});

test("tojson writes sets as lists where Python is not the measure", () => {
  const loose = new Environment({ strictPython: false });
  assert.equal(loose.fromString("{{ v|tojson }}").render({ v: new Set([1, "a"]) }), '[1, "a"]');
});

test("policies change tojson", () => {
  const own = new Environment();
  own.policies.set("json.dumps_kwargs", { sort_keys: false, ensure_ascii: false, separators: [",", ":"] });
  assert.equal(own.fromString("{{ {'b': 'é', 'a': 1}|tojson }}").render({}), '{"b":"é","a":1}');
  own.policies.set("json.dumps_function", (value: unknown, kwargs: object) => JSON.stringify([value, kwargs]));
  assert.match(own.fromString("{{ '<'|tojson(2) }}").render({}), /^\["\\u003c",\{.*"indent":2\}\]$/);
});

test("policies change urlize and truncate", () => {
  const own = new Environment();
  own.policies.set("urlize.rel", "me").set("urlize.target", "_top").set("truncate.leeway", 0);
  const link = '<a href="http://a.com" rel="me" target="_top">http://a.com</a>';
  assert.equal(own.fromString("{{ 'http://a.com'|urlize }} {{ 'abcdef'|truncate(5) }}").render({}), `${link} ab...`);
});

test("random draws from the numbers that it is given", () => {
  const own = new Environment();
  const draws = [0, 0.5, 0.99];
  own.filters.set(
    "random",
    randomFilter(() => draws.shift() ?? 0),
  );
  const source = "{{ [1, 2, 3]|random }}{{ 'abc'|random }}{{ range(7, 10)|random }}";
  assert.equal(own.fromString(source).render({}), "1b9");
});

test("generators are lazy and give their items once", () => {
  const seen: number[] = [];
  const numbers = [1, 2, 3];
  const own = new Environment({ extensions: ["loopcontrols"] });
  own.filters.set("seen", (value: number) => {
    seen.push(value);
    return value * 2;
  });
  const source =
    "{% set g = numbers|map('seen') %}{{ g|first }}{% for x in g %}{{ x }}{% break %}{% endfor %}{{ g|list }}{{ g|list }}";
  assert.equal(own.fromString(source).render({ numbers }), "24[6][]");
  assert.deepEqual(seen, [1, 2, 3]);
});

test("groups are tuples with names", () => {
  const source =
    "{% for g in v|groupby('k') %}{{ g }}{{ g.grouper }}{{ g.list|length }}{{ g is sequence }}{% endfor %}";
  assert.equal(render(source, { v: [{ k: 1 }] }), "(1, [{'k': 1}])11True");
});

test("hostile texts take time in proportion to their length", () => {
  const filters = ["urlize", "urlize(5)", "wordwrap(5)", "wordwrap(7, false)", "title", "striptags", "wordcount"];
  const parts = ["(", ")", "http://a.com/(", "a@b.", "&lt;", "www.", "-", "ab-", "a ", "😀", "http://[a:"];
  for (const filter of filters) {
    const template = environment.fromString(`{{ v|${filter} }}`);
    for (const part of parts) isBounded(() => template.render({ v: part.repeat(20_000) }), `${filter} of ${part}`);
  }
});
