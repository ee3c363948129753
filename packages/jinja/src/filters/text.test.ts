// Filters of text, against what Jinja2 3.1.6 prints.
import { test } from "node:test";
import { Environment } from "../environment/environment.ts";
import { check } from "../testing/check.ts";

test("text", () => {
  check(new Environment(), [
    [
      "{{ 'foo bar'|title }}|{{ \"it's a don't-stop (now) [yes] {x} <tag> d.e_f\"|title }}|{{ 'ǆABC ŉx ßa'|title }}|{{ ''|title }}|{{ 42|title }}",
      "Foo Bar|It's A Don't-Stop (Now) [Yes] {X} <Tag> D.e_f|Ǆabc ʼNx SSa||42",
    ],
    [
      "{{ 'fOO bAR'|capitalize }}|{{ 'ßa'|capitalize }}|{{ none|capitalize }}|{{ 'ΑΣ ΑΣ.'|lower }}|{{ 'straße'|upper }}|{{ 1.5|upper }}",
      "Foo bar|Ssa|None|ας ας.|STRASSE|1.5",
    ],
    [
      "[{{ 'foo'|center(9) }}][{{ 'foo'|center(10) }}][{{ 'ab'|center(5) }}][{{ '😀'|center(4) }}][{{ 'foo'|center(2) }}]",
      "[   foo   ][   foo    ][  ab ][ 😀  ][foo]",
    ],
    [
      "[{{ '  a \\n'|trim }}][{{ 'xxaxx'|trim('x') }}][{{ 'abcba'|trim('ab') }}][{{ ' a '|trim(none) }}][{{ 'a'|trim('') }}][{{ 5|trim }}]",
      "[a][a][c][a][a][5]",
    ],
    ["{{ 'foo, bar! b_z 1 é-à'|wordcount }}|{{ ''|wordcount }}|{{ 'x😀y'|wordcount }}", "6|0|2"],
    [
      "{{ 'aaa'|replace('a', 'b', 2) }}|{{ 'abc'|replace('', '-') }}|{{ 'abc'|replace('b', none) }}|{{ 123|replace(2, 'x') }}|{{ 'aaa'|replace('a', 'b', 0) }}",
      "bba|-a-b-c-|aNonec|1x3|aaa",
    ],
    [
      "{{ '%s, %s!'|format('Hello', 'World') }}|{{ '%(a)s %(b)05.1f'|format(a=1, b=2.25) }}|{{ '%d%%'|format(7.9) }}|{{ 'x'|format }}",
      "Hello, World!|1 002.2|7%|x",
    ],
    [
      "{{ [1, 'a', none, 1.5, true]|join('-') }}|{{ 'abc'|join('.') }}|{{ []|join }}|{{ [1, 2]|join(3) }}|{{ {'a': 1, 'b': 2}|join(',') }}",
      "1-a-None-1.5-True|a.b.c||132|a,b",
    ],
    ["{{ '<b>'|safe|string }}|{{ 5|string }}|{{ missing|string }}|{{ 'a\\nb'|string }}", "<b>|5||a\nb"],
    ["{{ '%s %s'|format('x') }}", "!TypeError: not enough arguments for format string"],
    [
      "{{ '%s'|format(1, a=2) }}",
      "!FilterArgumentError: can't handle positional and keyword arguments at the same time",
    ],
    ["{{ 'a'|center('x') }}", "!TypeError: 'str' object cannot be interpreted as an integer"],
    ["{{ 5|join }}", "!TypeError: 'int' object is not iterable"],
    ["{{ 'a'|replace('a') }}", "!TypeError: do_replace() missing 1 required positional argument: 'new'"],
    ["{{ 'a'|trim(5) }}", "!TypeError: strip arg must be None or str"],
  ]);
});

test("text under autoescape", () => {
  check(new Environment({ autoescape: true }), [
    [
      "{{ '<a>'|safe|upper }}|{{ '<a>'|upper }}|{{ '<a b>'|safe|title }}|{{ '<a>'|safe|capitalize }}|{{ '<a>'|safe|center(7) }}|{{ ' <a> '|safe|trim }}",
      "<A>|&lt;A&gt;|&lt;A B&gt;|<a>|  <a>  |<a>",
    ],
    [
      "{{ '<a>'|safe|replace('a', '<b>') }}|{{ '<a>'|replace('a', 'b') }}|{{ '<a>'|replace('a', '<i>'|safe) }}|{{ '<a>'|replace('<'|safe, '[') }}|{{ '<a>'|safe|replace('<', '&') }}",
      "<&lt;b&gt;>|&lt;b&gt;|&lt;<i>&gt;|&lt;a&gt;|&amp;a>",
    ],
    [
      "{{ ['<a>', '<b>'|safe]|join }}|{{ ['<a>', '<b>']|join('<i>') }}|{{ ['<a>', '<b>']|join('<i>'|safe) }}|{{ ['<a>'|safe, '<b>']|join('<i>') }}|{{ []|join('<i>'|safe) }}",
      "&lt;a&gt;<b>|&lt;a&gt;&lt;i&gt;&lt;b&gt;|&lt;a&gt;<i>&lt;b&gt;|<a>&lt;i&gt;&lt;b&gt;|",
    ],
    [
      "{{ '<i>%s</i>'|safe|format('<b>') }}|{{ '<i>%s</i>'|format('<b>') }}|{{ '<i>%s</i>'|safe|format('<b>'|safe) }}|{{ '<i>%(x)s</i>'|safe|format(x='<') }}",
      "<i>&lt;b&gt;</i>|&lt;i&gt;&lt;b&gt;&lt;/i&gt;|<i><b></i>|<i>&lt;</i>",
    ],
    [
      "{{ '<a>'|safe|string }}|{{ '<a>'|string }}|{{ '<a>'|e|e }}|{{ '<a>'|safe|forceescape }}|{{ '<a>'|safe|e }}|{{ '<a>'|forceescape|safe }}",
      "<a>|&lt;a&gt;|&lt;a&gt;|&lt;a&gt;|<a>|&lt;a&gt;",
    ],
  ]);
});
