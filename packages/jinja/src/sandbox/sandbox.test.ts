import assert from "node:assert/strict";
import { test } from "node:test";
import { Environment } from "../environment/environment.ts";
import { PythonError, SecurityError, UndefinedError } from "../errors.ts";
import { DictLoader } from "../loaders/dict.ts";
import {
  ImmutableSandboxedEnvironment,
  isInternalAttribute,
  modifiesKnownMutable,
  SandboxedEnvironment,
  unsafe,
} from "./sandbox.ts";
import type { TemplateContext } from "../environment/template.ts";
import { markup } from "../values/markup.ts";
import { isBounded } from "../testing/cpu.ts";

const limits = { maxIterations: 10_000, maxOutput: 100_000 };
const sandbox = new SandboxedEnvironment({ limits, extensions: ["do", "loopcontrols"] });

function print(source: string, context: TemplateContext = {}, environment: Environment = sandbox): string {
  return environment.fromString(source).render(context);
}

function refused(source: string, context: TemplateContext = {}, environment: Environment = sandbox): void {
  assert.throws(() => print(source, context, environment), SecurityError, source);
}

class Account {
  readonly name = "ann";
  readonly _secret = "s3cret";
  rename(name: string): string {
    return `renamed to ${name}`;
  }
  drop = unsafe(() => "dropped");
}

test("attributes that begin with an underscore are unsafe, public ones are not", () => {
  const account = new Account();
  assert.equal(print("{{ a.name }} {{ a.rename('bob') }}", { a: account }), "ann renamed to bob");
  assert.equal(print("[{{ a._secret }}]", { a: account }), "[]");
  refused("{{ a._secret.x }}", { a: account });
  refused("{{ a['_secret'].x }}", { a: account });
  refused("{{ (a|attr('_secret')).x }}", { a: account });
  refused("{{ [a]|map(attribute='_secret.x')|list }}", { a: account });
  assert.equal(print("{{ d._key }}", { d: { _key: "an item" } }), "an item");
});

test("filters that look at attributes see no more than templates do", () => {
  const context = { l: [new Account(), new Account()] };
  const filters = [
    "map(attribute='_secret.x')",
    "groupby('_secret.x')",
    "groupby('_secret')",
    "sort(attribute='_secret.x')",
    "unique(attribute='_secret.x')",
    "sum(attribute='_secret.x')",
    "min(attribute='_secret.x')",
    "max(attribute='_secret.x')",
    "join(attribute='_secret.x')",
    "selectattr('_secret.x')",
    "rejectattr('_secret.x', 'equalto', 1)",
  ];
  for (const filter of filters) refused(`{{ (l|${filter})|list }}`, context);
  const seen = ["l", "l|first|string", "l|map(attribute='_secret')|list", "l|pprint"];
  for (const expression of seen) assert.doesNotMatch(print(`{{ ${expression} }}`, context), /s3cret/, expression);
});

test("the languages' internals are refused by name", () => {
  for (const value of ["''", "[]", "{}", "5", "range", "a", "a.rename", "self", "cycler(1)"]) {
    for (const name of ["__class__", "constructor", "__proto__", "__init__", "prototype", "__defineGetter__"]) {
      refused(`{{ ${value}.${name}.x }}`, { a: new Account() });
      refused(`{{ ${value}['${name}']() }}`, { a: new Account() });
    }
  }
  assert.ok(isInternalAttribute("__globals__") && isInternalAttribute("mro") && !isInternalAttribute("name"));
});

test("the message of an unsafe attribute is Jinja's", () => {
  const message = "access to attribute '__class__' of 'int' object is unsafe.";
  assert.throws(() => print("{{ (42).__class__.x }}"), { name: "SecurityError", message });
});

test("functions marked as unsafe cannot be called", () => {
  refused("{{ a.drop() }}", { a: new Account() });
  refused("{{ f() }}", { f: Object.assign(() => 1, { altersData: true }) });
  assert.equal(print("{{ f() }}", { f: () => 1 }), "1");
});

