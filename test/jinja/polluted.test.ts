// What other code of the process wrote to Object.prototype (prototype pollution) changes nothing that templates print.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DictLoader, Environment, SandboxedEnvironment } from "@seatstack/jinja";

class Named {
  readonly name = "Ada";
}

class Nameless {
  readonly seats = 1;
}

const READS = [
  "{{ d.NAME }}|{{ d['NAME'] }}|{{ o.NAME }}|{{ p.NAME }}|{{ d.b.NAME }}|{{ list.NAME }}|{{ NAME }}|{{ dict(a=1).NAME }}",
  "{{ d|attr('NAME') }}|{{ [d, o]|map(attribute='NAME')|list }}|{{ 'NAME' in d }}|{{ d.get('NAME') }}",
  "{{ list[-1] }}|{{ list[-9] }}|{{ list[7] }}|{{ namespace(a=1).NAME }}|{% for x in list %}{{ loop.NAME }}{% endfor %}",
].join("\n");

const PAGES = {
  base: "{% macro m(a, b=2) %}{{ a }}{{ b }}{{ caller() }}{% endmacro %}[{% block x %}{% call m(1) %}z{% endcall %}{% endblock %}]",
  page: "{% extends 'base' %}{% block x %}{{ super() }}{{ '<' }}{{ 3.0 }}{{ 7 }}{{ '%5.2f'|format(1.5) }}{% endblock %}",
  filters:
    "{{ 'abcdefgh'|truncate(3, true) }}{{ x|default('n') }}{{ [{'a': 1}]|groupby('a') }}{{ d|tojson(2) }}{{ d|pprint }}" +
    "{{ d|xmlattr }}{{ 'http://a.b c'|urlize }}{{ '{:>5}'.format('a') }}{{ [3, 1]|sort(reverse=true) }}{{ 1.25|round(1) }}",
};

/** Names of options, of parts of syntax trees, signatures and marks, and of data. */
const NAMES = [
  ..."seats name nothing 7 pass parameters required varargs kwargs positional float width else elif value".split(" "),
  ..."blockStart lineStatementPrefix trimBlocks finalize undefined autoescape loader cacheSize limits".split(" "),
  ..."unsafeCallable altersData alters_data template filename source hint indent extensions sandboxed strictPython".split(
    " ",
  ),
];

type Kind = typeof Environment | typeof SandboxedEnvironment;

function make(type: Kind, name: string): Environment {
  const loader = new DictLoader({ ...PAGES, reads: READS.replaceAll("NAME", name.replace(/\W/g, "_")) });
  return new type({ loader, autoescape: true });
}

function printed(environment: Environment): string[] {
  const p = new Named();
  // What is remembered of one class must hold for its next object.
  environment.render("reads", { d: { b: {} }, o: new Nameless(), p, list: [] });
  const context = { d: { a: 1, b: {} }, o: p, p: new Nameless(), list: [1, 2] };
  return [...Object.keys(PAGES), "reads"].map(name => environment.render(name, context));
}

function polluted<T>(name: string, value: unknown, work: () => T): T {
  Reflect.set(Object.prototype, name, value);
  try {
    return work();
  } finally {
    Reflect.deleteProperty(Object.prototype, name);
  }
}

for (const type of [Environment, SandboxedEnvironment]) {
  for (const name of NAMES) {
    test(`${type.name} does not read ${name} from Object.prototype`, () => {
      const before = make(type, name);
      const expected = printed(before);
      for (const value of ["context", true, 1, { a: 1 }]) {
        const [old, fresh] = polluted(name, value, () => [printed(before), printed(make(type, name))]);
        assert.deepEqual(old, expected);
        assert.deepEqual(fresh, expected);
      }
    });
  }
}
