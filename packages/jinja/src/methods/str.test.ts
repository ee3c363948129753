// What CPython 3.11 gives for the methods of str.
import assert from "node:assert/strict";
import { test } from "node:test";
import { callMethod } from "../access/call.ts";
import { dictFrom } from "../values/dict.ts";
import { markup } from "../values/markup.ts";
import { tuple } from "../values/tuple.ts";
import { check, environment, outcome, type Row } from "../testing/methods.ts";

test("changes case as Unicode says", () => {
  const rows: readonly Row[] = [
    ["ß", "upper", [], "'SS'"],
    ["straße", "upper", [], "'STRASSE'"],
    ["ÄÖ", "lower", [], "'äö'"],
    ["\u0391\u03a3", "lower", [], "'\u03b1\u03c2'"],
    ["they're", "title", [], '"They\'Re"'],
    ["hello world 3rd", "title", [], "'Hello World 3Rd'"],
    ["ǆ ß \ufb01x", "title", [], "'ǅ Ss Fix'"],
    [
      "\u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3 \u0391\u03a3",
      "title",
      [],
      "'\u039f\u03b4\u03c5\u03c3\u03c3\u03b5\u03c5\u03c2 \u0391\u03c2'",
    ],
    ["éCOLE élÈve", "capitalize", [], "'École élève'"],
    ["ǆa", "capitalize", [], "'ǅa'"],
    ["\u10d0\u10d1\u10d2", "title", [], "'\u10d0\u10d1\u10d2'"],
    ["Hello ß \u03a3", "swapcase", [], "'hELLO SS \u03c3'"],
    ["Straße \u03a3\u0391\u03a3 İ", "casefold", [], "'strasse \u03c3\u03b1\u03c3 i\u0307'"],
    ["\u13a0\uab70", "casefold", [], "'\u13a0\u13a0'"],
    ["", "title", [], "''"],
    ["", "capitalize", [], "''"],
    ["a1b c_d", "title", [], "'A1B C_D'"],
  ];
  check(rows);
});

test("tells kinds of characters", () => {
  const rows: readonly Row[] = [
    ["Abc", "isalpha", [], "True"],
    ["", "isalpha", [], "False"],
    ["é", "isalpha", [], "True"],
    ["a1", "isalnum", [], "True"],
    ["½", "isalnum", [], "True"],
    ["½", "isnumeric", [], "True"],
    ["\u4e09", "isnumeric", [], "True"],
    ["²", "isdigit", [], "True"],
    ["²", "isdecimal", [], "False"],
    ["\u0663", "isdecimal", [], "True"],
    ["abc", "isascii", [], "True"],
    ["é", "isascii", [], "False"],
    ["", "isascii", [], "True"],
    [" \t\x1c\x85\xa0", "isspace", [], "True"],
    ["\u200b", "isspace", [], "False"],
    ["a\n", "isprintable", [], "False"],
    ["", "isprintable", [], "True"],
    ["a_1", "isidentifier", [], "True"],
    ["1a", "isidentifier", [], "False"],
    ["é", "isidentifier", [], "True"],
    ["Ab Cd", "istitle", [], "True"],
    ["ab", "istitle", [], "False"],
    ["They're", "istitle", [], "False"],
    ["ABC1", "isupper", [], "True"],
    ["1", "isupper", [], "False"],
    ["abc!", "islower", [], "True"],
    ["ǅ", "islower", [], "False"],
  ];
  check(rows);
});

test("finds by code points", () => {
  const rows: readonly Row[] = [
    ["a😀b😀", "find", ["😀", 2], "3"],
    ["a😀b", "find", ["b"], "2"],
    ["abcabc", "find", ["c", -2], "5"],
    ["abcabc", "rfind", ["b"], "4"],
    ["abc", "rfind", ["a", 1], "-1"],
    ["abc", "find", ["", 3], "3"],
    ["abc", "find", ["", 4], "-1"],
    ["abc", "rfind", [""], "3"],
    ["aaa", "count", ["aa"], "1"],
    ["abc", "count", [""], "4"],
    ["😀😀", "count", [""], "3"],
    ["abc", "index", ["x"], "ValueError: substring not found"],
    ["abc", "rindex", ["x"], "ValueError: substring not found"],
    ["abc", "startswith", [tuple("x", "a")], "True"],
    ["abc", "endswith", ["c", 0, 2], "False"],
    ["abc", "startswith", ["", 3], "True"],
    ["abc", "startswith", ["", 4], "False"],
    ["abc", "startswith", [1], "TypeError: startswith first arg must be str or a tuple of str, not int"],
    ["abc", "startswith", [tuple(1)], "TypeError: tuple for startswith must only contain str, not int"],
    ["abc", "find", [1], "TypeError: must be str, not int"],
    ["abc", "find", ["a", 1.5], "TypeError: slice indices must be integers or None or have an __index__ method"],
    ["abc", "find", ["a", null, null], "0"],
  ];
  check(rows);
});

