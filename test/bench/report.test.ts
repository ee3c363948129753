// Medians, ratios, verdicts and the table.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CASES } from "./cases.ts";
import type { Round } from "./load.ts";
import type { CaseResult } from "./measure.ts";
import type { SystemId } from "./options.ts";
import { alignColumns, compare, judge, renderTable, summarize } from "./report.ts";
import { median, pairedRatio } from "./statistics.ts";

function series(system: SystemId, ...rates: number[]) {
  const rounds = rates.map((rps): Round => ({ rps, p50: 1, p99: 2, requests: rps * 2, faults: {}, bytes: 0 }));
  return { system, rounds, cpu: rates.map(() => 30), responseBytes: 100, errors: 0, faults: [] };
}

function result(name: string, ...all: ReturnType<typeof series>[]): CaseResult {
  const one = CASES.find(candidate => candidate.name === name);
  assert.ok(one);
  return { case: one, bodyBytes: 2, series: all };
}

test("median of odd and even counts, and of none", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.ok(Number.isNaN(median([])));
});

test("a ratio compares rounds that ran together, so a slow minute does not bend it", () => {
  assert.equal(pairedRatio([100, 50, 100], [200, 100, 200]), 0.5);
});

test("a summary has the medians, the spread and the sums of its rounds", () => {
  const [row] = summarize([result("ok", series("b", 100, 300, 200))]);
  assert.deepEqual(row, {
    case: "ok",
    system: "b",
    rps: 200,
    p50: 1,
    p99: 2,
    cpu: 30,
    lowest: 100,
    highest: 300,
    requests: 1200,
    errors: 0,
  });
});

test("targets: 0.8 x nginx and node:http when proxying, 6 x Flask on the page, none for static files", () => {
  const ratios = compare([
    result("page", series("a", 100), series("b", 1000), series("c", 700)),
    result("ok", series("a", 100), series("b", 1000), series("c", 900)),
    result("static-4k", series("b", 1000), series("c", 100)),
  ]);
  assert.deepEqual(
    judge(ratios).map(line => line.replaceAll(/ +/g, " ")),
    ["MISSED page c/b 0.70 (target 0.8)", "met page c/a 7.00 (target 6)", "met ok c/b 0.90 (target 0.8)"],
  );
});

test("a system that was not measured gives no ratio and no verdict", () => {
  const ratios = compare([result("page", series("b", 1000))]);
  assert.deepEqual(ratios, [{ case: "page", overNode: undefined, overFlask: undefined }]);
  assert.deepEqual(judge(ratios), []);
});

test("the table shows ratios on the row of c only", () => {
  const table = renderTable([result("ok", series("a", 10), series("b", 100), series("c", 90))]).split("\n");
  assert.equal(table.length, 4);
  assert.match(table[3] ?? "", /^ok +c +90 .* 0\.90 +9\.00$/);
  assert.doesNotMatch(table[2] ?? "", /9\.00$/);
});

test("columns are as wide as their widest cell", () => {
  assert.equal(
    alignColumns([
      ["case", "s", "rps"],
      ["a", "b", "12345"],
    ]),
    "case  s    rps\na     b  12345",
  );
});
