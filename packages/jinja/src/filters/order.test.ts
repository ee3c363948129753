// Filters that sort, group and add up, against what Jinja2 3.1.6 prints.
import { test } from "node:test";
import { Environment } from "../environment/environment.ts";
import { check } from "../testing/check.ts";

test("order", () => {
  check(new Environment(), [
    [
      "{{ [3, 1, 2]|sort }}|{{ ['b', 'A', 'c', 'a', 'B']|sort }}|{{ ['b', 'A', 'c', 'a', 'B']|sort(case_sensitive=true) }}|{{ ['b', 'A', 'c', 'a', 'B']|sort(true) }}|{{ 'cab'|sort }}|{{ {'b': 1, 'a': 2}|sort }}|{{ [1.5, true, 0]|sort }}",
      "[1, 2, 3]|['A', 'a', 'b', 'B', 'c']|['A', 'B', 'a', 'b', 'c']|['c', 'b', 'B', 'A', 'a']|['a', 'b', 'c']|['a', 'b']|[0, True, 1.5]",
    ],
    [
      "{{ users|sort(attribute='name')|map(attribute='age')|list }}|{{ users|sort(attribute='name', reverse=true)|map(attribute='age')|list }}|{{ users|sort(attribute='name,age')|map(attribute='age')|list }}|{{ users|sort(attribute='home.town')|map(attribute='age')|list }}|{{ [[2, 'a'], [1, 'b']]|sort(attribute=0) }}|{{ [[2, 'a'], [1, 'b']]|sort(attribute='1') }}|{{ users|sort(attribute='nope')|length }}",
      "[1, 3, 2]|[3, 2, 1]|[1, 2, 3]|[1, 2, 3]|[[1, 'b'], [2, 'a']]|[[2, 'a'], [1, 'b']]|3",
    ],
    ["{{ [1, 'a']|sort }}", "!TypeError: '<' not supported between instances of 'str' and 'int'"],
    ["{{ [none, 1]|sort }}", "!TypeError: '<' not supported between instances of 'int' and 'NoneType'"],
    ["{{ [2, 1]|sort('x') }}", "!TypeError: 'str' object cannot be interpreted as an integer"],
    [
      "{{ ['a', 'A', 'b', 1, 1.0, true]|unique|list }}|{{ ['a', 'A']|unique(true)|list }}|{{ users|unique(attribute='name')|map(attribute='age')|list }}|{{ [(1, 2), (1, 2)]|unique|list }}",
      "['a', 'b', 1]|['a', 'A']|[3, 1]|[(1, 2)]",
    ],
    ["{{ [[1], [1]]|unique|list }}", "!TypeError: unhashable type: 'list'"],
    [
      "{{ [3, 1, 2]|min }}|{{ [3, 1, 2]|max }}|{{ ['b', 'A']|min }}|{{ ['b', 'A', 'a']|max(case_sensitive=true) }}|{{ []|min }}|{{ (users|max(attribute='age')).name }}|{{ (users|min(attribute='name')).name }}|{{ ['a', 'A']|max }}",
      "1|3|A|b||Bob|alice|a",
    ],
    ["{{ [1, 'a']|min }}", "!TypeError: '<' not supported between instances of 'str' and 'int'"],
    ["{{ [1, 'a']|max }}", "!TypeError: '>' not supported between instances of 'str' and 'int'"],
    [
      "{% for g in users|groupby('name') %}{{ g.grouper }}:{{ g.list|map(attribute='age')|list }}:{{ g[0] }}:{{ g[1]|length }};{% endfor %}|{% for name, list in users|groupby('name', case_sensitive=true) %}{{ name }}{{ list|length }};{% endfor %}",
      "alice:[1]:alice:1;Bob:[3, 2]:Bob:2;|Bob1;alice1;bob1;",
    ],
    [
      "{{ [{'a': 1}, {'b': 2}, {'a': 1}]|groupby('a', default=0) }}|{{ [(1, 'x'), (1, 'y'), (0, 'z')]|groupby(0) }}|{{ ([{'a': 'X'}, {'a': 'x'}]|groupby('a'))[0] }}|{{ []|groupby('a') }}|{{ users|groupby('home.town', default='-')|map('first')|list }}",
      "[(0, [{'b': 2}]), (1, [{'a': 1}, {'a': 1}])]|[(0, [(0, 'z')]), (1, [(1, 'x'), (1, 'y')])]|('X', [{'a': 'X'}, {'a': 'x'}])|[]|['Aix', 'Bonn', 'Ulm']",
    ],
    ["{{ [{'a': 1}, {'b': 2}]|groupby('a') }}", "!UndefinedError: 'dict object' has no attribute 'a'"],
    [
      "{{ {'b': 1, 'A': 3, 'c': 2}|dictsort }}|{{ {'b': 1, 'A': 3}|dictsort(true) }}|{{ {'b': 1, 'A': 3}|dictsort(false, 'value') }}|{{ {'b': 1, 'A': 3}|dictsort(reverse=true) }}|{{ {'b': 'x', 'A': 'X'}|dictsort(by='value') }}",
      "[('A', 3), ('b', 1), ('c', 2)]|[('A', 3), ('b', 1)]|[('b', 1), ('A', 3)]|[('b', 1), ('A', 3)]|[('b', 'x'), ('A', 'X')]",
    ],
    ["{{ {}|dictsort(by='x') }}", '!FilterArgumentError: You can only sort by either "key" or "value"'],
    ["{{ [1]|dictsort }}", "!AttributeError: 'list' object has no attribute 'items'"],
    [
      "{{ [1, 2, 3]|sum }}|{{ users|sum('age') }}|{{ [0.1, 0.2, 0.3]|sum }}|{{ [[1], [2]]|sum(start=[]) }}|{{ users|sum(attribute='tags', start=[]) }}|{{ []|sum(start=5) }}|{{ [true, true]|sum }}|{{ [9007199254740991, 9]|sum }}",
      "6|6|0.6000000000000001|[1, 2]|['x', 'y', 'z']|5|2|9007199254741000",
    ],
    ["{{ ['a']|sum }}", "!TypeError: unsupported operand type(s) for +: 'int' and 'str'"],
    ["{{ ['a']|sum(start='') }}", "!TypeError: sum() can't sum strings [use ''.join(seq) instead]"],
  ]);
});
