// What CPython 3.11 and markupsafe 3 print for `format % values`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PythonError } from "../errors.ts";
import { dictFrom } from "../values/dict.ts";
import { htmlOf } from "../values/escape.ts";
import { float } from "../values/float.ts";
import { markup } from "../values/markup.ts";
import { tuple } from "../values/tuple.ts";
import { percentFormat } from "./printf.ts";

function outcome(format: string, values: unknown, escapeWith?: (value: unknown) => string): string {
  try {
    return percentFormat(format, values, escapeWith);
  } catch (error) {
    if (error instanceof PythonError) return `${error.name}: ${error.message}`;
    throw error;
  }
}

const rows: readonly [string, unknown, string][] = [
  ["%s", 1, "1"],
  ["%s %s", tuple(1, "a"), "1 a"],
  ["%s", [1, 2], "[1, 2]"],
  ["%s", null, "None"],
  ["%s", true, "True"],
  ["%r", "a", "'a'"],
  ["%a", "é😀", "'\\xe9\\U0001f600'"],
  ["%5s|", "ab", "   ab|"],
  ["%-5s|", "ab", "ab   |"],
  ["%.2s", "héllo", "hé"],
  ["%5s|", "😀", "    😀|"],
  ["%%", tuple(), "%"],
  ["%d%%", 50, "50%"],
  ["%d", 3.99, "3"],
  ["%d", -3.99, "-3"],
  ["%d", true, "1"],
  ["%i", 10000000000000000000000000n, "10000000000000000000000000"],
  ["%u", 7, "7"],
  ["%05d", -42, "-0042"],
  ["%-5d|", 42, "42   |"],
  ["%+d", 42, "+42"],
  ["% d", 42, " 42"],
  ["%.5d", 42, "00042"],
  ["%x", 255, "ff"],
  ["%#x", 255, "0xff"],
  ["%X", 255, "FF"],
  ["%#o", 8, "0o10"],
  ["%x", -255, "-ff"],
  ["%#06x", 255, "0x00ff"],
  ["%f", 1.5, "1.500000"],
  ["%.2f", 2.675, "2.67"],
  ["%.0f", 2.5, "2"],
  ["%e", 12345.678, "1.234568e+04"],
  ["%E", 1e-10, "1.000000E-10"],
  ["%g", float(1000000), "1e+06"],
  ["%g", float(123456), "123456"],
  ["%g", 1e-5, "1e-05"],
  ["%#g", float(1), "1.00000"],
  ["%08.3f", -3.14159, "-003.142"],
  ["%+.1f", 0.05, "+0.1"],
  ["%f", Infinity, "inf"],
  ["%F", Number.NaN, "NAN"],
  ["%010f", -Infinity, "-000000inf"],
  ["%f", 10000000000000000000000000n, "10000000000000000905969664.000000"],
  ["%c", 65, "A"],
  ["%c", "é", "é"],
  ["%c", 128512, "😀"],
  ["%*d", tuple(5, 42), "   42"],
  ["%-*d|", tuple(5, 42), "42   |"],
  ["%*d|", tuple(-5, 42), "42   |"],
  ["%.*f", tuple(2, 3.14159), "3.14"],
  ["%*.*f", tuple(8, 2, 3.14159), "    3.14"],
  ["%ld", 5, "5"],
  ["%(a)s", dictFrom([["a", 1]]), "1"],
  [
    "%(a)s %(b)05.1f",
    dictFrom([
      ["a", "x"],
      ["b", 2.25],
    ]),
    "x 002.2",
  ],
  ["%(a(b))s", dictFrom([["a(b)", 1]]), "1"],
  ["%(a)s%%", dictFrom([["a", 5]]), "5%"],
  ["abc", dictFrom([["a", 1]]), "abc"],
  ["abc", [1], "abc"],
  ["%s", dictFrom([["a", 1]]), "{'a': 1}"],
  ["%s", tuple(tuple(1, 2)), "(1, 2)"],
  ["%d", "a", "TypeError: %d format: a real number is required, not str"],
  ["%x", 1.5, "TypeError: %x format: an integer is required, not float"],
  ["%f", "a", "TypeError: must be real number, not str"],
  ["%c", "ab", "TypeError: %c requires int or char"],
  ["%c", 1.5, "TypeError: %c requires int or char"],
  ["%c", -1, "OverflowError: %c arg not in range(0x110000)"],
  ["%s %s", tuple(1), "TypeError: not enough arguments for format string"],
  ["%s", tuple(1, 2), "TypeError: not all arguments converted during string formatting"],
  ["a", 1, "TypeError: not all arguments converted during string formatting"],
  ["%(a)s", 1, "TypeError: format requires a mapping"],
  ["%(a)s", dictFrom([]), "KeyError: 'a'"],
  ["%(a)s", [1], "TypeError: list indices must be integers or slices, not str"],
  ["%(a", dictFrom([]), "ValueError: incomplete format key"],
  ["%", 1, "ValueError: incomplete format"],
  ["%y", 1, "ValueError: unsupported format character 'y' (0x79) at index 1"],
  ["%*d", tuple("a", 1), "TypeError: * wants int"],
  ["%d", Number.NaN, "ValueError: cannot convert float NaN to integer"],
  ["%d", Infinity, "OverflowError: cannot convert float infinity to integer"],
  ["%d", null, "TypeError: %d format: a real number is required, not NoneType"],
];

const markupRows: readonly [string, unknown, string][] = [
  ["<b>%s</b>", "<i>", "<b>&lt;i&gt;</b>"],
  ["<b>%s</b>", markup("<i>"), "<b><i></b>"],
  ["%s %s", tuple("<", ">"), "&lt; &gt;"],
  ["%r", "<", "&#39;&lt;&#39;"],
  ["%d", 5, "5"],
  ["%d", "12", "12"],
  ["%.1f", "2.25", "2.2"],
  ["%(a)s", dictFrom([["a", "<"]]), "&lt;"],
  ["%s", ["<"], "[&#39;&lt;&#39;]"],
  ["%5s|", "<", " &lt;|"],
  ["%.3s", "<<", "&lt"],
  ["%x", 255, "TypeError: %x format: an integer is required, not _MarkupEscapeHelper"],
  ["%c", "a", "TypeError: %c requires int or char"],
  ["%d", "a", "ValueError: invalid literal for int() with base 10: 'a'"],
  ["%*d", tuple(5, 1), "TypeError: * wants int"],
  ["x", 5, "TypeError: not all arguments converted during string formatting"],
];

test("formats by conversions of C's printf", () => {
  for (const [format, values, expected] of rows) assert.equal(outcome(format, values), expected, format);
});

test("escapes what a Markup formats", () => {
  for (const [format, values, expected] of markupRows) assert.equal(outcome(format, values, htmlOf), expected, format);
});

test("takes names from plain objects, but nothing that they inherit", () => {
  assert.equal(outcome("%(a)s", { a: 1 }), "1");
  assert.equal(outcome("%(constructor)s", {}), "KeyError: 'constructor'");
  assert.equal(outcome("%(__proto__)s", {}), "KeyError: '__proto__'");
});

test("makes no text of any length", () => {
  assert.match(outcome("%999999999999s", "a"), /^OverflowError: /);
  assert.match(outcome("%.999999999d", 1), /^OverflowError: /);
});
