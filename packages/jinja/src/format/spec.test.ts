// What CPython 3.11 prints for format(value, spec).
import assert from "node:assert/strict";
import { test } from "node:test";
import { PythonError } from "../errors.ts";
import { float } from "../values/float.ts";
import { markup } from "../values/markup.ts";
import { formatValue } from "./spec.ts";

function outcome(value: unknown, spec: string): string {
  try {
    return formatValue(value, spec);
  } catch (error) {
    if (error instanceof PythonError) return `${error.name}: ${error.message}`;
    throw error;
  }
}

const rows: readonly [unknown, string, string][] = [
  [42, "", "42"],
  [42, "5", "   42"],
  [42, "<5", "42   "],
  [42, "^5", " 42  "],
  [-42, "=6", "-   42"],
  [42, "06", "000042"],
  [-42, "+06", "-00042"],
  [42, "*^+9", "***+42***"],
  [255, "x", "ff"],
  [255, "#x", "0xff"],
  [255, "#X", "0XFF"],
  [255, "#010b", "0b11111111"],
  [8, "o", "10"],
  [1234567, ",", "1,234,567"],
  [1234567, "_", "1_234_567"],
  [65535, "_x", "ffff"],
  [1234567, "012,", "0,001,234,567"],
  [1234, "08,", "0,001,234"],
  [1000000000000000000000000000000n, ",", "1,000,000,000,000,000,000,000,000,000,000"],
  [1000000000000000000000000000000n, "e", "1.000000e+30"],
  [65, "c", "A"],
  [128512, "c", "😀"],
  [128512, "4c", "   😀"],
  [3, ".2f", "3.00"],
  [3, "%", "300.000000%"],
  [true, "d", "1"],
  [true, "", "True"],
  [false, "5", "    0"],
  [-5, "x", "-5"],
  [3.14159, ".2f", "3.14"],
  [3.14159, "8.3f", "   3.142"],
  [3.14159, "<8.3f", "3.142   "],
  [-3.14159, "08.2f", "-0003.14"],
  [float(3), "", "3.0"],
  [float(3), "g", "3"],
  [float(3), ".3", "3.0"],
  [float(100), ".3", "1e+02"],
  [1e20, "", "1e+20"],
  [1e16, "g", "1e+16"],
  [1234567.891, ",.2f", "1,234,567.89"],
  [1234567.891, "_.1f", "1_234_567.9"],
  [0.256, ".1%", "25.6%"],
  [1e-7, "", "1e-07"],
  [Infinity, "010", "0000000inf"],
  [Number.NaN, "F", "NAN"],
  [2.5, ".0f", "2"],
  [3.5, ".0f", "4"],
  [float(1000000), "g", "1e+06"],
  [float(123456), "g", "123456"],
  [float(100000), "#g", "100000."],
  [float(1), "#.3g", "1.00"],
  [-0.001, "z.1f", "0.0"],
  [-0.001, ".1f", "-0.0"],
  [1.5, "e", "1.500000e+00"],
  [1.5, "E", "1.500000E+00"],
  [1.5, "+", "+1.5"],
  [1.5, " ", " 1.5"],
  [1.5, "n", "1.5"],
  [12345.678, "012,.1f", "00,012,345.7"],
  [1e300, ".3g", "1e+300"],
  [1.234e-5, "g", "1.234e-05"],
  ["héllo", "8", "héllo   "],
  ["héllo", ">8", "   héllo"],
  ["héllo", "^9", "  héllo  "],
  ["héllo", "*<8", "héllo***"],
  ["héllo", ".2", "hé"],
  ["😀", "3", "😀  "],
  ["😀😀😀", ".2", "😀😀"],
  ["a", "05", "a0000"],
  ["a", "s", "a"],
  ["", "3", "   "],
  [markup("<b>"), ">5", "  <b>"],
  [null, "", "None"],
  [[1], "", "[1]"],
  [new Date("2024-05-06T07:08:09.000Z"), "%d.%m.%Y", "06.05.2024"],
  [new Date("2024-05-06T00:00:00.000Z"), "", "2024-05-06 00:00:00"],
  ["a", "d", "ValueError: Unknown format code 'd' for object of type 'str'"],
  ["a", "+", "ValueError: Sign not allowed in string format specifier"],
  ["a", "=", "ValueError: '=' alignment not allowed in string format specifier"],
  ["a", "#", "ValueError: Alternate form (#) not allowed in string format specifier"],
  ["a", ",", "ValueError: Cannot specify ',' with 's'."],
  ["a", "z", "ValueError: Negative zero coercion (z) not allowed in string format specifier"],
  [1, "s", "ValueError: Unknown format code 's' for object of type 'int'"],
  [1, ".2", "ValueError: Precision not allowed in integer format specifier"],
  [1.5, "d", "ValueError: Unknown format code 'd' for object of type 'float'"],
  [1.5, "x", "ValueError: Unknown format code 'x' for object of type 'float'"],
  [null, "5", "TypeError: unsupported format string passed to NoneType.__format__"],
  [[1], ">5", "TypeError: unsupported format string passed to list.__format__"],
  [1, "xx", "ValueError: Invalid format specifier 'xx' for object of type 'int'"],
  [1, ",_", "ValueError: Cannot specify both ',' and '_'."],
  [1, "_,", "ValueError: Cannot specify both ',' and '_'."],
  [1, ",x", "ValueError: Cannot specify ',' with 'x'."],
  [1, "5.", "ValueError: Format specifier missing precision"],
  [-1, "c", "OverflowError: %c arg not in range(0x110000)"],
  [1, "+c", "ValueError: Sign not allowed with integer format specifier 'c'"],
  [1, "q", "ValueError: Unknown format code 'q' for object of type 'int'"],
  [1, "é", "ValueError: Unknown format code '\\xe9' for object of type 'int'"],
  ["a", " ", "ValueError: Space not allowed in string format specifier"],
  [1, "99999999999999999999", "ValueError: Too many decimal digits in format string"],
];

test("formats values by a specification", () => {
  for (const [value, spec, expected] of rows) assert.equal(outcome(value, spec), expected, `format spec ${spec}`);
});

test("makes no text of any length", () => {
  assert.match(outcome("a", "9999999999"), /^OverflowError: /);
  assert.match(outcome(1.5, ".9999999999f"), /^(OverflowError|ValueError): /);
});
