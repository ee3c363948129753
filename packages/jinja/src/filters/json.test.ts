// tojson, against what Jinja2 3.1.6 prints.
import { test } from "node:test";
import { Environment } from "../environment/environment.ts";
import { check } from "../testing/check.ts";

test("json", () => {
  check(new Environment(), [
    [
      "{{ {'b': [1, 2.0, none], 'a': {'c': true}}|tojson }}|{{ (1, (2,))|tojson }}|{{ '</script>\\'&\"\\\\'|tojson }}|{{ 'é\\u2028😀\\x7f\\x00\\n\\t'|tojson }}|{{ '<b>'|safe|tojson }}|{{ none|tojson }}|{{ {}|tojson }}|{{ []|tojson }}",
      '{"a": {"c": true}, "b": [1, 2.0, null]}|[1, [2]]|"\\u003c/script\\u003e\\u0027\\u0026\\"\\\\"|"\\u00e9\\u2028\\ud83d\\ude00\\u007f\\u0000\\n\\t"|"\\u003cb\\u003e"|null|{}|[]',
    ],
    [
      "{{ [1e16, 1e15, 0.1, -0.0, 1e-7, 1e22, 123456789012345678901]|tojson }}|{{ ['nan'|float, 'inf'|float, '-inf'|float]|tojson }}",
      "[1e+16, 1000000000000000.0, 0.1, -0.0, 1e-07, 1e+22, 123456789012345678901]|[NaN, Infinity, -Infinity]",
    ],
    [
      "{{ {2: 1, 10: 2, -1: 3}|tojson }}|{{ {true: 1}|tojson }}|{{ {none: 1}|tojson }}|{{ {1.5: 1}|tojson }}|{{ {'é': 1, 'z': 2, '😀': 3}|tojson }}",
      '{"-1": 3, "2": 1, "10": 2}|{"true": 1}|{"null": 1}|{"1.5": 1}|{"z": 2, "\\u00e9": 1, "\\ud83d\\ude00": 3}',
    ],
    [
      "{{ {'a': [1, {'b': []}], 'c': {}}|tojson(2) }}|{{ [1]|tojson(0) }}|{{ [1]|tojson('--') }}|{{ [1, 2]|tojson(indent=true) }}",
      '{\n  "a": [\n    1,\n    {\n      "b": []\n    }\n  ],\n  "c": {}\n}|[\n1\n]|[\n--1\n]|[\n 1,\n 2\n]',
    ],
    ["{{ {1: 1, 'a': 2}|tojson }}", "!TypeError: '<' not supported between instances of 'str' and 'int'"],
    ["{{ {(1, 2): 3}|tojson }}", "!TypeError: keys must be str, int, float, bool or None, not tuple"],
    ["{{ missing|tojson }}", "!TypeError: Object of type Undefined is not JSON serializable"],
    ["{{ range(3)|tojson }}", "!TypeError: Object of type range is not JSON serializable"],
    ["{{ [1]|map('string')|tojson }}", "!TypeError: Object of type generator is not JSON serializable"],
    ["{{ [1]|tojson(2.5) }}", "!TypeError: can't multiply sequence by non-int of type 'float'"],
  ]);
});

test("json under autoescape", () => {
  check(new Environment({ autoescape: true }), [
    [
      "{{ {'a': '<\"\\'&'}|tojson }}|{{ ['<b>'|safe]|tojson }}",
      '{"a": "\\u003c\\"\\u0027\\u0026"}|["\\u003cb\\u003e"]',
    ],
  ]);
});
