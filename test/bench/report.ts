// The table a person reads and the JSON a script reads.
import type { CaseResult, Series } from "./measure.ts";
import type { SystemId } from "./options.ts";
import { median, pairedRatio } from "./statistics.ts";

/** Targets of the project: c / b on the proxied cases, c / a on the page. */
export const TARGETS = { overNode: 0.8, pageOverFlask: 6 } as const;

export interface Summary {
  readonly case: string;
  readonly system: SystemId;
  /** Medians of the rounds. */
  readonly rps: number;
  readonly p50: number;
  readonly p99: number;
  /** Median CPU time of all the system's processes per request, microseconds. */
  readonly cpu: number;
  /** Slowest and fastest round. */
  readonly lowest: number;
  readonly highest: number;
  readonly requests: number;
  readonly errors: number;
}

export interface Ratios {
  readonly case: string;
  /** c / b; undefined where one of them was not measured. */
  readonly overNode: number | undefined;
  /** c / a. */
  readonly overFlask: number | undefined;
}

/** One row per case and system. */
export function summarize(results: readonly CaseResult[]): Summary[] {
  return results.flatMap(result => result.series.map(series => summarizeSeries(result.case.name, series)));
}

function summarizeSeries(name: string, { system, rounds, cpu, errors }: Series): Summary {
  const rps = rounds.map(round => round.rps);
  return {
    case: name,
    system,
    rps: median(rps),
    p50: median(rounds.map(round => round.p50)),
    p99: median(rounds.map(round => round.p99)),
    cpu: median(cpu),
    lowest: Math.min(...rps),
    highest: Math.max(...rps),
    requests: rounds.reduce((total, round) => total + round.requests, 0),
    errors,
  };
}

/** How (c) stands to (b) and (a) in each case. */
export function compare(results: readonly CaseResult[]): Ratios[] {
  return results.map(({ case: one, series }) => {
    const rates = (id: SystemId) => series.find(candidate => candidate.system === id)?.rounds.map(round => round.rps);
    const [a, b, c] = [rates("a"), rates("b"), rates("c")];
    return {
      case: one.name,
      overNode: b === undefined || c === undefined ? undefined : pairedRatio(c, b),
      overFlask: a === undefined || c === undefined ? undefined : pairedRatio(c, a),
    };
  });
}

/** Lines that name each target missed, or say that all were met; empty when (c) was not measured. */
export function judge(ratios: readonly Ratios[]): string[] {
  const proxied = ratios.filter(ratio => /^(page|ok)/.test(ratio.case));
  const lines = proxied.flatMap(({ case: name, overNode, overFlask }) => [
    ...(overNode === undefined ? [] : [verdict(`${name} c/b`, overNode, TARGETS.overNode)]),
    ...(overFlask === undefined || !name.startsWith("page")
      ? []
      : [verdict(`${name} c/a`, overFlask, TARGETS.pageOverFlask)]),
  ]);
  return lines;
}

function verdict(name: string, value: number, target: number): string {
  return `${value >= target ? "met   " : "MISSED"} ${name} ${value.toFixed(2)} (target ${target})`;
}

/** The whole table: a row per case and system, ratios on the row of (c). */
export function renderTable(results: readonly CaseResult[]): string {
  const ratios = new Map(compare(results).map(ratio => [ratio.case, ratio]));
  const header = ["case", "sys", "rps", "lowest-highest", "p50 ms", "p99 ms", "CPU us/req", "errors", "c/b", "c/a"];
  const rows = summarize(results).map(row => {
    const ratio = row.system === "c" ? ratios.get(row.case) : undefined;
    return [
      row.case,
      row.system,
      Math.round(row.rps).toString(),
      `${Math.round(row.lowest)}-${Math.round(row.highest)}`,
      row.p50.toFixed(2),
      row.p99.toFixed(2),
      row.cpu.toFixed(1),
      row.errors.toString(),
      ratio?.overNode?.toFixed(2) ?? "",
      ratio?.overFlask?.toFixed(2) ?? "",
    ];
  });
  return alignColumns([header, ...rows]);
}

/** Pads every column to its widest cell: the first two to the left, numbers to the right. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)));
  return rows.map(row => line(row).join("  ").trimEnd()).join("\n");
}
