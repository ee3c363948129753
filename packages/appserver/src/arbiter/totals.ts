// Sums over the children that were: what a dead worker has served must not vanish from counters, nor count twice.
import { addHistograms } from "@seatstack/shared/control/histogram";
import { EMPTY_HISTOGRAM, type LoadTotal, type TaskStatus } from "@seatstack/shared/control/protocol";
import type { ChildStats } from "../ipc.ts";
import type { Load } from "../worker/measures.ts";
import type { ChildRecord } from "./worker-table.ts";

type Threads = ReadonlyMap<number, { readonly requests: number; readonly busy: number }>;
type Sum = Omit<LoadTotal, "threads"> & { readonly threads: Threads };
type Row = Pick<ChildRecord, "kind" | "worker" | "generation" | "stats">;

interface GoneTask {
  readonly task: TaskStatus;
  readonly generation: number;
}

export class Totals {
  readonly #gone = new Map<string, Sum>();
  readonly #tasks = new Map<string, GoneTask>();

  /** A child reports anew: its threads that were replaced since are gone. Call it before `record.stats` is replaced. */
  onStats(record: Row, next: ChildStats): void {
    for (const thread of record.stats?.threads ?? []) {
      const now = next.threads?.find(({ slot }) => slot === thread.slot);
      // A younger one has its place, or nobody.
      if (now === undefined || now.uptime < thread.uptime) this.#addThread(record, thread);
    }
  }

  /** A child is gone. `last` is what it had counted at its end, where that is known better than by its last report. */
  onGone(record: Row, last?: Load): void {
    const { kind, worker, generation } = record;
    const stats = record.stats && last ? newest(record.stats, last) : record.stats;
    if (stats === undefined) return;
    if (kind === "task") for (const task of stats.tasks ?? []) this.#addTask(task, generation);
    else this.#gone.set(key(kind, worker), add(this.#sum(kind, worker), stats));
  }

  /** Per worker number, those who are gone and `records` together. */
  loads(records: readonly Row[]): LoadTotal[] {
    const sums = new Map(this.#gone);
    for (const { kind, worker, stats } of records) {
      if (kind === "task") continue;
      const before = sums.get(key(kind, worker)) ?? none(kind, worker);
      sums.set(key(kind, worker), stats === undefined ? before : add(before, stats));
    }
    return [...sums.values()].toSorted(byWorker).map(sum => ({ ...sum, threads: threadList(sum.threads) }));
  }

  /** Every task with all its runs. One that its app no longer has is forgotten once a newer generation tells its own. */
  tasks(records: readonly Row[]): TaskStatus[] {
    const living = records.filter(({ kind, stats }) => kind === "task" && stats?.tasks !== undefined);
    const newest = Math.max(0, ...living.map(({ generation }) => generation));
    const found = new Map<string, TaskStatus>();
    for (const [name, { task, generation }] of this.#tasks) {
      if (generation >= newest) found.set(name, { ...withoutNext(task), state: "stopped" });
    }
    for (const { stats } of living) {
      for (const task of stats?.tasks ?? []) found.set(task.name, joined(this.#tasks.get(task.name)?.task, task));
    }
    return [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  #sum(kind: LoadTotal["kind"], worker: number): Sum {
    return this.#gone.get(key(kind, worker)) ?? none(kind, worker);
  }

  #addThread({ kind, worker }: Row, thread: { slot: number; requests: number; busy: number }): void {
    if (kind === "task") return;
    const sum = this.#sum(kind, worker);
    this.#gone.set(key(kind, worker), { ...sum, threads: addThreads(sum.threads, [thread]) });
  }

  #addTask(task: TaskStatus, generation: number): void {
    this.#tasks.set(task.name, { task: joined(this.#tasks.get(task.name)?.task, task), generation });
  }
}

const key = (kind: LoadTotal["kind"], worker: number): string => `${kind} ${worker}`;

function none(kind: LoadTotal["kind"], worker: number): Sum {
  const times = { queueTime: EMPTY_HISTOGRAM, responseTime: EMPTY_HISTOGRAM };
  return { kind, worker, requests: 0, busy: 0, ...times, threads: new Map() };
}

function add(sum: Sum, stats: ChildStats): Sum {
  return {
    ...sum,
    requests: sum.requests + stats.requests,
    busy: sum.busy + stats.busy,
    queueTime: addHistograms(sum.queueTime, stats.queueTime),
    responseTime: addHistograms(sum.responseTime, stats.responseTime),
    threads: addThreads(sum.threads, stats.threads ?? []),
  };
}

/** A report has what was in service then in `busy`, `last` has not: a sum that was told once must not go down. */
function newest(stats: ChildStats, last: Load): ChildStats {
  if (last.requests < stats.requests) return stats;
  return { ...stats, ...last, busy: Math.max(stats.busy, last.busy) };
}

function addThreads(sums: Threads, threads: NonNullable<ChildStats["threads"]> | readonly ThreadLoad[]): Threads {
  const added = new Map(sums);
  for (const { slot, requests, busy } of threads) {
    const before = added.get(slot);
    added.set(slot, { requests: requests + (before?.requests ?? 0), busy: busy + (before?.busy ?? 0) });
  }
  return added;
}

type ThreadLoad = LoadTotal["threads"][number];

function threadList(threads: Threads): ThreadLoad[] {
  return [...threads].map(([slot, load]) => ({ slot, ...load })).toSorted((a, b) => a.slot - b.slot);
}

function byWorker(a: Sum, b: Sum): number {
  if (a.kind !== b.kind) return a.kind === "web" ? -1 : 1;
  return a.worker - b.worker;
}

/** What a fresh task worker does not know yet of its predecessor's runs is kept. */
function joined(gone: TaskStatus | undefined, task: TaskStatus): TaskStatus {
  if (gone === undefined) return task;
  const runs = gone.runs + task.runs;
  return { ...withoutNext(gone), ...task, runs, failures: gone.failures + task.failures };
}

function withoutNext(task: TaskStatus): TaskStatus {
  const { nextRun: _, ...rest } = task;
  return rest;
}
