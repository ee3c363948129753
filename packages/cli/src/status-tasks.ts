// The tasks of `seatstack status`: when each ran, when it runs next, and what went wrong last.
import type { TaskStatus } from "@seatstack/shared/control/protocol";
import { formatCount, formatLatency, formatMoment } from "./format.ts";
import { paragraph, tableText, type Cell, type Column } from "./layout.ts";
import { STATE_COLORS } from "./state-colors.ts";
import type { Terminal } from "./terminal.ts";

const COLUMNS: readonly Column[] = [
  { title: "TASK", align: "left" },
  { title: "SCHEDULE", align: "left", expendable: 2 },
  { title: "STATE", align: "left" },
  { title: "LAST RUN", align: "right" },
  { title: "TOOK", align: "right", expendable: 3 },
  { title: "NEXT RUN", align: "right", expendable: 1 },
  { title: "RUNS", align: "right", expendable: 4 },
  { title: "FAILURES", align: "right" },
];
const NONE = "-";

/** Empty where there are none. `now` in milliseconds since 1970. */
export function taskTable(tasks: readonly TaskStatus[], now: number, width: number, paint: Terminal["paint"]): string {
  if (tasks.length === 0) return "";
  const failed = tasks.filter(({ lastError }) => lastError !== undefined);
  const errors = failed.map(({ name, lastError = "" }) =>
    paragraph(`${name}: ${lastError}`, "  ", width, "red", paint),
  );
  return `${tableText(
    COLUMNS,
    tasks.map(task => row(task, now)),
    width,
    paint,
  )}${errors.join("")}`;
}

function row(task: TaskStatus, now: number): Cell[] {
  const { name, schedule, state, lastRun, lastDuration, nextRun, runs, failures } = task;
  return [
    name,
    schedule,
    { text: state, color: state === "waiting" ? undefined : STATE_COLORS[state] },
    lastRun === undefined ? NONE : formatMoment(lastRun, now),
    lastDuration === undefined ? NONE : formatLatency(lastDuration / 1000),
    nextRun === undefined ? NONE : formatMoment(nextRun, now),
    formatCount(runs),
    { text: formatCount(failures), color: failures > 0 ? "red" : undefined },
  ];
}