test("including an object of the host's calls none of its functions", () => {
  const calls: unknown[] = [];
  const host = { root: unsafe((...args: unknown[]) => calls.push(args)), blocks: {}, name: "x", globals: new Map() };
  for (const environment of [sandbox, new Environment()]) {
    for (const source of ["{% include x %}", "{% extends x %}", "{% import x as y %}", "{% from x import y %}"]) {
      assert.throws(() => print(source, { x: host }, environment), source);
    }
  }
  assert.deepEqual(calls, []);
});

test("an error that the host passes shows its message, not its stack", () => {
  const context = { error: new RangeError("too far"), trace: { stack: [1, 2] } };
  assert.equal(print("{{ error.message }}|{{ error.stack }}|{{ trace.stack }}", context), "too far||[1, 2]");
  for (const stack of ["error.stack.x", "(error|attr('stack')).x", "'{.stack.x}'.format(error)"]) {
    refused(`{{ ${stack} }}`, context);
  }
});

test("str.format reaches no further than templates do", () => {
  const a = new Account();
  assert.equal(print("{{ '{0.name} {1[x]:>3}'.format(a, d) }}", { a, d: { x: 1 } }), "ann   1");
  assert.equal(print("{{ '{a.name}'.format_map({'a': a}) }}", { a }), "ann");
  for (const field of ["0._secret.x", "0.__class__.x", "0.constructor.x", "0[__class__].x", "0.rename.__globals__.x"]) {
    refused(`{{ '{${field}}'.format(a) }}`, { a });
    refused(`{{ ('{${field}}'|safe).format(a) }}`, { a });
    refused(`{{ '{${field.replace("0", "a")}}'.format_map({'a': a}) }}`, { a });
    refused(`{% set f = '{${field}}'.format %}{{ f(a) }}`, { a });
    refused(`{{ ['{${field}}']|map('attr', 'format')|first }}{{ ('{${field}}'|attr('format'))(a) }}`, { a });
  }
  assert.equal(print("{{ m.format('<b>') }}", { m: markup("<i>{}</i>") }), "<i>&lt;b&gt;</i>");
});

test("an immutable sandbox lets nobody change lists, sets and dicts", () => {
  const immutable = new ImmutableSandboxedEnvironment({ extensions: ["do"] });
  for (const call of [
    "append(1)",
    "clear()",
    "pop()",
    "reverse()",
    "insert(0, 1)",
    "sort()",
    "extend([1])",
    "remove(1)",
  ]) {
    refused(`{% do l.${call} %}`, { l: [1] }, immutable);
  }
  for (const call of ["clear()", "pop('a')", "popitem()", "setdefault('b', 1)", "update(b=1)"]) {
    refused(`{% do d.${call} %}`, { d: { a: 1 } }, immutable);
    refused(`{% do d.${call} %}`, { d: new Map([["a", 1]]) }, immutable);
  }
  for (const call of ["add(1)", "clear()", "discard(1)", "pop()", "remove(1)", "update([1])"]) {
    refused(`{% do s.${call} %}`, { s: new Set([1]) }, immutable);
  }
  assert.equal(print("{{ l.index(1) }}{{ d.get('a') }}{{ d|length }}", { l: [1], d: { a: 1 } }, immutable), "011");
  assert.equal(print("{% do l.append(2) %}{{ l }}", { l: [1] }), "[1, 2]");
  assert.ok(
    modifiesKnownMutable([], "append") && !modifiesKnownMutable("", "upper") && !modifiesKnownMutable({}, "keys"),
  );
});

test("long ranges are refused as in Jinja", () => {
  assert.throws(
    () => print("{{ range(100001) }}"),
    (error: unknown) => error instanceof PythonError && error.name === "OverflowError",
  );
});