test("splits and joins", () => {
  const rows: readonly Row[] = [
    [" a  b c ", "split", [], "['a', 'b', 'c']"],
    [" a  b c ", "split", [null, 1], "['a', 'b c ']"],
    [" a  b c ", "rsplit", [null, 1], "[' a  b', 'c']"],
    ["a,b,,c", "split", [","], "['a', 'b', '', 'c']"],
    ["a,b,c", "split", [",", 1], "['a', 'b,c']"],
    ["a,b,c", "rsplit", [",", 1], "['a,b', 'c']"],
    ["a\xa0b\u2003c\x1cd", "split", [], "['a', 'b', 'c', 'd']"],
    ["a\u200bb", "split", [], "['a\\u200bb']"],
    ["", "split", [], "[]"],
    ["", "split", [","], "['']"],
    ["a", "split", [""], "ValueError: empty separator"],
    ["a", "split", [1], "TypeError: must be str or None, not int"],
    ["a\nb\r\nc\x85d\u2028", "splitlines", [], "['a', 'b', 'c', 'd']"],
    ["a\nb\r\nc", "splitlines", [true], "['a\\n', 'b\\r\\n', 'c']"],
    ["", "splitlines", [], "[]"],
    ["a-b-c", "partition", ["-"], "('a', '-', 'b-c')"],
    ["a-b-c", "rpartition", ["-"], "('a-b', '-', 'c')"],
    ["abc", "partition", ["-"], "('abc', '', '')"],
    ["abc", "rpartition", ["-"], "('', '', 'abc')"],
    ["a", "partition", [""], "ValueError: empty separator"],
    ["a-b", "partition", [markup("-")], "('a', Markup('-'), 'b')"],
    ["-", "join", [["a", "b"]], "'a-b'"],
    ["-", "join", ["ab"], "'a-b'"],
    [
      "-",
      "join",
      [
        dictFrom([
          ["x", 1],
          ["y", 2],
        ]),
      ],
      "'x-y'",
    ],
    ["-", "join", [["a", 1]], "TypeError: sequence item 1: expected str instance, int found"],
    ["-", "join", [5], "TypeError: can only join an iterable"],
    ["-", "join", [[]], "''"],
  ];
  check(rows);
});

test("strips", () => {
  const rows: readonly Row[] = [
    ["  a ", "strip", [], "'a'"],
    ["\x1c\x85a\xa0\u3000", "strip", [], "'a'"],
    ["\u200ba", "strip", [], "'\\u200ba'"],
    ["xxaxy", "strip", ["xy"], "'a'"],
    ["😀a😀", "strip", ["😀"], "'a'"],
    ["xax", "lstrip", ["x"], "'ax'"],
    ["xax", "rstrip", ["x"], "'xa'"],
    ["a", "strip", [null], "'a'"],
    ["a", "strip", [1], "TypeError: strip arg must be None or str"],
    ["unhappy", "removeprefix", ["un"], "'happy'"],
    ["a.py", "removesuffix", [".py"], "'a'"],
    ["a", "removesuffix", [""], "'a'"],
    ["a", "removeprefix", [1], "TypeError: removeprefix() argument must be str, not int"],
  ];
  check(rows);
});

test("pads to a width in code points", () => {
  const rows: readonly Row[] = [
    ["ab", "center", [5], "'  ab '"],
    ["ab", "center", [6], "'  ab  '"],
    ["abc", "center", [6], "' abc  '"],
    ["abc", "center", [8, "*"], "'**abc***'"],
    ["😀", "center", [3, "-"], "'-😀-'"],
    ["a", "ljust", [3], "'a  '"],
    ["a", "rjust", [3, "😀"], "'😀😀a'"],
    ["a", "rjust", [3, "ab"], "TypeError: The fill character must be exactly one character long"],
    ["a", "rjust", [3, 1], "TypeError: The fill character must be a unicode character, not int"],
    ["a", "center", ["x"], "TypeError: 'str' object cannot be interpreted as an integer"],
    ["-5", "zfill", [5], "'-0005'"],
    ["+5", "zfill", [5], "'+0005'"],
    ["5", "zfill", [3], "'005'"],
    ["a\tb\nc\td", "expandtabs", [], "'a       b\\nc       d'"],
    ["a\tb", "expandtabs", [4], "'a   b'"],
    ["a\tb", "expandtabs", [0], "'ab'"],
    ["😀\tb", "expandtabs", [4], "'😀   b'"],
  ];
  check(rows);
});

