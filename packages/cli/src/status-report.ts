// The text of `seatstack status`: one table, then what is worth a sentence.
import type { AppStatus, EdgeStatus, WorkerStatus } from "@seatstack/shared/control/protocol";
import { formatBytes, formatCount, formatDuration, formatTable, type Column } from "./format.ts";
import type { Color, Terminal } from "./terminal.ts";
import type { Answer, Tiers } from "./tiers.ts";

const COLUMNS: readonly Column[] = [
  { title: "TIER", align: "left" },
  { title: "WORKER", align: "left" },
  { title: "PID", align: "right" },
  { title: "STATE", align: "left" },
  { title: "UPTIME", align: "right" },
  { title: "PSS", align: "right" },
  { title: "IN FLIGHT", align: "right" },
  { title: "REQUESTS", align: "right" },
  { title: "RESTARTS", align: "right" },
];
const STATE_COLUMN = 3;
const NONE = "-";

export function statusReport(tiers: Tiers, terminal: Pick<Terminal, "paint">): string {
  const rows = [
    ...rowsOf("edge", tiers.edge, status => [edgeRow(status)]),
    ...rowsOf("app", tiers.app, status => [arbiterRow(status), ...status.workers.toSorted(byKind).map(workerRow)]),
  ];
  const table = formatTable(COLUMNS, rows, (text, column) => {
    const color = column === STATE_COLUMN ? stateColor(text.trim()) : undefined;
    return color === undefined ? text : terminal.paint(color, text);
  });
  const notes = [...edgeNotes(tiers.edge), ...appNotes(tiers.app)];
  return notes.length === 0 ? table : `${table}\n${notes.map(note => `${note}\n`).join("")}`;
}

function rowsOf<T>(tier: string, answer: Answer<T>, rows: (status: T) => string[][]): string[][] {
  return "status" in answer ? rows(answer.status) : [[tier, NONE, NONE, "down", NONE, NONE, NONE, NONE, NONE]];
}

function edgeRow({ pid, state, uptime, pss, inFlight, requests }: EdgeStatus): string[] {
  return ["edge", NONE, ...life(pid, state, uptime, pss), String(inFlight), formatCount(requests), NONE];
}

function arbiterRow({ pid, state, uptime, pss, restarts }: AppStatus): string[] {
  return ["app", "arbiter", ...life(pid, state, uptime, pss), NONE, NONE, formatCount(restarts)];
}

function workerRow({ kind, worker, pid, state, uptime, pss, inFlight, slots, requests }: WorkerStatus): string[] {
  const name = kind === "web" ? String(worker) : worker === 0 || kind === "front" ? kind : `${kind} ${worker}`;
  const load = kind === "web" ? `${inFlight}/${slots}` : kind === "front" ? String(inFlight) : NONE;
  const served = kind === "task" ? NONE : formatCount(requests);
  return ["app", name, ...life(pid, state, uptime, pss), load, served, NONE];
}

function life(pid: number, state: string, uptime: number, pss: number): string[] {
  return [String(pid), state, formatDuration(uptime), formatBytes(pss)];
}

const KINDS: readonly WorkerStatus["kind"][] = ["web", "front", "task"];

function byKind(a: WorkerStatus, b: WorkerStatus): number {
  return KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || a.worker - b.worker || a.generation - b.generation;
}

function stateColor(state: string): Color | undefined {
  if (state === "running" || state === "ready") return "green";
  return state === "down" || state === "failing" ? "red" : "yellow";
}

function edgeNotes(answer: Answer<EdgeStatus>): string[] {
  if ("error" in answer) return down("edge", answer.error);
  const { listen, threads, connections, queued, endpoints, certificate } = answer.status;
  const notes = [
    `edge: listens on ${listen.join(", ") || "nothing"}; ${counted(threads, "thread")}, ` +
      `${counted(connections, "connection")}, ${counted(queued, "request")} queued, ${counted(endpoints, "endpoint")}`,
  ];
  if (certificate) {
    notes.push(
      `edge: certificate ${certificate.mode} for ${certificate.names.join(", ")}, until ${certificate.expires}`,
    );
  }
  return notes;
}

function appNotes(answer: Answer<AppStatus>): string[] {
  if ("error" in answer) return down("app", answer.error);
  const { generation, workerClass, target, workers, bind, lastError } = answer.status;
  const ready = workers.filter(({ kind, state }) => kind === "web" && state === "ready").length;
  const notes = [
    `app:  ${ready} of ${counted(target, "worker")} ready, class ${workerClass}, generation ${generation}; ` +
      `bind ${bind.join(", ") || "nothing"}`,
  ];
  if (lastError !== undefined) notes.push(`app:  ${lastError}`);
  return notes;
}

function down(tier: string, error: { readonly message: string; readonly fix: string | undefined }): string[] {
  return [`${tier} is down: ${error.message}`, ...(error.fix === undefined ? [] : [`  ${error.fix}`])];
}

function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
