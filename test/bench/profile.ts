// Turns a .cpuprofile into self times by function and by file.

/** The parts of a V8 CPU profile that are read here. Times in microseconds. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export interface Cost {
  readonly name: string;
  /** Share of the time in which the thread was not idle, 0 to 1. */
  readonly share: number;
}

export interface ProfileSummary {
  /** Share of the wall time in which the thread was not idle, 0 to 1. */
  readonly busy: number;
  readonly functions: readonly Cost[];
  readonly files: readonly Cost[];
}

/**
 * Self times, largest first. `(program)` is native code and system calls, `(garbage collector)` is named so by V8;
 * both are kept as functions and as files. `root` is cut from the front of file names.
 */
export function summarizeProfile(profile: CpuProfile, root: string): ProfileSummary {
  const frames = new Map(profile.nodes.map(node => [node.id, node.callFrame]));
  const functions = new Map<string, number>();
  const files = new Map<string, number>();
  let idle = 0;
  let busy = 0;
  for (const [index, id] of profile.samples.entries()) {
    const delta = Math.max(0, profile.timeDeltas[index] ?? 0);
    const frame = frames.get(id);
    if (frame === undefined) continue;
    // The profiler's own start and stop are no part of the load.
    if (frame.url.startsWith("node:inspector")) continue;
    if (frame.functionName === "(idle)") {
      idle += delta;
      continue;
    }
    busy += delta;
    const file = fileName(frame.url, root) || frame.functionName;
    const line = frame.url === "" ? "" : ` ${file}:${frame.lineNumber + 1}`;
    add(functions, `${frame.functionName || "(anonymous)"}${line}`, delta);
    add(files, file, delta);
  }
  return { busy: busy / Math.max(1, busy + idle), functions: ranked(functions, busy), files: ranked(files, busy) };
}

/** Relative to the checkout where it lies inside; packages by their name inside node_modules. */
function fileName(url: string, root: string): string {
  const path = url.replace(/^file:\/\//, "").replace(`${root}/`, "");
  return path.slice(path.lastIndexOf("node_modules/") + (path.includes("node_modules/") ? "node_modules/".length : 1));
}

function add(totals: Map<string, number>, name: string, delta: number): void {
  totals.set(name, (totals.get(name) ?? 0) + delta);
}

function ranked(totals: ReadonlyMap<string, number>, whole: number): Cost[] {
  return [...totals]
    .map(([name, time]) => ({ name, share: time / Math.max(1, whole) }))
    .toSorted((first, second) => second.share - first.share);
}

/** The two rankings as text, the first `count` of each. */
export function renderProfile(title: string, summary: ProfileSummary, count: number): string {
  const lines = (costs: readonly Cost[]) =>
    costs.slice(0, count).map(cost => `  ${(cost.share * 100).toFixed(1).padStart(5)} %  ${cost.name}`);
  return [
    `${title}: busy ${(summary.busy * 100).toFixed(0)} % of the time; of that, self time`,
    " by function",
    ...lines(summary.functions),
    " by file",
    ...lines(summary.files),
  ].join("\n");
}