test("replaces and translates", () => {
  const rows: readonly Row[] = [
    ["aaa", "replace", ["a", "b", 2], "'bba'"],
    ["abc", "replace", ["", "-"], "'-a-b-c-'"],
    ["a😀b", "replace", ["", "-"], "'-a-😀-b-'"],
    ["abc", "replace", ["", "-", 2], "'-a-bc'"],
    ["a.b.c", "replace", [".", "$&"], "'a$&b$&c'"],
    ["aaa", "replace", ["a", "b", 0], "'aaa'"],
    ["a", "replace", ["a", 1], "TypeError: replace() argument 2 must be str, not int"],
    ["a", "replace", [1, "a"], "TypeError: replace() argument 1 must be str, not int"],
    [
      "abc",
      "translate",
      [
        dictFrom([
          [97, "X"],
          [98, null],
          [99, 100],
        ]),
      ],
      "'Xd'",
    ],
    ["", "maketrans", ["ab", "cd", "x"], "{97: 99, 98: 100, 120: None}"],
    [
      "",
      "maketrans",
      [
        dictFrom([
          ["a", "b"],
          [98, null],
        ]),
      ],
      "{97: 'b', 98: None}",
    ],
    ["", "maketrans", ["ab", "c"], "ValueError: the first two maketrans arguments must have equal length"],
    ["abc", "translate", [dictFrom([[97, 1.5]])], "TypeError: character mapping must return integer, None or str"],
  ];
  check(rows);
});

test("encodes", () => {
  const [ascii, latin, range] = ["'ascii' codec can't", "'latin-1' codec can't", "ordinal not in range"];
  const rows: readonly Row[] = [
    ["é😀", "encode", [], "b'\\xc3\\xa9\\xf0\\x9f\\x98\\x80'"],
    ["é", "encode", ["latin-1"], "b'\\xe9'"],
    ["é", "encode", ["ascii", "replace"], "b'?'"],
    ["é", "encode", ["ascii", "xmlcharrefreplace"], "b'&#233;'"],
    ["é", "encode", ["ascii", "ignore"], "b''"],
    ["é€😀", "encode", ["ascii", "backslashreplace"], "b'\\\\xe9\\\\u20ac\\\\U0001f600'"],
    ["aéüb€", "encode", ["ascii"], `UnicodeEncodeError: ${ascii} encode characters in position 1-2: ${range}(128)`],
    ["aé", "encode", ["ascii"], `UnicodeEncodeError: ${ascii} encode character '\\xe9' in position 1: ${range}(128)`],
    [
      "€",
      "encode",
      ["latin-1"],
      `UnicodeEncodeError: ${latin} encode character '\\u20ac' in position 0: ${range}(256)`,
    ],
    ["é", "encode", ["klingon"], "LookupError: unknown encoding: klingon"],
    [Uint8Array.from([195, 169]), "decode", [], "'é'"],
    [Uint8Array.from([97, 255]), "hex", [], "'61ff'"],
  ];
  check(rows);
});

test("formats", () => {
  const rows: readonly Row[] = [
    ["{} {0}", "format", [1], "ValueError: cannot switch from automatic field numbering to manual field specification"],
    ["{0!r}", "format", ["a"], "\"'a'\""],
    ["{a}", "format_map", [dictFrom([["a", 1]])], "'1'"],
    ["{}", "format_map", [dictFrom([["a", 1]])], "ValueError: Format string contains positional fields"],
    ["{b}", "format_map", [dictFrom([["a", 1]])], "KeyError: 'b'"],
  ];
  check(rows);
});

function call(name: string, named: readonly [string, unknown][]): unknown {
  return callMethod("a b c", name, [], new Map(named), environment);
}

test("takes keywords only where Python does", () => {
  assert.deepEqual(call("split", [["maxsplit", 1]]), ["a", "b c"]);
  assert.deepEqual(call("splitlines", [["keepends", true]]), ["a b c"]);
  assert.equal(call("expandtabs", [["tabsize", 2]]), "a b c");
  assert.throws(
    () =>
      call("replace", [
        ["old", "a"],
        ["new", "b"],
      ]),
    /replace\(\) takes no keyword arguments/,
  );
});

test("makes no text of any length", () => {
  assert.match(outcome("a", "center", [10_000_000_000]), /^OverflowError: /);
  assert.match(outcome("a".repeat(100_000), "replace", ["a", "b".repeat(100_000)]), /^OverflowError: /);
  assert.match(outcome("a".repeat(100_000), "join", ["x".repeat(100_000)]), /^OverflowError: /);
});
