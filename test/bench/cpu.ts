// CPU time of a system's processes: what a request costs, whoever else uses the machine meanwhile.
import { readdirSync, readFileSync } from "node:fs";

/** USER_HZ, the unit of the times in /proc/<pid>/stat; 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

export interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  /** User and system time in clock ticks, all threads. */
  readonly ticks: number;
}

/** Seconds of CPU time that `roots` and everything they started have used so far. */
export function cpuSeconds(roots: readonly number[]): number {
  return sumTrees(readProcesses(), roots) / TICKS_PER_SECOND;
}

/** Ticks of the given processes and of all their descendants. */
export function sumTrees(all: readonly ProcessTimes[], roots: readonly number[]): number {
  const family = new Set(roots);
  // A child may come before its parent in the list; a pass that adds nobody is the last.
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  return all.reduce((total, { pid, ticks }) => total + (family.has(pid) ? ticks : 0), 0);
}

function readProcesses(): ProcessTimes[] {
  const pids = readdirSync("/proc").filter(name => /^\d+$/.test(name));
  return pids.flatMap(pid => {
    try {
      return [parseStat(readFileSync(`/proc/${pid}/stat`, "latin1"))];
    } catch {
      return []; // It ended between the two reads.
    }
  });
}

/** One line of /proc/<pid>/stat, proc(5). */
export function parseStat(line: string): ProcessTimes {
  // The command's name is in parentheses and may hold anything, parentheses and spaces included.
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  return { pid: Number.parseInt(line, 10), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
}
