// Built-in tests, against what Jinja2 3.1.6 prints.
import { test } from "node:test";
import { Environment } from "../environment/environment.ts";
import { check } from "../testing/check.ts";

test("values", () => {
  check(new Environment(), [
    [
      "{{ missing is defined }} {{ none is defined }} {{ missing is undefined }} {{ none is none }} {{ missing is none }} {{ 0 is none }}",
      "False True True True False False",
    ],
    [
      "{{ true is boolean }} {{ 1 is boolean }} {{ true is true }} {{ 1 is true }} {{ false is false }} {{ 0 is false }}",
      "True False True False True False",
    ],
    [
      "{{ 1 is integer }} {{ 1.0 is integer }} {{ true is integer }} {{ 1e20 is integer }} {{ 1.0 is float }} {{ 1 is float }} {{ 1 is number }} {{ true is number }} {{ '1' is number }}",
      "True False False False True False True True False",
    ],
    [
      "{{ 'a' is string }} {{ 'a'|safe is string }} {{ 1 is string }} {{ {} is mapping }} {{ [] is mapping }} {{ [] is sequence }} {{ 'a' is sequence }} {{ {} is sequence }} {{ 5 is sequence }} {{ missing is sequence }} {{ range(3) is sequence }} {{ [1]|map('int') is sequence }}",
      "True True False True False True True True False True True False",
    ],
    [
      "{{ [] is iterable }} {{ 5 is iterable }} {{ missing is iterable }} {{ 'a' is iterable }} {{ [1]|map('int') is iterable }} {{ range is callable }} {{ 5 is callable }} {{ missing is callable }} {{ 'a'.upper is callable }}",
      "True False True True True True False True True",
    ],
    [
      "{{ '<'|safe is escaped }} {{ '<' is escaped }} {{ 'abc' is lower }} {{ 'aBc' is lower }} {{ '1' is lower }} {{ 'ABC' is upper }} {{ 5 is upper }} {{ none is lower }}",
      "True False True False False True False False",
    ],
    [
      "{{ 3 is odd }} {{ 4 is odd }} {{ 4 is even }} {{ -1 is odd }} {{ 2.0 is even }} {{ 9 is divisibleby 3 }} {{ 9 is divisibleby(2) }} {{ 0 is divisibleby 7 }}",
      "True False True True True True False True",
    ],
    [
      "{{ 1 is eq 1.0 }} {{ 1 is equalto true }} {{ 1 is ne 2 }} {{ 2 is gt 1 }} {{ 2 is greaterthan 3 }} {{ 2 is ge 2 }} {{ 1 is lt 2 }} {{ 1 is lessthan 0 }} {{ 1 is le 1 }} {{ 'a' is lt 'b' }} {{ [1] is eq [1] }}",
      "True True True True False True True False True True True",
    ],
    [
      "{{ [1, 2]|select('==', 1)|list }} {{ [1, 2]|select('!=', 1)|list }} {{ [1, 2]|select('<', 2)|list }} {{ [1, 2]|select('<=', 2)|list }} {{ [1, 2]|select('>', 1)|list }} {{ [1, 2]|select('>=', 2)|list }}",
      "[1] [2] [1] [1, 2] [2] [2]",
    ],
    [
      "{{ 'a' is in 'abc' }} {{ 1 is in [1, 2] }} {{ 'k' is in {'k': 1} }} {{ 3 is in range(3) }} {{ none is sameas none }} {{ 1 is sameas true }} {{ 1 is sameas 1 }}",
      "True True True False True False True",
    ],
    [
      "{{ 'upper' is filter }} {{ 'nope' is filter }} {{ 'odd' is test }} {{ 'nope' is test }} {{ 5 is filter }}",
      "True False True False False",
    ],
    ["{{ 'a' is odd }}", "!TypeError: not all arguments converted during string formatting"],
    ["{{ 1 is divisibleby 0 }}", "!ZeroDivisionError: integer modulo by zero"],
    ["{{ 1 is lt 'a' }}", "!TypeError: '<' not supported between instances of 'int' and 'str'"],
    ["{{ 1 is in 5 }}", "!TypeError: argument of type 'int' is not iterable"],
    ["{{ [] is filter }}", "!TypeError: unhashable type: 'list'"],
    ["{{ missing is odd }}", "!UndefinedError: 'missing' is undefined"],
  ]);
});
