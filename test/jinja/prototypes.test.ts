// No template reaches a prototype or a constructor, and none changes one.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as fc from "fast-check";
import { DictLoader, Environment } from "@seatstack/jinja";
import { CONTEXT as context, EXTENSIONS, renders } from "./bounded.ts";

// The same cases on every run; SEED=n tries others.
fc.configureGlobal({ seed: Number(process.env["SEED"] ?? 1) });

describe("prototypes", () => {
  const name = fc.constantFrom(
    "__proto__",
    "constructor",
    "prototype",
    "__class__",
    "__mro__",
    "__subclasses__",
    "__globals__",
    "__init__",
    "__defineGetter__",
    "hasOwnProperty",
    "toString",
    "valueOf",
    "call",
    "apply",
    "bind",
    "caller",
    "arguments",
    "polluted",
    "x",
  );
  const start = fc.constantFrom(
    "x",
    "y",
    "f",
    "''",
    "1",
    "[]",
    "{}",
    "(1,)",
    "true",
    "range(2)",
    "range",
    "dict",
    "namespace",
    "cycler",
    "joiner(1)",
    "lipsum",
    "self",
    "loop",
    "m",
    "'a'.upper",
    "[].append",
    "{}.items",
    "(y|map('upper'))",
    "context",
    "_",
    "nope",
    "namespace()",
    "klass",
    "now",
  );
  const access = fc.tuple(name, fc.nat(6)).map(
    ([name, how]) =>
      (inner: string) =>
        [
          `${inner}.${name}`,
          `${inner}['${name}']`,
          `(${inner}|attr('${name}'))`,
          `([${inner}]|map(attribute='${name}')|first)`,
          `${inner}.${name}()`,
          `${inner}.get('${name}')`,
          `'{0.${name}}'.format(${inner})`,
        ][how] ?? inner,
  );
  const reach = fc
    .tuple(start, fc.array(access, { minLength: 1, maxLength: 4 }))
    .map(([first, steps]) => steps.reduce<string>((inner, step) => step(inner), first));
  const writes = [
    "{% set ¤ = 1 %}",
    "{% set ns = namespace() %}{% set ns.NAME = 1 %}{{ ns.NAME }}",
    "{% do dict(NAME=1) %}",
    "{% do {}.update({'NAME': 1}) %}",
    "{% do y[2].update({'NAME': 1}) %}",
    "{% do {}.setdefault('NAME', {}) %}",
    "{% macro NAME() %}{% endmacro %}{{ NAME() }}",
    "{% for NAME in [1] %}{{ NAME }}{% endfor %}",
    "{% with NAME = 1 %}{{ NAME }}{% endwith %}",
    "{% block NAME %}x{% endblock %}{{ self.NAME() }}",
    "{% do f(NAME=1) %}",
    "{{ namespace(NAME=1) }}",
    "{% import 'NAME' as NAME %}",
    "{{ 'x'|NAME }}",
    "{{ 1 is NAME }}",
    "{{ '%(NAME)s' % y[2] }}",
    "{{ '{NAME}'.format(NAME=1) }}",
    "{% set y[2].NAME = 1 %}",
  ];
  class Klass {
    readonly x = 1;
  }

  /** Everything that a template might have changed, by its own names. */
  const state = () =>
    [Object, Array, Map, Set, String, Number, Function, Date, Klass, Promise]
      .flatMap(type => [...Object.getOwnPropertyNames(type), ...Object.getOwnPropertyNames(type.prototype as object)])
      .join();

  test("are never reached, and never change", () => {
    const before = state();
    fc.assert(
      fc.property(
        reach,
        name,
        fc.constantFrom("{{ ¤ }}", "{{ ¤ is defined }}", ...writes),
        fc.boolean(),
        (expression, name, around, strictPython) => {
          const caught: unknown[] = [];
          const f = (...args: unknown[]) => void caught.push(...args);
          const source = around.replaceAll("¤", () => expression).replaceAll("NAME", name);
          const environment = new Environment({ extensions: EXTENSIONS, strictPython, loader: new DictLoader({}) });
          const data = { ...context, y: [1, 2, { z: "w" }], f, klass: Klass, m: new Map(), now: new Date(0) };
          renders(() => environment.fromString(`${source}{{ f(${expression}) }}`).render(data));
          for (const value of caught) {
            assert.ok(![Function, Object, Array, Map, String, Date].includes(value as never), source);
            assert.ok(
              value !== Object.prototype &&
                value !== Function.prototype &&
                value !== Array.prototype &&
                value !== Map.prototype,
              source,
            );
          }
          assert.equal(({} as { polluted?: unknown }).polluted, undefined, source);
        },
      ),
      { numRuns: 4_000 },
    );
    assert.equal(state(), before);
  });
});
