// Whatever a template is, rendering ends, the process lives, and errors are of classes that the package tells of.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as fc from "fast-check";
import { Environment } from "@seatstack/jinja";
import { CONTEXT as context, limited, renders } from "./bounded.ts";
import { environmentOf } from "./engines/seatstack.ts";
import { generate, sourceOf } from "./generate/program.ts";

// The same cases on every run; SEED=n tries others.
fc.configureGlobal({ seed: Number(process.env["SEED"] ?? 1) });

const fragment = fc.constantFrom(
  "{%",
  "%}",
  "{{",
  "}}",
  "{#",
  "#}",
  "{%-",
  "-%}",
  "{%+",
  "-}}",
  " ",
  "\n",
  "if",
  "elif",
  "else",
  "endif",
  "for",
  "in",
  "endfor",
  "set",
  "endset",
  "block",
  "endblock",
  "macro",
  "endmacro",
  "call",
  "endcall",
  "filter",
  "endfilter",
  "raw",
  "endraw",
  "with",
  "endwith",
  "autoescape",
  "endautoescape",
  "include",
  "import",
  "from",
  "extends",
  "trans",
  "pluralize",
  "endtrans",
  "do",
  "break",
  "continue",
  "recursive",
  "scoped",
  "required",
  "ignore missing",
  "x",
  "y",
  "loop",
  "self",
  "super()",
  "caller()",
  "namespace()",
  "range(9)",
  "'a'",
  '"b"',
  "'",
  '"',
  "\\",
  "1",
  "2.5",
  "0x1f",
  "1e9",
  "1_0",
  "none",
  "true",
  "not",
  "and",
  "or",
  "is",
  "defined",
  "upper",
  "join",
  "|",
  ".",
  ",",
  ":",
  "=",
  "==",
  "!=",
  "<=",
  ">=",
  "<",
  ">",
  "+",
  "-",
  "*",
  "**",
  "/",
  "//",
  "%",
  "~",
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  "__class__",
  "constructor",
  "\u0000",
  "\ud800",
  "é",
  "😀",
);
const soup = fc.array(fragment, { maxLength: 40 }).map(parts => parts.join(" "));
const glued = fc.array(fragment, { maxLength: 40 }).map(parts => parts.join(""));
const binary = fc.uint8Array({ maxLength: 200 }).map(bytes => Buffer.from(bytes).toString("latin1"));

describe("of any template", () => {
  for (const [name, arbitrary] of Object.entries({
    soup,
    glued,
    binary,
    text: fc.string({ unit: "binary", maxLength: 100 }),
  })) {
    test(`${name} renders or is refused`, () => {
      fc.assert(
        fc.property(arbitrary, fc.boolean(), (source, autoescape) => {
          renders(() => limited({ autoescape }).fromString(source).render(context));
        }),
        { numRuns: 2_000 },
      );
    });

    test(`${name} in tags renders or is refused`, () => {
      fc.assert(
        fc.property(
          arbitrary,
          fc.constantFrom(
            "{{ ¤ }}",
            "{% ¤ %}",
            "{% if ¤ %}x{% endif %}",
            "{% for a in ¤ %}{{ a }}{% endfor %}",
            "{% set v = ¤ %}{{ v }}",
          ),
          (inner, around) => {
            renders(() =>
              limited()
                .fromString(around.replace("¤", () => inner))
                .render(context),
            );
          },
        ),
        { numRuns: 1_000 },
      );
    });
  }

  test("generated ones whose text was changed render or are refused", () => {
    const change = fc.record({ at: fc.nat(2_000), remove: fc.nat(12), insert: fragment });
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.array(change, { minLength: 1, maxLength: 3 }), (seed, changes) => {
        const source = sourceOf(generate(seed));
        const changed = changes.reduce((text, { at, remove, insert }) => {
          const place = at % (text.length + 1);
          return text.slice(0, place) + insert + text.slice(place + remove);
        }, source.templates["main"] ?? "");
        const environment = limited();
        renders(() => environment.fromString(changed).render(structuredClone(source.context)));
      }),
      { numRuns: 1_000 },
    );
  });

  test("delimiters of one's own do not matter", () => {
    const delimiter = fc.string({ minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(delimiter, delimiter, delimiter, soup, (blockStart, variableStart, commentStart, source) => {
        try {
          assert.ok(new Environment({ blockStart, variableStart, commentStart }));
        } catch {
          return; // delimiters that are alike are refused
        }
        renders(() => limited({ blockStart, variableStart, commentStart }).fromString(source).render(context));
      }),
      { numRuns: 500 },
    );
  });
});

