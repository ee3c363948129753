// Makes a line of the merged log readable: JSON of pino becomes time, tier, worker, level, message; text stays itself.
import type { Color } from "./terminal.ts";

export type Paint = (color: Color, text: string) => string;

/** How pino begins a line with our formatter; an access line in JSON begins otherwise and passes as it is. */
export const LOG_LINE_START = '{"level":"';

const LEVEL_COLORS: Readonly<Record<string, Color>> = { debug: "gray", info: "green", warn: "yellow", error: "red" };
/** Fields with a place of their own, and the pid, which only matters to who looks for it in the file. */
const PLACED = new Set(["level", "time", "tier", "role", "worker", "pid", "msg", "err"]);

/** Without its newline, in and out; an error's stack adds lines. */
export function renderLine(line: string, paint: Paint): string {
  if (!line.startsWith(LOG_LINE_START)) return line;
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return line;
  }
  const level = String(fields["level"]);
  const parts = [
    paint("gray", clock(Number(fields["time"]))),
    paint("cyan", origin(fields).padEnd(9)),
    paint(LEVEL_COLORS[level] ?? "gray", level.padEnd(5)),
    typeof fields["msg"] === "string" ? fields["msg"] : "",
    ...Object.entries(fields).flatMap(([name, value]) => (PLACED.has(name) ? [] : paint("gray", pair(name, value)))),
  ];
  return parts.join(" ").trimEnd() + errorLines(fields["err"], paint);
}

/** Local time of day with milliseconds: 14:03:59.123. */
function clock(time: number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return "--:--:--.---";
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
  return `${clock}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** "edge", "app/3" for worker 3, "app/task". */
function origin(fields: Record<string, unknown>): string {
  const tier = typeof fields["tier"] === "string" ? fields["tier"] : "?";
  if (typeof fields["worker"] === "number") return `${tier}/${fields["worker"]}`;
  const { role } = fields;
  return typeof role === "string" && role !== "arbiter" && role !== "main" ? `${tier}/${role}` : tier;
}

function pair(name: string, value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return `${name}=${/[\s"]/.test(text) && typeof value === "string" ? JSON.stringify(text) : text}`;
}

function errorLines(error: unknown, paint: Paint): string {
  if (typeof error !== "object" || error === null) return "";
  const { stack, message } = error as { stack?: unknown; message?: unknown };
  const text = typeof stack === "string" ? stack : typeof message === "string" ? message : "";
  return text === "" ? "" : `\n${paint("gray", text.replace(/^/gm, "    "))}`;
}
