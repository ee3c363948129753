// The workers of `seatstack status`: one row each, with the threads of a `threads` worker below it.
import { percentileOf } from "@seatstack/shared/control/histogram";
import type { AppStatus, Histogram, SlotStatus, WorkerStatus } from "@seatstack/shared/control/protocol";
import { formatBytes, formatCount, formatDuration, formatLatencies, formatLatency } from "./format.ts";
import { tableText, type Cell, type Column } from "./layout.ts";
import { STATE_COLORS } from "./state-colors.ts";
import type { Color, Terminal } from "./terminal.ts";

/** What is left out first on a narrow terminal has the greatest number. `mixed`: workers of two generations are there. */
function columnsOf(mixed: boolean): readonly Column[] {
  return [
    { title: "WORKER", align: "left" },
    { title: "PID", align: "right", expendable: 3 },
    { title: "STATE", align: "left" },
    { title: "GEN", align: "right", expendable: mixed ? 2 : 6 },
    { title: "AGE", align: "right", expendable: 4 },
    { title: "REQUESTS", align: "right" },
    { title: "IN FLIGHT", align: "right" },
    { title: "BUSY", align: "right" },
    { title: "QUEUE p50/p99", align: "right", expendable: mixed ? 5 : 2 },
    { title: "RESPONSE p50/p99", align: "right", expendable: 1 },
    { title: "LAG", align: "right", expendable: 7 },
    { title: "MEMORY", align: "right", expendable: 5 },
  ];
}
const NONE = "-";
const KINDS: readonly WorkerStatus["kind"][] = ["web", "front", "task"];

/** Milliseconds of event-loop lag, and shares of a busy loop, that deserve a look. */
const LAG = { yellow: 100, red: 1000 } as const;
const BUSY = { yellow: 0.7, red: 0.9 } as const;

export function workerTable({ workers }: AppStatus, width: number, paint: Terminal["paint"]): string {
  const rows = workers
    .toSorted(byKind)
    .flatMap(worker => [workerRow(worker), ...(worker.threads ?? []).map(threadRow)]);
  const mixed = new Set(workers.filter(({ kind }) => kind === "web").map(({ generation }) => generation)).size > 1;
  return tableText(columnsOf(mixed), rows, width, paint);
}

function byKind(a: WorkerStatus, b: WorkerStatus): number {
  return KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || a.worker - b.worker || a.generation - b.generation;
}

function workerRow(worker: WorkerStatus): Cell[] {
  const { kind, pid, state, generation, uptime, requests, utilization, loopLag, pss } = worker;
  const serves = kind !== "task";
  return [
    kind === "front" || worker.worker === 0 ? kind : `${kind} ${worker.worker}`,
    String(pid),
    { text: state, color: STATE_COLORS[state] },
    String(generation),
    formatDuration(uptime),
    serves ? formatCount(requests) : NONE,
    serves ? inFlight(worker) : NONE,
    { text: `${Math.round(utilization * 100)}%`, color: grade(utilization, BUSY) },
    kind === "web" ? spread(worker.queueTime) : NONE,
    kind === "web" ? spread(worker.responseTime) : NONE,
    { text: formatLatency(loopLag / 1000), color: grade(loopLag, LAG) },
    formatBytes(pss),
  ];
}

function threadRow({ slot, state, busyNow, requests, uptime, loopLag }: SlotStatus): Cell[] {
  const doing = state === "ready" ? (busyNow ? "busy" : "idle") : state;
  return [
    `  thread ${slot}`,
    "",
    { text: doing, color: state === "ready" ? undefined : STATE_COLORS[state] },
    "",
    formatDuration(uptime),
    formatCount(requests),
    `${busyNow ? 1 : 0}/1`,
    "",
    "",
    "",
    { text: formatLatency(loopLag / 1000), color: grade(loopLag, LAG) },
    "",
  ];
}

function inFlight({ kind, inFlight, slots }: WorkerStatus): Cell {
  if (kind === "front") return String(inFlight);
  return { text: `${inFlight}/${slots}`, color: slots > 0 && inFlight >= slots ? "yellow" : undefined };
}

function spread(times: Histogram): string {
  const [half, most] = [percentileOf(times, 0.5), percentileOf(times, 0.99)];
  return half === undefined || most === undefined ? NONE : formatLatencies(half, most);
}

function grade(value: number, limits: { readonly yellow: number; readonly red: number }): Color | undefined {
  if (value >= limits.red) return "red";
  return value >= limits.yellow ? "yellow" : undefined;
}
