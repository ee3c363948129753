// Differences of datetimes, as CPython 3.11 prints them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { lookupAttribute } from "../access/attributes.ts";
import { callMethod } from "../access/call.ts";
import { less } from "./compare.ts";
import { equals } from "./equals.ts";
import { dictFrom } from "./dict.ts";
import { add, negate, subtract } from "../operators/arithmetic.ts";
import { repr, str } from "./text.ts";
import { TimeDelta } from "./timedelta.ts";
import { truth } from "./truth.ts";

const start = new Date(Date.UTC(2024, 1, 28, 12));
const HOUR = 3_600_000;

test("spelling", () => {
  const spelled: readonly (readonly [number, string, string])[] = [
    [0, "0:00:00", "datetime.timedelta(0)"],
    [1000, "0:00:01", "datetime.timedelta(seconds=1)"],
    [25 * HOUR + 678, "1 day, 1:00:00.678000", "datetime.timedelta(days=1, seconds=3600, microseconds=678000)"],
    [48 * HOUR, "2 days, 0:00:00", "datetime.timedelta(days=2)"],
    [-1000, "-1 day, 23:59:59", "datetime.timedelta(days=-1, seconds=86399)"],
    [-48 * HOUR, "-2 days, 0:00:00", "datetime.timedelta(days=-2)"],
  ];
  for (const [milliseconds, text, spelling] of spelled) {
    assert.equal(str(new TimeDelta(milliseconds)), text);
    assert.equal(repr(new TimeDelta(milliseconds)), spelling);
  }
});

test("dates and spans add up", () => {
  const end = new Date(start.getTime() + 50 * HOUR);
  const span = subtract(end, start);
  assert.equal(str(span), "2 days, 2:00:00");
  assert.equal(str(subtract(start, end)), "-3 days, 22:00:00");
  assert.equal(str(add(start, span)), "2024-03-01 14:00:00");
  assert.equal(str(add(span, start)), "2024-03-01 14:00:00");
  assert.equal(str(subtract(end, span)), "2024-02-28 12:00:00");
  assert.equal(str(add(span, span)), "4 days, 4:00:00");
  assert.equal(str(negate(span)), "-3 days, 22:00:00");
  assert.equal(equals(subtract(span, span), new TimeDelta(0)), true);
  assert.throws(() => add(start, start), {
    message: "unsupported operand type(s) for +: 'datetime.datetime' and 'datetime.datetime'",
  });
  assert.throws(() => subtract(span, start), {
    message: "unsupported operand type(s) for -: 'datetime.timedelta' and 'datetime.datetime'",
  });
});

test("attributes, order, truth and hash", () => {
  const span = new TimeDelta(25 * HOUR + 1500);
  assert.deepEqual(
    ["days", "seconds", "microseconds", "milliseconds", "valueOf", "constructor"].map(name =>
      lookupAttribute(span, name, true),
    ),
    [1, 3601, 500_000, undefined, undefined, undefined],
  );
  assert.equal(str(callMethod(span, "total_seconds", [], null, {} as never)), "90001.5");
  assert.equal(less(new TimeDelta(-1), new TimeDelta(0)), true);
  assert.deepEqual([truth(new TimeDelta(0)), truth(span)], [false, true]);
  assert.equal(dictFrom([[new TimeDelta(5), "five"]]).get(new TimeDelta(5)), "five");
  assert.throws(() => less(span, 5), {
    message: "'<' not supported between instances of 'datetime.timedelta' and 'int'",
  });
});
