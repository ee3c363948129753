// What markupsafe 3.0 on CPython 3.11 gives for the methods of Markup.
import { test } from "node:test";
import { dictFrom } from "../values/dict.ts";
import { markup } from "../values/markup.ts";
import { check, type Row } from "../testing/methods.ts";

test("escapes arguments and gives Markup", () => {
  const rows: readonly Row[] = [
    [markup("<b>"), "upper", [], "Markup('<B>')"],
    [markup("a b"), "split", [], "[Markup('a'), Markup('b')]"],
    [markup("a\nb"), "splitlines", [], "[Markup('a'), Markup('b')]"],
    [markup("a-b"), "partition", ["-"], "(Markup('a'), Markup('-'), Markup('b'))"],
    [markup("<a>"), "replace", ["a", "<i>"], "Markup('<&lt;i&gt;>')"],
    [markup("<a>"), "replace", ["a", markup("<i>")], "Markup('<<i>>')"],
    [markup("<br>"), "join", [["<", markup("<i>"), 5]], "Markup('&lt;<br><i><br>5')"],
    [markup("a"), "join", [5], "TypeError: 'int' object is not iterable"],
    [markup("a"), "center", [5, "*"], "Markup('**a**')"],
    [markup("a"), "ljust", [5, "<"], "TypeError: The fill character must be exactly one character long"],
    [markup(" a "), "strip", [], "Markup('a')"],
    [markup("ab"), "find", ["b"], "1"],
    [markup("ab"), "startswith", ["a"], "True"],
    [markup("ab"), "title", [], "Markup('Ab')"],
    [markup("7"), "zfill", [3], "Markup('007')"],
    [markup("ab"), "removeprefix", ["a"], "Markup('b')"],
    [markup("ab"), "escape", ["<"], "Markup('&lt;')"],
    [markup("{}<b>"), "format", ["<i>"], "Markup('&lt;i&gt;<b>')"],
    [markup("{}<b>"), "format", [markup("<i>")], "Markup('<i><b>')"],
    [markup("{:>5}"), "format", ["<"], "Markup('    &lt;')"],
    [markup("{!r}"), "format", ["<"], "Markup('&#39;&lt;&#39;')"],
    [markup("{:>5}"), "format", [markup("<")], "ValueError: Unsupported format specification for Markup."],
    [markup("{a}"), "format_map", [dictFrom([["a", "<"]])], "Markup('&lt;')"],
    [markup("{0[a]}"), "format", [dictFrom([["a", "<"]])], "Markup('&lt;')"],
    [markup("aé"), "encode", [], "b'a\\xc3\\xa9'"],
  ];
  check(rows);
});

test("reads entities and strips tags", () => {
  const rows: readonly Row[] = [
    [markup("&lt;&amp;&gt; &quot;&#39;&copy;"), "unescape", [], "'<&> \"\\'©'"],
    [markup("&notit; &notin; &copyx &unknown; &"), "unescape", [], "'¬it; \u2209 ©x &unknown; &'"],
    [markup("&#0;&#128;&#x41;&#xD800;&#1114112;&#11;&#38"), "unescape", [], "'\ufffd\u20acA\ufffd\ufffd&'"],
    [markup("&NotEqualTilde;|&nbsp;|&Tab;"), "unescape", [], "'\u2242\u0338|\\xa0|\\t'"],
    [markup("<p>a <b>b</b>\n\n c</p><!-- <x> -->"), "striptags", [], "'a b c'"],
    [markup("a < b"), "striptags", [], "'a < b'"],
    [markup("a <b"), "striptags", [], "'a <b'"],
    [markup("<<!-->!-- x -->y"), "striptags", [], "'y'"],
    [markup("<!---->a"), "striptags", [], "'a'"],
    [markup("Main &raquo;\t<em>About</em>"), "striptags", [], "'Main » About'"],
    [markup("<!-- a"), "striptags", [], "'<!-- a'"],
    [markup("&lt;b&gt;"), "striptags", [], "'<b>'"],
  ];
  check(rows);
});
