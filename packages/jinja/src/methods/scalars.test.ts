// What CPython 3.11 gives for the methods of int, float, datetime, date and time.
import assert from "node:assert/strict";
import { test } from "node:test";
import { callMethod } from "../access/call.ts";
import { float } from "../values/float.ts";
import { Range } from "../values/range.ts";
import { repr, str } from "../values/text.ts";
import { lookupAttribute } from "../access/attributes.ts";
import { check, environment, outcome, type Row } from "../testing/methods.ts";

test("knows the bits of ints", () => {
  const rows: readonly Row[] = [
    [255, "bit_length", [], "8"],
    [-256, "bit_length", [], "9"],
    [0, "bit_length", [], "0"],
    [10000000000000000000000000n, "bit_length", [], "84"],
    [true, "bit_length", [], "1"],
    [255, "bit_count", [], "8"],
    [-7, "bit_count", [], "3"],
    [5, "conjugate", [], "5"],
    [true, "conjugate", [], "1"],
    [5, "as_integer_ratio", [], "(5, 1)"],
    [1000, "to_bytes", [2, "big"], "b'\\x03\\xe8'"],
    [1000, "to_bytes", [2, "little"], "b'\\xe8\\x03'"],
    [1000, "to_bytes", [1, "big"], "OverflowError: int too big to convert"],
    [-1, "to_bytes", [1, "big"], "OverflowError: can't convert negative int to unsigned"],
    [1, "to_bytes", [1, "x"], "ValueError: byteorder must be either 'little' or 'big'"],
  ];
  check(rows);
});

test("knows the parts of floats", () => {
  const rows: readonly Row[] = [
    [float(2), "is_integer", [], "True"],
    [2.5, "is_integer", [], "False"],
    [Infinity, "is_integer", [], "False"],
    [1e20, "is_integer", [], "True"],
    [0.1, "hex", [], "'0x1.999999999999ap-4'"],
    [float(-0), "hex", [], "'-0x0.0p+0'"],
    [5e-324, "hex", [], "'0x0.0000000000001p-1022'"],
    [1.5, "hex", [], "'0x1.8000000000000p+0'"],
    [0.1, "as_integer_ratio", [], "(3602879701896397, 36028797018963968)"],
    [-2.5, "as_integer_ratio", [], "(-5, 2)"],
    [float(0), "as_integer_ratio", [], "(0, 1)"],
    [1e20, "as_integer_ratio", [], "(100000000000000000000, 1)"],
    [Infinity, "as_integer_ratio", [], "OverflowError: cannot convert Infinity to integer ratio"],
    [Number.NaN, "as_integer_ratio", [], "ValueError: cannot convert NaN to integer ratio"],
  ];
  check(rows);
});

test("reads dates", () => {
  const rows: readonly Row[] = [
    [new Date("2024-05-06T07:08:09.120Z"), "isoformat", [], "'2024-05-06T07:08:09.120000'"],
    [new Date("2024-05-06T07:08:09.120Z"), "isoformat", [" "], "'2024-05-06 07:08:09.120000'"],
    [new Date("2024-05-06T07:08:09.120Z"), "isoformat", ["T", "minutes"], "'2024-05-06T07:08'"],
    [new Date("2024-05-06T07:08:09.120Z"), "isoformat", ["T", "milliseconds"], "'2024-05-06T07:08:09.120'"],
    [new Date("2024-05-06T07:08:09.120Z"), "isoformat", ["T", "x"], "ValueError: Unknown timespec value"],
    [
      new Date("2024-05-06T07:08:09.120Z"),
      "isoformat",
      ["ab"],
      "TypeError: isoformat() argument 1 must be a unicode character, not str",
    ],
    [new Date("2024-05-06T07:08:09.120Z"), "date", [], "datetime.date(2024, 5, 6)"],
    [new Date("2024-05-06T07:08:09.120Z"), "time", [], "datetime.time(7, 8, 9, 120000)"],
    [new Date("2024-05-06T07:08:09.000Z"), "isoformat", [], "'2024-05-06T07:08:09'"],
    [new Date("2024-05-06T07:08:09.120Z"), "weekday", [], "0"],
    [new Date("2024-05-06T07:08:09.120Z"), "isoweekday", [], "1"],
    [
      new Date("2024-05-06T07:08:09.120Z"),
      "isocalendar",
      [],
      "datetime.IsoCalendarDate(year=2024, week=19, weekday=1)",
    ],
    [new Date("2024-05-06T07:08:09.120Z"), "toordinal", [], "739012"],
    [new Date("2024-05-06T07:08:09.120Z"), "ctime", [], "'Mon May  6 07:08:09 2024'"],
    [new Date("2024-05-06T07:08:09.120Z"), "strftime", ["%d.%m."], "'06.05.'"],
    [new Date("2024-05-06T07:08:09.120Z"), "utcoffset", [], "None"],
    [new Date("2024-05-06T07:08:09.120Z"), "replace", [2023], "datetime.datetime(2023, 5, 6, 7, 8, 9, 120000)"],
    [new Date("2024-05-06T07:08:09.120Z"), "replace", [2023, 2, 30], "ValueError: day is out of range for month"],
    [new Date("2024-05-06T07:08:09.120Z"), "replace", [2023, 13], "ValueError: month must be in 1..12"],
    [new Date("2024-05-06T07:08:09.120Z"), "replace", [0], "ValueError: year 0 is out of range"],
    [
      new Date("2024-05-06T07:08:09.120Z"),
      "replace",
      [2020, 2, 29, 23],
      "datetime.datetime(2020, 2, 29, 23, 8, 9, 120000)",
    ],
  ];
  check(rows);
});

test("reads members", () => {
  const date = new Date("2024-05-06T07:08:09.120Z");
  const members = ["year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo"];
  assert.deepEqual(
    members.map(name => lookupAttribute(date, name, true)),
    [2024, 5, 6, 7, 8, 9, 120_000, null],
  );
  assert.equal(lookupAttribute(new Range(1, 9, 2), "step", true), 2);
  assert.equal(lookupAttribute(true, "real", true), 1);
  assert.equal(repr(lookupAttribute(2.5, "imag", true)), "0.0");
});

test("prints dates and times of day", () => {
  const date = new Date("2024-05-06T07:08:09.120Z");
  const day = callMethod(date, "date", [], null, environment);
  const time = callMethod(date, "time", [], null, environment);
  assert.equal(str(day), "2024-05-06");
  assert.equal(str(time), "07:08:09.120000");
  assert.equal(outcome(day, "isoformat", []), "'2024-05-06'");
  assert.equal(outcome(day, "replace", [1]), "datetime.date(1, 5, 6)");
  assert.equal(outcome(time, "replace", [23]), "datetime.time(23, 8, 9, 120000)");
  assert.equal(outcome(time, "strftime", ["%Y %H:%M"]), "'1900 07:08'");
  assert.equal(lookupAttribute(day, "hour", true), undefined);
  assert.equal(lookupAttribute(time, "year", true), undefined);
});

test("takes parts of a date by keywords", () => {
  const date = new Date("2024-05-06T07:08:09.120Z");
  const made = callMethod(
    date,
    "replace",
    [],
    new Map([
      ["minute", 0],
      ["day", 1],
    ]),
    environment,
  );
  assert.equal(str(made), "2024-05-01 07:00:09.120000");
});
