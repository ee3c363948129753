// What `seatstack status` shows of the app tier.
import { readFile } from "node:fs/promises";
import { EMPTY_HISTOGRAM, type AppStatus, type WorkerStatus } from "@seatstack/shared/control/protocol";
import { VERSION } from "@seatstack/shared/version";
import type { ChildStats } from "../ipc.ts";
import type { Core } from "./core.ts";
import { workerClass } from "./sizing.ts";
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

/** `now` is the clock of the table's times. Its memory is what it told last. */
function childStatus(record: ChildRecord, now: number): WorkerStatus {
  return {
    kind: record.kind,
    worker: record.worker,
    pid: record.pid,
    state: STATES[record.state],
    generation: record.generation,
    uptime: Math.round(now - record.startedAt),
    pss: record.stats?.rss ?? 0,
    slots: record.slots,
    inFlight: record.stats?.inFlight ?? 0,
    requests: record.stats?.requests ?? 0,
    ...performanceOf(record.stats),
  };
}

function performanceOf(stats: ChildStats | undefined) {
  return {
    loopLag: stats?.loopLag ?? 0,
    utilization: stats?.utilization ?? 0,
    busy: stats?.busy ?? 0,
    queueTime: stats?.queueTime ?? EMPTY_HISTOGRAM,
    responseTime: stats?.responseTime ?? EMPTY_HISTOGRAM,
    ...(stats?.queued === undefined ? {} : { queued: stats.queued }),
    ...(stats?.threads === undefined ? {} : { threads: stats.threads }),
    ...(stats?.tasks === undefined ? {} : { tasks: stats.tasks }),
  };
}

/** Everything that is known of the app tier; `state` is how far it is. */
export async function tierStatus(core: Core, state: AppStatus["state"]): Promise<AppStatus> {
  const { app, crew, generations, options, table, totals } = core;
  const records = table.all();
  const now = core.now();
  const death = generations.lastError === undefined ? core.lastDeath.reason(now) : undefined;
  const lastError = generations.lastError ?? death;
  // Taken in one go: what follows waits, and the numbers of a worker that dies meanwhile would count twice.
  const parts = {
    version: VERSION,
    pid: process.pid,
    uptime: Math.round(process.uptime() * 1000),
    state,
    generation: generations.current.number,
    workerClass: workerClass(app),
    target: generations.target,
    restarts: crew.restarts,
    restartsBy: crew.restartsBy,
    bind: options.bind,
    inFlight: sumOf(table.ofKind("web"), stats => stats.inFlight),
    queued: sumOf(table.ofKind("front"), stats => stats.queued ?? 0),
    totals: totals.loads(records),
    tasks: totals.tasks(records),
    ...(options.otherProgram === undefined ? {} : { upgrade: options.otherProgram }),
    ...(generations.rolling ? { rollout: rolloutOf(core) } : {}),
    ...(lastError === undefined ? {} : { lastError }),
    ...(death === undefined ? {} : { crashed: true as const }),
  };
  const statuses = records.map(record => childStatus(record, now));
  const memory = await Promise.all([process.pid, ...records.map(({ pid }) => pid)].map(memoryOf));
  const workers = statuses.map((status, index) => ({ ...status, pss: memory[index + 1] || status.pss }));
  return { tier: "app", ...parts, pss: memory[0] ?? 0, workers };
}

function rolloutOf({ generations, table }: Core): { ready: number; of: number } {
  const { number } = generations.current;
  const fresh = table.ofKind("web").filter(record => record.generation === number && record.state === "ready");
  return { ready: fresh.length, of: generations.target };
}

function sumOf(records: readonly ChildRecord[], value: (stats: ChildStats) => number): number {
  return records.reduce((sum, { stats }) => sum + (stats === undefined ? 0 : value(stats)), 0);
}
