// map, select, reject and their siblings, against what Jinja2 3.1.6 prints.
import { test } from "node:test";
import { Environment } from "../environment/environment.ts";
import { check } from "../testing/check.ts";

test("selections", () => {
  check(new Environment(), [
    [
      "{{ ['a', 'b']|map('upper')|list }}|{{ users|map(attribute='name')|list }}|{{ users|map(attribute='home.town')|join(',') }}|{{ users|map(attribute='tags.0', default='-')|list }}|{{ users|map(attribute='nope')|list }}|{{ users|map(attribute='nope', default='d')|join }}|{{ ['1', '2']|map('int')|sum }}|{{ ['aXb']|map('replace', 'X', '-')|list }}|{{ [[1, 2]]|map('join', d='+')|list }}|{{ [(1, 2)]|map(attribute=1)|list }}",
      "['A', 'B']|['Bob', 'alice', 'bob']|Ulm,Aix,Bonn|['x', 'z', '-']|[Undefined, Undefined, Undefined]|ddd|3|['a-b']|['1+2']|[2]",
    ],
    ["{{ []|map|list }}|{{ ''|map('nope')|list }}|{{ missing|map('upper')|list }}", "[]|[]|[]"],
    ["{{ [1]|map|list }}", "!FilterArgumentError: map requires a filter argument"],
    ["{{ [1]|map(attribute='a', foo=1)|list }}", "!FilterArgumentError: Unexpected keyword argument 'foo'"],
    ["{{ [1]|map(default=1)|list }}", "!FilterArgumentError: map requires a filter argument"],
    ["{{ 5|map('upper')|list }}", "!TypeError: 'int' object is not iterable"],
    [
      "{{ [0, 1, '', 'a', none]|select|list }}|{{ range(6)|select('odd')|list }}|{{ range(6)|reject('odd')|list }}|{{ [0, 1]|reject|list }}|{{ range(6)|select('divisibleby', 3)|list }}|{{ [1, 'a', none]|select('string')|list }}|{{ [1, 2, 3]|select('>', 1)|list }}|{{ [1, 2, 3]|select('in', [1, 3])|list }}",
      "[1, 'a']|[1, 3, 5]|[0, 2, 4]|[0]|[0, 3]|['a']|[2, 3]|[1, 3]",
    ],
    [
      "{{ users|selectattr('tags')|map(attribute='name')|list }}|{{ users|rejectattr('tags')|map(attribute='name')|list }}|{{ users|selectattr('age', 'gt', 1)|map(attribute='name')|list }}|{{ users|rejectattr('age', 'eq', 2)|map(attribute='name')|list }}|{{ users|selectattr('home.town', 'equalto', 'Ulm')|map(attribute='name')|list }}|{{ users|selectattr('nope', 'defined')|list }}|{{ [(1, 0), (0, 1)]|selectattr(1)|list }}|{{ users|selectattr('tags.0', 'undefined')|map(attribute='name')|list }}",
      "['Bob', 'alice']|['bob']|['Bob', 'bob']|['Bob', 'alice']|['Bob']|[]|[(0, 1)]|['bob']",
    ],
    ["{{ users|selectattr|list }}", "!FilterArgumentError: Missing parameter for attribute name"],
    ["{{ users|rejectattr|list }}", "!FilterArgumentError: Missing parameter for attribute name"],
    ["{{ 5|select|list }}", "!TypeError: 'int' object is not iterable"],
  ]);
});
