import assert from "node:assert/strict";
import { test } from "node:test";
import type { HistoryPoint } from "../queries.ts";
import { chartOf } from "./chart.ts";

function point(at: number, open: number | null): HistoryPoint {
  return { at, open, status: open === null ? "unknown" : open > 0 ? "open" : "closed", capacity: 20, enrolled: null };
}

test("seats hold until the next reading and on to the last", () => {
  const chart = chartOf([point(0, 4), point(50, 0), point(75, 2)], 100);
  assert.equal(chart?.line, "M0 0H500V200H750V100H1000");
  assert.equal(chart.area, `${chart.line}V200H0Z`);
  assert.equal(chart.dot, "M1000 100h0");
  assert.equal(chart.top, 4);
  assert.equal(chart.middle, 2);
  assert.equal(chart.summary, "Between 0 and 4 free seats, 2 at the last reading, 2 changes.");
});

test("ticks are whole numbers, also for one seat", () => {
  assert.equal(chartOf([point(0, 1)], 10)?.top, 2);
  assert.equal(chartOf([point(0, 5)], 10)?.top, 6);
});

test("a reading without a count is no zero, and overbooked is no seat", () => {
  const chart = chartOf([point(0, 2), point(10, null), point(20, -3)], 100);
  assert.equal(chart?.line, "M0 0H200V200H1000");
  assert.deepEqual(
    chart.points.map(({ open, word }) => `${open} ${word}`),
    ["0 Full", "not told Unknown", "2 Open"],
  );
});

test("a single reading is a line, and none is no chart", () => {
  const chart = chartOf([point(5, 0)], 5);
  assert.equal(chart?.line, "M0 200H1000");
  assert.equal(chart.summary, "Always 0 free seats so far.");
  assert.equal(chartOf([], 5), undefined);
  assert.equal(chartOf([point(5, null)], 5), undefined);
});

test("unchanged readings stay out of the table, and a long history stays bounded", () => {
  const hourly = Array.from({ length: 500 }, (_, index) => point(index, index < 400 ? 1 : index % 3));
  const chart = chartOf(hourly, 500);
  assert.equal(chart?.points.length, 50);
  assert.ok(chart.line.length < 5000);
  assert.equal(
    chartOf(
      Array.from({ length: 9 }, (_, index) => point(index, 1)),
      9,
    )?.points.length,
    1,
  );
});
