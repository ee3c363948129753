// The text of `seatstack status`: a line per tier, the workers, the tasks, and what deserves a sentence.
import type { AppStatus, EdgeStatus } from "@seatstack/shared/control/protocol";
import type { SeatstackError } from "@seatstack/shared/errors";
import { formatBytes, formatCount, formatDuration } from "./format.ts";
import { factLines, paragraph, type Cell } from "./layout.ts";
import { STATE_COLORS } from "./state-colors.ts";
import { taskTable } from "./status-tasks.ts";
import { workerTable } from "./status-workers.ts";
import type { Terminal } from "./terminal.ts";
import type { Answer, Tiers } from "./tiers.ts";

/** All lines of one tier begin under each other. */
const INDENT = "      ";

const RETRIED = "It is tried again and again. Correct it, then run `seatstack reload`; `seatstack logs` has more.";
const REPLACED = "It is replaced. `seatstack logs` has more; correct it, then run `seatstack reload --wait`.";
/** What to do about the last error. */
const ADVICE: Readonly<Record<AppStatus["state"], string>> = {
  running: "The old workers keep serving. Correct it, then run `seatstack reload --wait`; `seatstack logs` has more.",
  reloading: "The reload goes on trying. `seatstack logs -f` shows how.",
  resting: "`seatstack reload` brings the workers back; `seatstack logs` has more.",
  failing: RETRIED,
  starting: RETRIED,
  stopping: "`seatstack logs` has more.",
};

const UPGRADE = { new: "new program starts: pid ", old: "old program still up: pid " } as const;

interface Page {
  /** Infinite where no person looks. */
  readonly width: number;
  readonly paint: Terminal["paint"];
}

/** `now` in milliseconds since 1970. */
export function statusReport(
  tiers: Tiers,
  terminal: Pick<Terminal, "paint" | "columns" | "isTerminal">,
  now: number,
): string {
  const page: Page = { width: terminal.isTerminal ? terminal.columns : Infinity, paint: terminal.paint };
  const edge = "status" in tiers.edge ? edgeLines(tiers.edge.status, page) : downLines("edge", tiers.edge, page);
  if (!("status" in tiers.app)) return edge + downLines("app", tiers.app, page);
  const { status } = tiers.app;
  const { width, paint } = page;
  const parts = [
    edge + appLines(status, page),
    status.workers.length > 0 ? workerTable(status, width, paint) : "",
    taskTable(status.tasks, now, width, paint),
    restartLine(status, page) + errorLines(status, page),
  ];
  return parts.filter(part => part !== "").join("\n");
}

function edgeLines(status: EdgeStatus, { width, paint }: Page): string {
  const { connections, inFlight, queued, requests, threads, endpoints, listen, certificate } = status;
  const facts = [
    ...lifeFacts(status),
    counted(threads, "thread"),
    counted(connections, "connection"),
    `${formatCount(inFlight)} in flight`,
    queuedFact(queued),
    counted(requests, "request"),
    endpointFact(endpoints),
  ];
  return [
    factLines("edge  ", facts, width, paint),
    factLines(INDENT, listen.length > 0 ? listen : [{ text: "listens on nothing", color: "red" }], width, paint),
    certificate === undefined
      ? ""
      : paragraph(
          `certificate ${certificate.mode} for ${certificate.names.join(", ")}, until ${certificate.expires}`,
          INDENT,
          width,
          undefined,
          paint,
        ),
  ].join("");
}

function appLines(status: AppStatus, { width, paint }: Page): string {
  const { bind, generation, inFlight, queued, upgrade, workerClass } = status;
  const facts = [
    ...lifeFacts(status),
    workersFact(status),
    `class ${workerClass}`,
    `generation ${generation}`,
    `${formatCount(inFlight)} in flight`,
    queuedFact(queued),
    ...(upgrade === undefined ? [] : [yellow(UPGRADE[upgrade.program] + String(upgrade.pid))]),
  ];
  return factLines("app   ", facts, width, paint) + factLines(INDENT, bind, width, paint);
}

function lifeFacts({ state, pid, uptime, pss }: EdgeStatus | AppStatus): Cell[] {
  return [{ text: state, color: STATE_COLORS[state] }, `pid ${pid}`, `up ${formatDuration(uptime)}`, formatBytes(pss)];
}

/** How far a reload is, while there is one; else how many workers serve. */
function workersFact({ rollout, target, workers }: AppStatus): Cell {
  if (rollout !== undefined) return yellow(`${rollout.ready} of ${counted(rollout.of, "worker")} new`);
  const ready = workers.filter(({ kind, state }) => kind === "web" && state === "ready").length;
  const text = `${ready} of ${counted(target, "worker")} ready`;
  return ready >= target ? text : { text, color: ready === 0 ? "red" : "yellow" };
}

function queuedFact(queued: number): Cell {
  const text = `${formatCount(queued)} queued`;
  return queued > 0 ? yellow(text) : text;
}

/** An edge that knows no worker answers 503 to everybody. */
function endpointFact(endpoints: number): Cell {
  const text = counted(endpoints, "endpoint");
  return endpoints > 0 ? text : { text, color: "red" };
}

function restartLine({ restarts, restartsBy }: AppStatus, { width, paint }: Page): string {
  if (restarts === 0) return "";
  const causes = Object.entries(restartsBy)
    .filter(([, count]) => count > 0)
    .toSorted(([, a], [, b]) => b - a)
    .map(([cause, count]) => `${cause.replaceAll("_", " ")} ${formatCount(count)}`);
  return paragraph(`${counted(restarts, "restart")}: ${causes.join(", ")}`, "", width, undefined, paint);
}

function errorLines(status: AppStatus, { width, paint }: Page): string {
  const { crashed, lastError, state } = status;
  if (lastError === undefined) return "";
  return (
    paragraph(`last error: ${lastError}`, "", width, "red", paint) +
    paragraph(crashed === true ? REPLACED : ADVICE[state], "  ", width, undefined, paint)
  );
}

function downLines(
  tier: string,
  answer: Answer<never> | { readonly error: SeatstackError },
  { width, paint }: Page,
): string {
  if (!("error" in answer)) return "";
  const { message, fix } = answer.error;
  const label = tier.padEnd(INDENT.length);
  const head = factLines(label, [{ text: "down", color: "red" }, message], width, paint);
  return fix === undefined ? head : head + paragraph(fix, INDENT, width, undefined, paint);
}

function yellow(text: string): Cell {
  return { text, color: "yellow" };
}

function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
