// Templates that would run for ever or fill the memory are stopped by a sandbox's bounds.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { limited, renders } from "./bounded.ts";

describe("a sandbox's bounds", () => {
  const runaways = [
    "{% for a in range(99999) %}x{% endfor %}",
    "{% for a in range(999) %}{% for b in range(999) %}{% for c in range(999) %}{% endfor %}{% endfor %}{% endfor %}",
    "{{ 'x' * 1000000000 }}",
    "{{ [1] * 1000000000 }}",
    "{{ (10 ** 10) ** (10 ** 10) }}",
    "{{ 2 ** 99999999999 }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '{:1000000000}'.format(1) }}",
    "{{ 'x'.center(1000000000) }}",
    "{{ 'x'|center(1000000000) }}",
    "{{ 'x'.zfill(1000000000) }}",
    "{{ 'x'|indent(1000000000, true) }}",
    "{{ range(99999999)|list }}",
    "{{ range(99999999)|sum }}",
    "{{ range(99999999)|map('string')|join }}",
    "{{ lipsum(n=1000000) }}",
    "{{ 'x'.expandtabs(999999999) ~ '\\t'.expandtabs(999999999) }}",
    "{% set ns = namespace(s='xx') %}{% for i in range(40) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}{{ ns.s|length }}",
    "{% set ns = namespace(s='xx') %}{% for i in range(40) %}{% set ns.s = ns.s.replace('x', ns.s) %}{% endfor %}",
    "{% set ns = namespace(s=[1]) %}{% for i in range(40) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
    "{% set ns = namespace(n=3) %}{% for i in range(40) %}{% set ns.n = ns.n * ns.n %}{% endfor %}{{ ns.n }}",
    "{% macro m(n) %}{% for i in range(10) %}{{ m(n + 1) }}{% endfor %}{% endmacro %}{{ m(0) }}",
    "{% for x in [1] recursive %}{{ loop([1]) }}{{ loop([1]) }}{% endfor %}",
    "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(40) }}",
    "{% block a %}{% endblock %}{% macro m(n) %}{% if n %}{{ self.a() }}{{ m(n - 1) ~ m(n - 1) ~ m(n - 1) }}{% endif %}{% endmacro %}{{ m(30) }}",
  ];
  for (const source of runaways) {
    test(`hold for ${source}`, () => {
      assert.equal(
        renders(() => limited().fromString(source).render({})),
        undefined,
      );
    });
  }
});