/** Templates that would run for ever, fill the memory or the stack. Each must end soon. */
const hostile: Readonly<Record<string, string>> = {
  "nested loops": "{% for a in range(1000) %}{% for b in range(1000) %}{% endfor %}{% endfor %}",
  "loops in macros":
    "{% macro f() %}{% for a in range(1000) %}{% endfor %}{% endmacro %}{% for b in range(1000) %}{{ f() }}{% endfor %}",
  "a recursive loop": "{% for a in [1] recursive %}{{ loop([1]) }}{% endfor %}",
  "filters that iterate": "{% for a in range(1000) %}{{ range(1000)|sum }}{% endfor %}",
  "sorting again and again": "{% set l = range(9000)|list %}{% for a in range(1000) %}{% set x = l|sort %}{% endfor %}",
  "a list that is mapped": "{% for a in range(1000) %}{{ range(1000)|map('upper')|list|length }}{% endfor %}",
  joining: "{% for a in range(1000) %}{% set x = range(1000)|join %}{% endfor %}",
  "a repeated text": "{{ 'x' * 10**9 }}",
  "a repeated text from the right": "{{ 10**9 * 'x' }}",
  "a repeated list": "{{ [0] * 10**9 }}",
  "a repeated tuple": "{{ (0, 1) * 10**8 }}",
  "a power": "{{ 2 ** (10**9) }}",
  "a tower of powers": "{{ 10 ** (10 ** 10) }}",
  "a product of large numbers":
    "{% set ns = namespace(n=2**1000) %}{% for a in range(100) %}{% set ns.n = ns.n * ns.n %}{% endfor %}",
  "printf with a width": "{{ '%999999999d' % 1 }}",
  "printf with a precision": "{{ '%.999999999f' % 1.5 }}",
  "printf with a star": "{{ '%*d' % (999999999, 1) }}",
  "the filter format": "{{ '%999999999s'|format('x') }}",
  "str.format with a width": "{{ '{:999999999}'.format(1) }}",
  "str.format with a computed width": "{{ '{:{w}}'.format(1, w=999999999) }}",
  "str.format with a precision": "{{ '{:.999999999f}'.format(1.5) }}",
  "the method center": "{{ 'x'.center(10**9) }}",
  "the method ljust": "{{ 'x'.ljust(10**9) }}",
  "the method zfill": "{{ 'x'.zfill(10**9) }}",
  "the method expandtabs": "{{ ('\\t' * 1000).expandtabs(10**6) }}",
  "the method replace": "{{ ('x' * 1000).replace('x', 'y' * 1000) }}",
  "the method replace of nothing": "{{ ('x' * 1000).replace('', 'y' * 1000) }}",
  "the method join": "{{ ('x' * 1000).join(['y'] * 1000) }}",
  "the method translate": "{{ ('x' * 1000).translate({120: 'y' * 1000}) }}",
  "the filter center": "{{ 'x'|center(10**9) }}",
  "the filter indent": "{{ 'x'|indent(10**9, true) }}",
  "the filter indent with lines": "{{ ('\\n' * 10000)|indent(10000, false, true) }}",
  "the filter replace": "{{ ('x' * 1000)|replace('x', 'y' * 1000) }}",
  "the filter join": "{{ (['y'] * 1000)|join('x' * 1000) }}",
  "the filter batch": "{{ [1]|batch(10**9, 0)|list }}",
  "the filter slice": "{{ [1]|slice(10**9)|list }}",
  "the filter tojson": "{{ (['x' * 1000] * 1000)|tojson }}",
  "the filter tojson with an indent": "{{ ([1] * 1000)|tojson(indent=10**6) }}",
  "the filter pprint": "{{ (['x' * 1000] * 1000)|pprint }}",
  "the filter xmlattr": "{{ {'a': 'x' * 90000, 'b': 'y' * 90000}|xmlattr }}",
  "the filter wordwrap": "{{ ('x' * 10000)|wordwrap(1, wrapstring='y' * 1000) }}",
  "the filter round": "{{ 1.5|round(10**9)|round(-10**9) }}{{ 'x' * 10**6 }}",
  "printing a list of texts": "{{ ['x' * 1000] * 1000 }}",
  "doubling by tilde":
    "{% set ns = namespace(s='x') %}{% for a in range(100) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
  "doubling by plus":
    "{% set ns = namespace(s='x') %}{% for a in range(100) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
  "doubling a list": "{% set ns = namespace(s=[1]) %}{% for a in range(100) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
  "doubling by extend": "{% set l = [1] %}{% for a in range(100) %}{% do l.extend(l) %}{% endfor %}",
  "doubling by a block set":
    "{% set ns = namespace(s='x') %}{% for a in range(100) %}{% set x %}{{ ns.s }}{{ ns.s }}{% endset %}{% set ns.s = x %}{% endfor %}",
  "doubling by macros": "{% macro f(s, n) %}{% if n %}{{ f(s ~ s, n - 1) }}{% endif %}{% endmacro %}{{ f('x', 100) }}",
  "many long texts": "{% set l = [] %}{% for a in range(5000) %}{% do l.append('x' * 50000) %}{% endfor %}",
  "a long output": "{% for a in range(5000) %}{{ 'x' * 1000 }}{% endfor %}",
  "a long output of a block": "{% block b %}{% for a in range(200) %}{{ 'x' * 1000 }}{% endfor %}{% endblock %}",
  "a macro that calls itself": "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
  "a macro that calls itself twice": "{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}",
  "exponential macros": "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}",
  "a block that calls itself": "{% block b %}{{ self.b() }}{% endblock %}",
  "a template that includes itself": "{% include 'self' %}",
  "a template that extends itself": "{% extends 'extends' %}",
  "a template that imports itself": "{% include 'imports' %}",
  lipsum: "{{ lipsum(n=10**9) }}",
  "lipsum with long paragraphs": "{{ lipsum(n=1, min=10**9, max=10**9 + 1) }}",
  "lipsum again and again": "{% for a in range(9000) %}{{ lipsum(100)|length }}{% endfor %}",
  "a large dict":
    "{% set d = {} %}{% for a in range(100) %}{% do d.update(dict(range(9000)|map('string')|map('list')|list)) %}{% endfor %}",
  "an endless cycle": "{% set l = [1] %}{% for a in l %}{% do l.append(a) %}{% endfor %}",
  "lists that share their parts":
    "{% set ns = namespace(l=[1]) %}{% for a in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l }}",
  "shared parts in JSON":
    "{% set ns = namespace(l=[1]) %}{% for a in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l|tojson }}",
  "shared parts in pprint":
    "{% set ns = namespace(l=[1]) %}{% for a in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l|pprint }}",
  "shared parts that are compared":
    "{% set ns = namespace(l=[1], m=[1]) %}{% for a in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% set ns.m = [ns.m, ns.m] %}{% endfor %}{{ ns.l == ns.m }}",
  "shared parts that are ordered":
    "{% set ns = namespace(l=[1], m=[1]) %}{% for a in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% set ns.m = [ns.m, ns.m] %}{% endfor %}{{ ns.l < ns.m }}",
  "shared parts as a key":
    "{% set ns = namespace(l=(1,)) %}{% for a in range(60) %}{% set ns.l = (ns.l, ns.l) %}{% endfor %}{{ {ns.l: 1}|length }}",
  "copies of a long list":
    "{% set l = range(9000)|list %}{% set k = [] %}{% for a in range(900) %}{% do k.append(l[:]) %}{% endfor %}",
  "searching in long texts by in": "{% set s = 'x' * 99999 %}{% for a in range(9999) %}{{ 'y' in s }}{% endfor %}",
  "reversing long texts": "{% set s = 'x' * 99999 %}{% for a in range(9999) %}{{ s[::-1][0] }}{% endfor %}",
  "characters far inside long texts":
    "{% set s = '😀' * 40000 %}{% for a in range(9999) %}{{ s[39999] ~ s[-1] }}{% endfor %}",
  "copies of dicts":
    "{% set d = {} %}{% for a in range(900) %}{% do d.update({a: a}) %}{% endfor %}" +
    "{% for a in range(9000) %}{% set x = d.copy() %}{% endfor %}",
  "divisions of long integers":
    "{% set n = 2 ** 60000 %}{% for a in range(9000) %}{% set x = n // 3 ** 20000 %}{% endfor %}",
  "long lists as arguments":
    "{% set l = range(9000)|list %}{% for a in range(9000) %}{% set x = cycler(*l) %}{% endfor %}",
  "links with long targets": "{{ ('http://example.com ' * 5000)|urlize(target='x' * 50000) }}",
  "searching long texts": "{% set s = 'x' * 99999 %}{% for a in range(9999) %}{{ s.find('y') }}{% endfor %}",
  "filtering long texts": "{% set s = 'x' * 99999 %}{% for a in range(9999) %}{{ s|upper|length }}{% endfor %}",
};

