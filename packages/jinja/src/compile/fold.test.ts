import assert from "node:assert/strict";
import { test } from "node:test";
import { Environment } from "../environment/environment.ts";
import { passContext, withSignature } from "../values/callable.ts";

const environment = new Environment({ autoescape: true });

function nameNone(value: unknown): unknown {
  return value === null ? "<nil>" : value;
}

/** The first line that adds to the output. */
function printed(source: string, env = environment): string | undefined {
  return /^ *o \+= (?<code>.*);$/m.exec(env.compile(source).code)?.groups?.["code"];
}

test("operators, comparisons, filters and tests on constants are computed", () => {
  assert.equal(printed("{{ 2 ** 3 ** 2 }}"), '"64"');
  assert.equal(printed("{{ 10 / 5 }}"), '"2.0"');
  assert.equal(printed("{{ 1 < 2 < 3 and 'yes' }}"), '"yes"');
  assert.equal(printed("{{ [1, 'a']|join('<')|upper }}"), '"1&lt;A"');
  assert.equal(printed("{{ 'a' if 3 is odd else x }}"), '"a"');
  assert.equal(printed("{{ {'a': (1, 2.0)} }}"), '"{&#39;a&#39;: (1, 2.0)}"');
});

test("joined constants are plain text, as Jinja's optimizer makes them", () => {
  assert.equal(printed("{{ '<' ~ '<'|safe }}"), '"&lt;&lt;"');
});

test("items and slices of constants are computed, also those that raise at run time", () => {
  assert.equal(printed("{{ [1, 2, 3][1:] }}"), '"[2, 3]"');
  assert.equal(printed("{{ {'a': 'x'}['a'] }}"), '"x"');
  assert.equal(environment.fromString("{{ (1)[:] }}|{{ [{}[1:], 5] }}").render(), "|[Undefined, 5]");
  assert.throws(() => environment.fromString("{{ x[:] }}").render({ x: 1 }), {
    message: "'int' object is not subscriptable",
  });
});

test("short texts are repeated and filled", () => {
  assert.equal(printed("{{ '-' * 5 }}"), '"-----"');
  assert.equal(printed("{{ '%s!' % 'a' }}"), '"a!"');
  assert.equal(environment.fromString("{{ ('<%s>'|safe % '&') ~ 2 * '<' }}").render(), "&lt;&amp;amp;&gt;&lt;&lt;");
  assert.match(String(printed("{{ '%999999d' % 1 }}")), /^html\(/);
});

test("what fails, what could grow and what depends on the place is left for run time", () => {
  for (const source of [
    "{{ 1 / 0 }}",
    "{{ 'a' + 1 }}",
    "{{ 'x' * 1000000000 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ [1]|random }}",
  ]) {
    assert.match(String(printed(source)), /^html\(/, source);
  }
  const sandboxed = Object.assign(new Environment({ optimized: false }), {});
  assert.match(String(printed("{{ (1 + 2)|upper }}{{ x + (1 + 2) }}", sandboxed)), /"/);
});

test("finalize sees constants after they were escaped, all else before", () => {
  const source = "{{ none }}|{{ n }}|{{ [none] }}|<b>";
  const render = (autoescape: boolean) =>
    new Environment({ autoescape, finalize: nameNone }).fromString(source).render({ n: null });
  assert.equal(render(false), "<nil>|<nil>|[None]|<b>");
  assert.equal(render(true), "None|&lt;nil&gt;|[None]|<b>");
});

test("finalize may ask for the context", () => {
  const finalize = passContext((context: { resolve(name: string): unknown }, value: unknown) => {
    return `${String(context.resolve("x"))}${String(value)}`;
  });
  assert.equal(new Environment({ finalize }).fromString("{{ 1 }}-{{ x }}").render({ x: "X" }), "X1-XX");
});

test("a filter of the application that is told no signature is not run when compiling", () => {
  let runs = 0;
  const env = new Environment();
  env.addFilter("once", (value: unknown) => `${String(value)}${++runs}`);
  env.addFilter(
    "ahead",
    withSignature((value: string) => value + value, { parameters: ["value"] }),
  );
  env.compile("{{ 'a'|once }}");
  assert.equal(runs, 0);
  assert.equal(printed("{{ 'a'|ahead }}", env), '"aa"');
});
