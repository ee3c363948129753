// What `seatstack status` shows of the app tier.
import { readFile } from "node:fs/promises";
import { EMPTY_HISTOGRAM, type AppStatus, type WorkerStatus } from "@seatstack/shared/control/protocol";
import type { ChildRecord } from "./worker-table.ts";

/** Bytes of memory that are a process's own share (PSS); its resident size where the kernel does not tell; 0 when gone. */
export async function memoryOf(pid: number): Promise<number> {
  if (pid === 0) return 0;
  return (
    (await kilobytes(`/proc/${pid}/smaps_rollup`, "Pss:")) ?? (await kilobytes(`/proc/${pid}/status`, "VmRSS:")) ?? 0
  );
}

async function kilobytes(file: string, field: string): Promise<number | undefined> {
  try {
    const text = await readFile(file, "latin1");
    const line = text.split("\n").find(candidate => candidate.startsWith(field));
    return line === undefined ? undefined : Number.parseInt(line.slice(field.length), 10) * 1024;
  } catch {
    return undefined;
  }
}

const STATES = { starting: "starting", ready: "ready", draining: "draining", killed: "stopping" } as const;

/** `now` is the clock of the table's times. */
export async function childStatus(record: ChildRecord, now: number): Promise<WorkerStatus> {
  const pss = await memoryOf(record.pid);
  return {
    kind: record.kind,
    worker: record.worker,
    pid: record.pid,
    state: STATES[record.state],
    generation: record.generation,
    uptime: Math.round(now - record.startedAt),
    pss: pss === 0 ? (record.stats?.rss ?? 0) : pss,
    slots: record.slots,
    inFlight: record.stats?.inFlight ?? 0,
    requests: record.stats?.requests ?? 0,
    loopLag: record.stats?.loopLag ?? 0,
    busy: record.stats?.busy ?? 0,
    queueTime: record.stats?.queueTime ?? EMPTY_HISTOGRAM,
    responseTime: record.stats?.responseTime ?? EMPTY_HISTOGRAM,
  };
}

export async function appStatus(
  parts: Omit<AppStatus, "workers" | "pss" | "tier">,
  records: readonly ChildRecord[],
  now: number,
): Promise<AppStatus> {
  const [pss, workers] = await Promise.all([
    memoryOf(parts.pid),
    Promise.all(records.map(record => childStatus(record, now))),
  ]);
  return { tier: "app", ...parts, pss, workers };
}