const hostileSandbox = new SandboxedEnvironment({
  limits,
  extensions: ["do", "loopcontrols"],
  loader: new DictLoader({
    self: "{% include 'self' %}{% include 'self' %}",
    extends: "{% extends 'extends' %}",
    imports: "{% import 'imports' as m with context %}",
  }),
});

for (const [story, source] of Object.entries(hostile)) {
  test(`a sandbox ends ${story}`, () => {
    const memory = process.memoryUsage().rss;
    isBounded(
      () =>
        assert.throws(
          () => print(source, {}, hostileSandbox),
          (error: unknown) =>
            error instanceof SecurityError || (error instanceof PythonError && assert.fail(String(error))),
        ),
      story,
    );
    assert.ok(process.memoryUsage().rss - memory < 300e6, `${(process.memoryUsage().rss - memory) / 1e6} MB`);
  });
}

test("what stays within the limits is printed; each render begins anew", () => {
  const template = sandbox.fromString("{% for i in range(9000) %}x{% endfor %}");
  for (let render = 0; render < 3; render++) assert.equal(template.render().length, 9000);
});

test("limits hold in modules and in macros that the host calls", () => {
  const source = "{% macro f() %}{% for i in range(90000) %}{% endfor %}{% endmacro %}";
  const { module } = sandbox.fromString(source);
  assert.throws(() => (module["f"] as () => unknown)(), SecurityError);
  assert.throws(() => sandbox.fromString("{% for i in range(90000) %}{% endfor %}").makeModule(), SecurityError);
});