describe("of any depth and size", () => {
  const deep = 20_000;
  const nestings: Record<string, string> = {
    parentheses: `{{ ${"(".repeat(deep)}1${")".repeat(deep)} }}`,
    "open parentheses": `{{ ${"(".repeat(deep)}`,
    lists: `{{ ${"[".repeat(deep)}${"]".repeat(deep)} }}`,
    dicts: `{{ ${"{1:".repeat(deep)}1${"}".repeat(deep)} }}`,
    "unary minus": `{{ ${"-".repeat(deep)}1 }}`,
    not: `{{ ${"not ".repeat(deep)}1 }}`,
    sums: `{{ 1${" + 1".repeat(deep)} }}`,
    powers: `{{ 1${" ** 1".repeat(deep)} }}`,
    concatenations: `{{ 1${" ~ 1".repeat(deep)} }}`,
    comparisons: `{{ 1${" < 1".repeat(deep)} }}`,
    ands: `{{ x${" and x".repeat(deep)} }}`,
    conditions: `{{ 1${" if x else 1".repeat(deep)} }}`,
    filters: `{{ x${"|e".repeat(deep)} }}`,
    attributes: `{{ x${".y".repeat(deep)} }}`,
    items: `{{ x${"[0]".repeat(deep)} }}`,
    calls: `{{ x${"()".repeat(deep)} }}`,
    ifs: `${"{% if x %}".repeat(deep)}${"{% endif %}".repeat(deep)}`,
    "open ifs": "{% if x %}".repeat(deep),
    elifs: `{% if x %}${"{% elif x %}".repeat(deep)}{% endif %}`,
    fors: `${"{% for a in y %}".repeat(deep)}${"{% endfor %}".repeat(deep)}`,
    withs: `${"{% with %}".repeat(deep)}${"{% endwith %}".repeat(deep)}`,
    blocks:
      Array.from({ length: deep }, (_, index) => `{% block b${index} %}`).join("") + "{% endblock %}".repeat(deep),
    "one after the other": "{{ x }}{% if x %}a{% endif %}".repeat(deep),
    comments: "{# ".repeat(deep),
    quotes: `{{ ${"'".repeat(deep)} }}`,
    braces: "{".repeat(deep),
    minuses: `{{${"-".repeat(deep)}}}`,
    spaces: `{{${" ".repeat(deep * 5)}x${" ".repeat(deep * 5)}}}`,
    "spaces before a tag": `${" ".repeat(deep * 5)}{%- if x -%}${" ".repeat(deep * 5)}{%- endif -%}`,
    newlines: `${"\n".repeat(deep * 5)}{{ x }}`,
    digits: `{{ ${"9".repeat(4_000)} }}`,
    "a long name": `{{ ${"a".repeat(deep)} }}`,
    "a long text": `{{ '${"a".repeat(deep * 5)}' }}`,
  };
  for (const [name, source] of Object.entries(nestings)) {
    test(`${name} render or are refused`, () => {
      renders(() => limited({ lstripBlocks: true, trimBlocks: true }).fromString(source).render(context));
    });
  }

  test("recursion of templates, blocks, macros and loops is refused", () => {
    const templates = {
      include: "{% include 'include' %}",
      extends: "{% extends 'extends' %}",
      import: "{% import 'import' as i %}",
      ping: "{% include 'pong' %}",
      pong: "{% extends 'ping' %}",
      macro: "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
      block: "{% block a %}{{ self.a() }}{% endblock %}",
      loop: "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    };
    for (const name of Object.keys(templates)) {
      const environment = environmentOf({ templates });
      assert.equal(
        renders(() => environment.render(name, {})),
        undefined,
        name,
      );
    }
  });
});
