// Under autoescape nothing from the data comes out as markup, whatever chain of filters, methods and operators it went
// through, `safe` aside.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as fc from "fast-check";
import { Environment } from "@seatstack/jinja";
import { EXTENSIONS, renders } from "./bounded.ts";

// The same cases on every run; SEED=n tries others.
fc.configureGlobal({ seed: Number(process.env["SEED"] ?? 1) });

describe("under autoescape", () => {
  const MARK = "<u>data&\"'</u>";
  const values = {
    s: MARK,
    list: [MARK, "a", MARK],
    dict: { k: MARK, [MARK]: "v" },
    rows: [
      { name: MARK, tags: [MARK] },
      { name: "b", tags: [] },
    ],
    n: 3,
    map: new Map([[MARK, MARK]]),
    set: new Set([MARK]),
    thing: new (class {
      readonly name = MARK;
      toString() {
        return MARK;
      }
    })(),
  };
  const start = fc.constantFrom(
    "s",
    "list",
    "dict",
    "rows",
    "map",
    "set",
    "thing",
    "dict.k",
    "rows[0].name",
    "list[0]",
    "thing.name",
    "dict|list",
    "rows|map(attribute='name')",
    "('<ok>'|e)",
    "[s|e, s]",
    "{'a': s}",
    "(s, list)",
    "nope",
    "'<b>'|e",
  );
  // Without `safe` and what is documented to make markup of its input: `xmlattr`, `urlize` and `tojson` escape by themselves.
  const filters = [
    "upper",
    "lower",
    "title",
    "capitalize",
    "trim",
    "e",
    "escape",
    "forceescape",
    "string",
    "striptags",
    "urlencode",
    "center(40)",
    "indent(2, true)",
    "replace('u', s)",
    "replace('<', s)",
    "truncate(9, true, s)",
    "wordwrap(3, true, s)",
    "urlize",
    "urlize(5, target=s)",
    "reverse",
    "default(s)",
    "tojson",
    "pprint",
    "format(s, s)",
    "list",
    "first",
    "last",
    "join",
    "join(s)",
    "join(', '|e)",
    "sort",
    "unique|list",
    "batch(2, s)|list",
    "slice(2, s)|list",
    "map('upper')|list",
    "map('e')|list",
    "map('replace', 'a', s)|join(s)",
    "items|list",
    "dictsort",
    "dictsort|join(s)",
    "xmlattr",
    "groupby('name')|list",
    "length",
    "min",
    "max",
    "sum(start=s)",
    "attr('name')",
    "wordcount",
    "filesizeformat",
    "d(s, true)",
    "select|list",
    "selectattr('name')|list",
    "random",
  ];
  const methods = [
    ".upper()",
    ".lower()",
    ".title()",
    ".strip()",
    ".replace('u', s)",
    ".format(s, k=s)",
    ".join(list)",
    ".join([s, '<'|e])",
    ".split('d')",
    ".partition('d')",
    ".splitlines()",
    ".center(40, '<')",
    ".zfill(40)",
    ".ljust(30, '<')",
    "[0]",
    "[1:]",
    "[::-1]",
    ".k",
    ".name",
    ".get('k', s)",
    ".items()|list",
    ".keys()|list",
    ".values()|list",
    ".swapcase()",
    ".expandtabs(2)",
    ".removeprefix('<')",
    ".casefold()",
    ".copy()",
    ".pop('k', s)",
    ".setdefault('q', s)",
  ];
  const operators = [
    " + s",
    " + ('<'|e)",
    " ~ s",
    " ~ ('<b>'|e) ~ s",
    " * 2",
    " % s",
    " % (s, s)",
    " % {'k': s}",
    " if n else s",
    " or s",
    " and s",
    " + list",
    " == s",
  ];
  const step = fc.oneof(
    fc.constantFrom(...filters).map(filter => (inner: string) => `(${inner})|${filter}`),
    fc.constantFrom(...methods).map(method => (inner: string) => `(${inner})${method}`),
    fc.constantFrom(...operators).map(operator => (inner: string) => `(${inner})${operator}`),
    fc
      .constantFrom(
        "s ~ (¤)",
        "('%s'|e) % (¤)",
        "('{}'|e).format(¤)",
        "('<i>'|e) + (¤)",
        "'{}|{}'.format(¤, s)",
        "('x'|e).join([¤, s])",
        "('a'|e).replace('a', ¤)",
        "[¤, s]|join('<'|e)",
        "'%s'|format(¤)",
        "(¤) % s",
        "s % (¤)",
      )
      .map(shape => (inner: string) => shape.replace("¤", () => inner)),
  );
  const expression = fc
    .tuple(start, fc.array(step, { maxLength: 5 }))
    .map(([first, steps]) => steps.reduce<string>((inner, step) => step(inner), first));
  const statement = fc.constantFrom(
    "{{ ¤ }}",
    "{% for v in ¤ %}{{ v }}{{ loop.previtem }}{% endfor %}",
    "{% set v = ¤ %}{{ v }}",
    "{% set v %}{{ ¤ }}{% endset %}{{ v }}{{ v ~ s }}{{ v + s }}",
    "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(¤) }}{{ m(¤) ~ s }}",
    "{% filter upper %}{{ ¤ }}{% endfilter %}",
    "{% filter replace('A', s) %}{{ ¤ }}{% endfilter %}",
    "{% call(x) m2() %}{{ x }}{% endcall %}{{ ¤ }}",
    "{% trans v=¤ %}x {{ v }}{% endtrans %}",
    "{% trans v=¤, count=n %}{{ v }}{% pluralize count %}{{ v }}s{% endtrans %}",
    "{{ _('%s') % (¤) }}",
    "{% with v = ¤ %}{{ v }}{% endwith %}",
    "{{ cycler(¤, s).next() }}",
    "{{ joiner(¤) }}",
    "{% autoescape false %}{% set v = ¤ %}{% endautoescape %}{{ v }}",
    "{% set ns = namespace(v=¤) %}{{ ns.v }}{{ ns }}",
    "{{ dict(a=¤) }}",
    "{% if ¤ %}{{ ¤ }}{% endif %}",
  );

  test("no chain of filters, methods and operators lets a < of the data out", () => {
    fc.assert(
      fc.property(expression, statement, (inner, around) => {
        const source = `{% macro m2() %}{{ caller(s) }}{% endmacro %}${around.replaceAll("¤", () => inner)}`;
        const environment = new Environment({ autoescape: true, extensions: EXTENSIONS });
        const html = renders(() => environment.fromString(source).render({ ...values, dict: { ...values.dict } }));
        // Tags that the engine writes itself.
        const rest = html?.replace(/<a href="[^"<>]*"(?: [a-z]+="[^"<>]*")*>|<\/a>/gi, "") ?? "";
        assert.ok(!/[<>]/.test(rest), `${source}\n${html}`);
      }),
      { numRuns: 8_000 },
    );
  });
});