test("a subclass computes operators itself, constants too", () => {
  class Careful extends SandboxedEnvironment {
    override readonly interceptedBinops = new Set(["**", "//"]);
    override readonly interceptedUnops = new Set(["-"]);
    override callBinop(operator: string, left: unknown, right: unknown): unknown {
      if (operator === "**") throw new SecurityError("no powers");
      return `${String(super.callBinop(operator, left, right))}!`;
    }
    override callUnop(operator: string, value: unknown): unknown {
      return `${operator}${String(value)}`;
    }
  }
  const careful = new Careful();
  assert.equal(
    print("{{ 7 // 2 }} {{ x // 2 }} {{ 7 / 2 }} {{ -x }} {{ -1 }} {{ +x }}", { x: 9 }, careful),
    "3! 4! 3.5 -9 -1 9",
  );
  refused("{{ 2 ** 3 }}", {}, careful);
  refused("{{ x ** 3 }}", { x: 1 }, careful);
});

test("limits are checked when they are given", () => {
  assert.throws(() => new SandboxedEnvironment({ limits: { maxOutputs: 1 } as never }), /Did you mean 'maxOutput'\?/);
  assert.throws(() => new SandboxedEnvironment({ limits: { maxOutput: NaN } }), TypeError);
  assert.equal(new SandboxedEnvironment({ limits: { maxOutput: 7 } }).limits.maxIterations, 1_000_000);
});

test("without a sandbox nothing of this is refused", () => {
  const environment = new Environment();
  assert.equal(print("{{ a._secret }}", { a: new Account() }, environment), "s3cret");
  assert.equal(print("{{ 'x'.center(200000)|length }}", {}, environment), "200000");
  assert.throws(() => print("{{ ''.constructor.x }}", {}, environment), UndefinedError);
});

test("a macro tells whether it may be used with call, functions tell of no callers", () => {
  const sandbox = new SandboxedEnvironment();
  const source = "{% macro m() %}{{ caller() }}{% endmacro %}{{ m.caller }}{{ d.caller }}";
  assert.equal(sandbox.fromString(source).render({ d: { caller: "+41" } }), "True+41");
  assert.equal(sandbox.fromString("{{ f.caller }}").render({ f: () => 1 }), "");
});
