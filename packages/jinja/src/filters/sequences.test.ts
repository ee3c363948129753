// Filters of lists, against what Jinja2 3.1.6 prints.
import { test } from "node:test";
import { Environment } from "../environment/environment.ts";
import { check } from "../testing/check.ts";

test("lists", () => {
  check(new Environment(), [
    [
      "{{ [1, 2]|first }}|{{ []|first }}|{{ 'ab'|first }}|{{ {'k': 1}|first }}|{{ [1, 2]|last }}|{{ []|last }}|{{ 'ab'|last }}|{{ {'a': 1, 'b': 2}|last }}|{{ range(3)|last }}",
      "1||a|k|2||b|b|2",
    ],
    ["{{ [1, 2]|map('string')|last }}", "!TypeError: 'generator' object is not reversible"],
    ["{{ 5|first }}", "!TypeError: 'int' object is not iterable"],
    [
      "{{ 'héé😀'|length }}|{{ [1, 2]|count }}|{{ {'a': 1}|length }}|{{ missing|length }}|{{ range(3, 10, 2)|length }}",
      "4|2|1|0|4",
    ],
    ["{{ 5|length }}", "!TypeError: object of type 'int' has no len()"],
    ["{{ [1, 2]|map('string')|length }}", "!TypeError: object of type 'generator' has no len()"],
    [
      "{{ 'ab'|list }}|{{ {'a': 1}|list }}|{{ (1, 2)|list }}|{{ missing|list }}|{{ range(3)|list }}",
      "['a', 'b']|['a']|[1, 2]|[]|[0, 1, 2]",
    ],
    ["{{ none|list }}", "!TypeError: 'NoneType' object is not iterable"],
    [
      "{{ [1, 2, 3, 4, 5]|batch(2)|list }}|{{ [1, 2, 3, 4, 5]|batch(3, 'x')|list }}|{{ []|batch(3, 'x')|list }}|{{ 'abc'|batch(0)|list }}|{{ [1, 2, 3]|batch(2, none)|list }}|{{ [1]|batch(3, 0)|list }}",
      "[[1, 2], [3, 4], [5]]|[[1, 2, 3], [4, 5, 'x']]|[]|[[], ['a', 'b', 'c']]|[[1, 2], [3]]|[[1, 0, 0]]",
    ],
    [
      "{{ [1, 2, 3, 4, 5]|slice(2)|list }}|{{ [1, 2, 3, 4, 5]|slice(3, 'x')|list }}|{{ [1]|slice(3, 'x')|list }}|{{ []|slice(2)|list }}|{{ [1, 2, 3, 4]|slice(2, 'x')|list }}",
      "[[1, 2, 3], [4, 5]]|[[1, 2], [3, 4], [5, 'x']]|[[1], ['x'], ['x']]|[[], []]|[[1, 2, 'x'], [3, 4, 'x']]",
    ],
    ["{{ [1]|slice(0)|list }}", "!ZeroDivisionError: integer division or modulo by zero"],
    ["{{ [1]|slice(1.5)|list }}", "!TypeError: 'float' object cannot be interpreted as an integer"],
    [
      "{{ [1, 2, 3]|reverse|list }}|{{ 'a😀b'|reverse }}|{{ {'a': 1, 'b': 2}|reverse|list }}|{{ range(3)|reverse|list }}|{{ ''|reverse }}",
      "[3, 2, 1]|b😀a|['b', 'a']|[2, 1, 0]|",
    ],
    ["{{ 5|reverse }}", "!FilterArgumentError: argument must be iterable"],
    [
      "{% set g = [1, 2]|map('string') %}{{ g|list }}{{ g|list }}|{% set b = [1, 2]|batch(1) %}{{ b|list }}{{ b|list }}",
      "['1', '2'][]|[[1], [2]][]",
    ],
    ["{{ [7]|random }}|{{ []|random }}|{{ missing|random }}|{{ 'x'|random }}", "7|||x"],
    ["{{ 5|random }}", "!TypeError: object of type 'int' has no len()"],
    ["{{ {1: 2}|random }}", "!KeyError: 0"],
  ]);
});
