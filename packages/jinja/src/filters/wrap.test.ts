// truncate, indent and wordwrap, against what Jinja2 3.1.6 prints.
import { test } from "node:test";
import { Environment } from "../environment/environment.ts";
import { check } from "../testing/check.ts";

test("text in a width", () => {
  check(new Environment(), [
    [
      "{{ 'foo bar baz qux'|truncate(9) }}|{{ 'foo bar baz qux'|truncate(9, true) }}|{{ 'foo bar baz qux'|truncate(11) }}|{{ 'foo bar baz qux'|truncate(11, false, '…') }}|{{ 'foo bar baz qux'|truncate(11, false, '...', 0) }}",
      "foo...|foo ba...|foo bar baz qux|foo bar baz qux|foo bar...",
    ],
    [
      "{{ 'Joel is a slug'|truncate(7, true) }}|{{ 'foobar'|truncate(5, leeway=0, end='') }}|{{ '😀😀😀 😀😀😀'|truncate(4, true, '!', 0) }}|{{ [1, 2, 3]|truncate(5) }}|{{ missing|truncate }}",
      "Joel...|fooba|😀😀😀!|[1, 2, 3]|",
    ],
    ["{{ 'abcdef'|truncate(2) }}", "!AssertionError: expected length >= 3, got 2"],
    ["{{ 'abcdef'|truncate(4, leeway=-1) }}", "!AssertionError: expected leeway >= 0, got -1"],
    ["{{ 5|truncate }}", "!TypeError: object of type 'int' has no len()"],
    [
      "{{ 'a\\nb\\n\\nc\\n'|indent }}|{{ 'a\\nb\\n\\nc'|indent(2, true) }}|{{ 'a\\n\\nb'|indent(2, false, true) }}|{{ '\\na'|indent(1, true, true) }}|{{ 'a\\nb'|indent('> ') }}|{{ 'a\\r\\nb\\rc'|indent(1) }}|{{ ''|indent(2, true) }}|{{ 'a'|indent(-1) }}",
      "a\n    b\n\n    c\n|  a\n  b\n\n  c|a\n  \n  b| \n a|a\n> b|a\n b\n c|  |a",
    ],
    ["{{ 5|indent }}", "!TypeError: unsupported operand type(s) for +=: 'int' and 'str'"],
    ["{{ missing|indent }}", "!UndefinedError: 'missing' is undefined"],
    ["{{ 'a'|indent(none) }}", "!TypeError: can't multiply sequence by non-int of type 'NoneType'"],
    [
      "{{ 'the quick brown fox'|wordwrap(10) }}|{{ 'aaaaaaaaaaaa bb'|wordwrap(5) }}|{{ 'aaaaaaaaaaaa bb'|wordwrap(5, false) }}|{{ 'a b c d'|wordwrap(3, true, '<br>') }}|{{ 'x\\n\\n  y z\\n'|wordwrap(3) }}",
      "the quick\nbrown fox|aaaaa\naaaaa\naa bb|aaaaaaaaaaaa\nbb|a b<br>c d|x\n\n  y\nz",
    ],
    [
      "{{ 'a well-known self-made word--and more'|wordwrap(8) }}|{{ 'a well-known self-made word'|wordwrap(8, break_on_hyphens=false) }}|{{ 'aa-bbbbbbbbbb'|wordwrap(6) }}|{{ '------------ab'|wordwrap(5) }}|{{ '1-2-3-4 x1-y2'|wordwrap(4) }}",
      "a well-\nknown\nself-\nmade\nword--\nand more|a well-k\nnown sel\nf-made\nword|aa-bbb\nbbbbbb\nb|-----\n-----\n--ab|1-2-\n3-4 \nx1-\ny2",
    ],
    [
      "{{ '😀😀😀😀😀 é'|wordwrap(2) }}|{{ 'ab\\u00a0cd ef'|wordwrap(3, false) }}|{{ ''|wordwrap(5) }}|{{ '  lead'|wordwrap(4) }}",
      "😀😀\n😀😀\n😀\né|ab cd\nef||lead",
    ],
    [
      "{{ 'one two-three'|wordwrap(6, true, '|', 1) }} {{ 'one two-three'|wordwrap(6, true, '|') }}",
      "one tw|o-|three one|two-|three",
    ],
    ["{{ 'x'|wordwrap(0) }}", "!ValueError: invalid width 0 (must be > 0)"],
    ["{{ 5|wordwrap }}", "!AttributeError: 'int' object has no attribute 'splitlines'"],
  ]);
});

test("text in a width under autoescape", () => {
  check(new Environment({ autoescape: true }), [
    [
      "{{ '<b>foo</b> bar'|safe|truncate(8, leeway=0, end='<') }}|{{ '<b>foo</b> bar'|truncate(8, leeway=0) }}|{{ 'foobarbaz'|truncate(5, true, '<i>'|safe, 0) }}",
      "<b>foo<&lt;|&lt;b&gt;fo...|fo<i>",
    ],
    [
      "{{ '<a>\\n<b>'|safe|indent(2) }}|{{ '<a>\\n<b>'|indent(2) }}|{{ '<a>\\n<b>'|safe|indent('<') }}|{{ '<a>\\n<b>'|indent('&gt;'|safe, true) }}|{{ 'a\\n\\n<b>'|indent('&gt;'|safe, true, true) }}",
      "<a>\n  <b>|&lt;a&gt;\n  &lt;b&gt;|<a>\n<<b>|&gt;&lt;a&gt;\n&amp;gt;&amp;lt;b&amp;gt;|&gt;a\n&gt;\n&gt;&lt;b&gt;",
    ],
    [
      "{{ '<b>a</b> bcd'|safe|wordwrap(5) }}|{{ '<a> <b>'|wordwrap(3, wrapstring='<br>'|safe) }}",
      "&lt;b&gt;a&lt;\n/b&gt;\nbcd|&lt;a&gt;<br>&lt;b&gt;",
    ],
  ]);
});
