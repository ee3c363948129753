// The tables that a person reads, and whether the targets were met.
import { alignColumns } from "../report.ts";
import { median, pairedRatio } from "../statistics.ts";
import { ENGINE_IDS, type EngineId } from "./engines.ts";
import type { PageResult } from "./measure.ts";
import type { Cold } from "./python.ts";

/** Most of another engine's time that the page with the table may take. */
export const TARGETS: readonly { readonly other: EngineId; readonly most: number }[] = [
  { other: "nunjucks", most: 0.55 },
  { other: "python", most: 1 / 12 },
];

/** Our time over the other's, of rounds next to each other; undefined where one of them was not measured. */
export function ratio({ rounds }: PageResult, other: EngineId): number | undefined {
  const [ours, theirs] = [rounds.get("seatstack"), rounds.get(other)];
  return ours === undefined || theirs === undefined ? undefined : pairedRatio(ours, theirs);
}

export function renderPages(results: readonly PageResult[]): string {
  const others = ENGINE_IDS.filter(id => id !== "seatstack");
  const header = ["page", "bytes", ...ENGINE_IDS.map(id => `${id} us`), ...others.map(id => `/ ${id}`)];
  const rows = results.map(result => [
    result.page,
    String(result.bytes),
    ...ENGINE_IDS.map(id => result.rounds.get(id)).map(times => (times === undefined ? "" : median(times).toFixed(1))),
    ...others.map(id => ratio(result, id)?.toFixed(3) ?? ""),
  ]);
  return alignColumns([header, ...rows]);
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}

export function renderCold(results: ReadonlyMap<string, Cold>): string {
  const rows = [...results].map(([name, { compile, firstRender, heap, resident }]) => [
    name,
    "",
    compile.toFixed(0),
    firstRender.toFixed(0),
    heap === undefined ? "" : mebibytes(heap),
    mebibytes(resident),
  ]);
  return alignColumns([["cold start", "", "compile ms", "first render ms", "heap MiB", "resident MiB"], ...rows]);
}

/** A line per target; empty where it was not measured. */
export function judge(page: PageResult): string[] {
  return TARGETS.flatMap(({ other, most }) => {
    const value = ratio(page, other);
    if (value === undefined) return [];
    return [
      `${value <= most ? "met   " : "MISSED"} ${page.page} / ${other} ${value.toFixed(3)} (target ${most.toFixed(3)})`,
    ];
  });
}
