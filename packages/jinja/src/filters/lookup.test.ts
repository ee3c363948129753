// default, attr and items, against what Jinja2 3.1.6 prints.
import { test } from "node:test";
import { Environment } from "../environment/environment.ts";
import { StrictUndefined } from "../undefined.ts";
import { check } from "../testing/check.ts";

test("lookups", () => {
  check(new Environment(), [
    [
      "{{ missing|default('d') }}|{{ ''|default('d') }}|{{ ''|d('d', true) }}|{{ none|default('d') }}|{{ 0|default('d', boolean=true) }}|{{ missing|default }}|{{ missing.x is undefined if false else users[9]|default('e') }}|{{ users[0].nope|default(1) }}",
      "!TemplateSyntaxError: expected token 'end of print statement', got 'false'",
    ],
    [
      "{{ users[0]|attr('name') }}|{{ users[0]|attr('name') is undefined }}|{{ 'x'|attr('nope') is undefined }}|{{ ('ab'|attr('upper'))() }}|{{ ('a,b'|attr('split'))(',') }}",
      "|True|True|AB|['a', 'b']",
    ],
    ["{{ 'x'|attr(1) }}", "!TypeError: attribute name must be string, not 'int'"],
    ["{{ missing|attr('x') }}", "!UndefinedError: 'missing' is undefined"],
    ["{{ {'a': 1, 'b': 2}|items|list }}|{{ missing|items|list }}|{{ {}|items|list }}", "[('a', 1), ('b', 2)]|[]|[]"],
    ["{{ [1]|items|list }}", "!TypeError: Can only get item pairs from a mapping."],
  ]);
});

test("strict undefined values", () => {
  check(new Environment({ undefined: StrictUndefined }), [
    [
      "{{ missing|default('d') }}|{{ missing is defined }}|{{ users[0].nope|default(1) }}|{{ missing|items|list }}",
      "d|False|1|[]",
    ],
    ["{{ missing|upper }}", "!UndefinedError: 'missing' is undefined"],
    ["{{ missing|length }}", "!UndefinedError: 'missing' is undefined"],
    ["{{ missing|list }}", "!UndefinedError: 'missing' is undefined"],
    ["{{ missing|join }}", "!UndefinedError: 'missing' is undefined"],
    ["{{ missing|e }}", "!UndefinedError: 'missing' is undefined"],
    ["{{ missing|first }}", "!UndefinedError: 'missing' is undefined"],
    ["{{ [missing]|unique|list }}", "!UndefinedError: 'missing' is undefined"],
    ["{{ [1, missing]|sum }}", "!UndefinedError: 'missing' is undefined"],
    ["{{ missing|tojson }}", "!TypeError: Object of type StrictUndefined is not JSON serializable"],
    ["{{ missing|select|list }}", "!UndefinedError: 'missing' is undefined"],
    ["{{ [missing]|join(',') }}", "!UndefinedError: 'missing' is undefined"],
  ]);
});
