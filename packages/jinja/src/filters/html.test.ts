// escape, safe, striptags and xmlattr, against what Jinja2 3.1.6 prints.
import { test } from "node:test";
import { Environment } from "../environment/environment.ts";
import { check } from "../testing/check.ts";

test("markup", () => {
  check(new Environment(), [
    [
      "{{ '<a href=\"x\">\\'&</a>'|e }}|{{ '<'|safe|e }}|{{ '<'|safe|forceescape }}|{{ none|e }}|{{ 1.5|escape }}|{{ missing|e }}",
      "&lt;a href=&#34;x&#34;&gt;&#39;&amp;&lt;/a&gt;|<|&lt;|None|1.5|",
    ],
    [
      "{{ '<p>a &amp; <b>b</b>\\n  c</p>'|striptags }}|{{ '<!-- <b>x</b> -->y'|striptags }}|{{ '<!<!-- a -->-- b -->c'|striptags }}|{{ '<!-->x-->y'|striptags }}|{{ 'a<b'|striptags }}|{{ 'a>b'|striptags }}|{{ '&eacute;&#65;&#x42;&notit;&notin;&unknown;&AMP'|striptags }}|{{ 5|striptags }}",
      "a & b c|y|c|x-->y|a<b|a>b|éAB¬it;∉&unknown;&|5",
    ],
    [
      "{{ {'class': 'a b', 'id': none, 'n': 1, 'x': missing, 'q': '\"<\\''}|xmlattr }}|{{ {'a': 1}|xmlattr(false) }}|{{ {}|xmlattr }}|{{ {'a': none}|xmlattr }}|{{ {'é': '<b>'|safe}|xmlattr }}",
      ' class="a b" n="1" q="&#34;&lt;&#39;"|a="1"||| é="<b>"',
    ],
    ["{{ {'a b': 1}|xmlattr }}", "!ValueError: Invalid character in attribute name: 'a b'"],
    ["{{ {'a/b': 1}|xmlattr }}", "!ValueError: Invalid character in attribute name: 'a/b'"],
    ["{{ {'a>': 1}|xmlattr }}", "!ValueError: Invalid character in attribute name: 'a>'"],
    ["{{ {'a=': 1}|xmlattr }}", "!ValueError: Invalid character in attribute name: 'a='"],
    ["{{ {'a\\tb': none}|xmlattr }}|{{ {'a\\u00a0b': 1}|xmlattr }}", '| a b="1"'],
    ["{{ {1: 2}|xmlattr }}", "!TypeError: expected string or bytes-like object, got 'int'"],
    ["{{ [1]|xmlattr }}", "!AttributeError: 'list' object has no attribute 'items'"],
    ["{{ missing|xmlattr }}", "!UndefinedError: 'missing' is undefined"],
  ]);
});

test("markup under autoescape", () => {
  check(new Environment({ autoescape: true }), [
    [
      "<p{{ {'title': '<\"&'}|xmlattr }}>|{{ '<b>'|striptags }}|{{ '&lt;b&gt;'|striptags }}|{{ '<b>&lt;'|safe|striptags }}|{{ '<b>'|safe }}|{{ '<b>' }}|{{ 5|safe }}",
      '<p title="&lt;&#34;&amp;">||&lt;b&gt;|&lt;|<b>|&lt;b&gt;|5',
    ],
  ]);
});
