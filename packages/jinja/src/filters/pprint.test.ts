// pprint, against what Python's prints.
import { test } from "node:test";
import { Environment } from "../environment/environment.ts";
import { check } from "../testing/check.ts";

test("pretty-printed values", () => {
  check(new Environment(), [
    [
      "{{ 'text'|pprint }}|{{ [1, 'a', none]|pprint }}|{{ {'b': 1, 'a': {'d': 1, 'c': 2}}|pprint }}|{{ missing|pprint }}|{{ '<b>'|safe|pprint }}|{{ ()|pprint }}",
      "'text'|[1, 'a', None]|{'a': {'c': 2, 'd': 1}, 'b': 1}|Undefined|Markup('<b>')|()",
    ],
    [
      "{{ range(40)|list|pprint }}",
      "[0,\n 1,\n 2,\n 3,\n 4,\n 5,\n 6,\n 7,\n 8,\n 9,\n 10,\n 11,\n 12,\n 13,\n 14,\n 15,\n 16,\n 17,\n 18,\n 19,\n 20,\n 21,\n 22,\n 23,\n 24,\n 25,\n 26,\n 27,\n 28,\n 29,\n 30,\n 31,\n 32,\n 33,\n 34,\n 35,\n 36,\n 37,\n 38,\n 39]",
    ],
    [
      "{{ users|pprint }}",
      "[{'age': 3, 'home': {'town': 'Ulm'}, 'name': 'Bob', 'tags': ['x', 'y']},\n {'age': 1, 'home': {'town': 'Aix'}, 'name': 'alice', 'tags': ['z']},\n {'age': 2, 'home': {'town': 'Bonn'}, 'name': 'bob', 'tags': []}]",
    ],
    [
      "{{ ('lorem ipsum dolor sit amet ' * 6)|pprint }}",
      "('lorem ipsum dolor sit amet lorem ipsum dolor sit amet lorem ipsum dolor sit '\n 'amet lorem ipsum dolor sit amet lorem ipsum dolor sit amet lorem ipsum dolor '\n 'sit amet ')",
    ],
    [
      "{{ {'key': 'lorem ipsum dolor sit amet ' * 6, 'other': ('x' * 50, 'y' * 50)}|pprint }}",
      "{'key': 'lorem ipsum dolor sit amet lorem ipsum dolor sit amet lorem ipsum '\n        'dolor sit amet lorem ipsum dolor sit amet lorem ipsum dolor sit amet '\n        'lorem ipsum dolor sit amet ',\n 'other': ('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',\n           'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy')}",
    ],
    [
      "{{ [{'id': 1, 'name': 'a' * 30, 'tags': ['b' * 20, 'c' * 20]}]|pprint }}",
      "[{'id': 1,\n  'name': 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',\n  'tags': ['bbbbbbbbbbbbbbbbbbbb', 'cccccccccccccccccccc']}]",
    ],
    [
      "{{ ('one line\\nand another one\\n' * 4)|pprint }}",
      "('one line\\n'\n 'and another one\\n'\n 'one line\\n'\n 'and another one\\n'\n 'one line\\n'\n 'and another one\\n'\n 'one line\\n'\n 'and another one\\n')",
    ],
    [
      "{{ {1: 'a' * 40, 'x': 'b' * 40, none: 2}|pprint }}",
      "{None: 2,\n 1: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',\n 'x': 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'}",
    ],
    [
      "{{ ('a' * 90,)|pprint }}",
      "('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',)",
    ],
  ]);
});
