// Whether something from a child's channel is one of our messages, in every field that the arbiter uses: an app may use
// process.send for itself, and one that was broken into must cost its own worker only.
import { HISTOGRAM_BOUNDS } from "@seatstack/shared/control/protocol";
import { EXIT } from "@seatstack/shared/errors";
import { MAX_TASK_TEXT, MAX_TEXT, MOST_TASKS, type FromChild } from "./ipc.ts";

type Check = (value: unknown) => boolean;
type Fields = Readonly<Record<string, Check>>;

const BUCKETS = HISTOGRAM_BOUNDS.length + 1;
/** sun_path of unix(7). */
const MAX_PATH = 108;
/** The bound of the settings `threads` and `workers`. */
const MOST_THREADS = 1024;

const isCount: Check = value => typeof value === "number" && value >= 0 && Number.isFinite(value);
const isSlot: Check = value => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST_THREADS;
const isBoolean: Check = value => typeof value === "boolean";
const isText =
  (longest: number): Check =>
  value =>
    typeof value === "string" && value.length <= longest;
const isOneOf =
  (...words: readonly unknown[]): Check =>
  value =>
    words.includes(value);
const optional =
  (check: Check): Check =>
  value =>
    value === undefined || check(value);
const isListOf =
  (check: Check, most: number): Check =>
  value =>
    Array.isArray(value) && value.length <= most && value.every(check);
const isObjectOf =
  (fields: Fields): Check =>
  value => {
    if (typeof value !== "object" || value === null) return false;
    const own = value as Record<string, unknown>;
    return Object.entries(fields).every(([name, check]) => check(Object.hasOwn(own, name) ? own[name] : undefined));
  };

const isHistogram = isObjectOf({
  counts: value => Array.isArray(value) && value.length === BUCKETS && value.every(isCount),
  sum: isCount,
});

const isThread = isObjectOf({
  slot: isSlot,
  state: isOneOf("starting", "ready", "stuck"),
  busyNow: isBoolean,
  requests: isCount,
  busy: isCount,
  uptime: isCount,
  loopLag: isCount,
});

const isTask = isObjectOf({
  name: isText(MAX_TASK_TEXT),
  schedule: isText(MAX_TASK_TEXT),
  state: isOneOf("running", "waiting", "stopped"),
  runs: isCount,
  failures: isCount,
  lastRun: optional(isCount),
  lastSuccess: optional(isCount),
  lastDuration: optional(isCount),
  nextRun: optional(isCount),
  lastError: optional(isText(MAX_TEXT)),
});

const CHECKS: Readonly<Record<FromChild["type"], Check>> = {
  ready: () => true,
  idle: () => true,
  draining: () => true,
  recycle: isObjectOf({ reason: isOneOf("max_requests", "max_rss") }),
  slot: isObjectOf({
    slot: isSlot,
    state: isOneOf("ready", "gone"),
    path: isText(MAX_PATH),
    death: optional(isOneOf("stuck_thread", "oom", "crash", "boot")),
  }),
  failed: isObjectOf({
    exitCode: isOneOf(...Object.values(EXIT)),
    code: isText(MAX_TEXT),
    message: isText(MAX_TEXT),
    fix: optional(isText(MAX_TEXT)),
    stack: optional(isText(MAX_TEXT)),
  }),
  stats: isObjectOf({
    inFlight: isCount,
    requests: isCount,
    loopLag: isCount,
    utilization: isCount,
    rss: isCount,
    busy: isCount,
    queueTime: isHistogram,
    responseTime: isHistogram,
    queued: optional(isCount),
    threads: optional(isListOf(isThread, MOST_THREADS)),
    tasks: optional(isListOf(isTask, MOST_TASKS)),
  }),
};

export function isFromChild(message: unknown): message is FromChild {
  if (typeof message !== "object" || message === null || !("type" in message)) return false;
  const { type } = message;
  return typeof type === "string" && Object.hasOwn(CHECKS, type) && CHECKS[type as FromChild["type"]](message);
}
