// The control protocol: one JSON object per line over a Unix socket, both ways. One vocabulary for both tiers.
import type { Endpoint, WorkerClass } from "../endpoints.ts";

/** Every request has exactly one reply, except `endpoints`, which streams a reply per change until the client closes. */
export type ControlRequest =
  | { readonly op: "status" }
  | { readonly op: "endpoints" }
  | { readonly op: "scale"; readonly workers: number }
  /** With `wait` the reply comes when the reload is over: every worker new, or the old ones kept (RELOAD_FAILED). */
  | { readonly op: "reload"; readonly wait?: true }
  | { readonly op: "reopen" }
  /** As USR2: a new program beside the old one on the same sockets. */
  | { readonly op: "upgrade" }
  /** Prometheus text. */
  | { readonly op: "metrics" }
  | { readonly op: "stop"; readonly mode: "graceful" | "quick" };

export type ControlReply =
  | { readonly ok: true; readonly status: TierStatus }
  | { readonly ok: true; readonly endpoints: readonly Endpoint[] }
  | { readonly ok: true; readonly metrics: string }
  | { readonly ok: true; readonly message: string }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly fix?: string };

export type TierStatus = AppStatus | EdgeStatus;

export interface AppStatus {
  readonly tier: "app";
  readonly version: string;
  readonly pid: number;
  /** Milliseconds since the arbiter started. */
  readonly uptime: number;
  /** Bytes; proportional set size from /proc/<pid>/smaps_rollup. */
  readonly pss: number;
  /** `resting`: no workers, on purpose (WINCH). */
  readonly state: "starting" | "running" | "reloading" | "resting" | "stopping" | "failing";
  readonly generation: number;
  readonly workerClass: WorkerClass;
  /** Workers wanted; `workers` below are those that exist. */
  readonly target: number;
  readonly restarts: number;
  /** Replacements by cause, such as "crash", "timeout", "max_requests", "max_rss", "oom", "signal". */
  readonly restartsBy: Readonly<Record<string, number>>;
  readonly bind: readonly string[];
  /** Requests in service at the web workers. */
  readonly inFlight: number;
  /** Requests that wait in the front for a free slot. The edge's own queue is in EdgeStatus. */
  readonly queued: number;
  readonly workers: readonly WorkerStatus[];
  /** Per worker number since the arbiter started, workers that are gone included: these never go down. */
  readonly totals: readonly LoadTotal[];
  /** Every task of the app, with the runs of task workers that are gone. */
  readonly tasks: readonly TaskStatus[];
  /** While a reload is under way: workers of the new generation that are ready, of how many. */
  readonly rollout?: { readonly ready: number; readonly of: number };
  /** While an upgrade (USR2) is under way: the other arbiter, the new program or the old one. */
  readonly upgrade?: { readonly pid: number; readonly program: "new" | "old" };
  /** Why the last reload or boot failed, until one succeeds; else why a child died, in the seconds after it. */
  readonly lastError?: string;
  /** Present where `lastError` is such a death, of a child that had been ready. */
  readonly crashed?: true;
}

export interface WorkerStatus {
  readonly kind: "web" | "task" | "front";
  readonly worker: number;
  readonly pid: number;
  readonly state: "starting" | "ready" | "draining" | "stopping";
  readonly generation: number;
  /** Milliseconds. */
  readonly uptime: number;
  /** Bytes. */
  readonly pss: number;
  readonly slots: number;
  readonly inFlight: number;
  readonly requests: number;
  /** Worst event-loop delay of the last second, milliseconds. */
  readonly loopLag: number;
  /** Share of the last second that its event loop was busy, 0 to 1; of a `threads` worker the mean over its threads. */
  readonly utilization: number;
  /** Seconds that requests were in service, summed over all of them. */
  readonly busy: number;
  readonly queueTime: Histogram;
  readonly responseTime: Histogram;
  /** Of the front: requests that wait for a free slot. */
  readonly queued?: number;
  /** One per thread of a `threads` worker. */
  readonly threads?: readonly SlotStatus[];
  /** Of a task worker. */
  readonly tasks?: readonly TaskStatus[];
}

/** Sums over everybody who had a worker's number. */
export interface LoadTotal {
  readonly kind: "web" | "front";
  readonly worker: number;
  readonly requests: number;
  /** Seconds in service. */
  readonly busy: number;
  readonly queueTime: Histogram;
  readonly responseTime: Histogram;
  /** Per thread number of `threads` workers. */
  readonly threads: readonly { readonly slot: number; readonly requests: number; readonly busy: number }[];
}

/** One thread of a `threads` worker. */
export interface SlotStatus {
  readonly slot: number;
  readonly state: "starting" | "ready" | "stuck";
  readonly busyNow: boolean;
  readonly requests: number;
  /** Seconds in service. */
  readonly busy: number;
  /** Milliseconds since the thread started. */
  readonly uptime: number;
  /** Worst event-loop delay of the last second, milliseconds. */
  readonly loopLag: number;
}

/** Upper bounds of the buckets in seconds; one more bucket is for what is longer. */
export const HISTOGRAM_BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const;

/** Not cumulative: each count is of its own bucket. */
export interface Histogram {
  /** HISTOGRAM_BOUNDS.length + 1 of them. */
  readonly counts: readonly number[];
  /** Seconds. */
  readonly sum: number;
}

export const EMPTY_HISTOGRAM: Histogram = { counts: Array<number>(HISTOGRAM_BOUNDS.length + 1).fill(0), sum: 0 };

/** One named job of the app. Times are milliseconds since 1970. */
export interface TaskStatus {
  readonly name: string;
  /** For example "loop", "every 30s", "cron 0 3 * * *". */
  readonly schedule: string;
  readonly state: "running" | "waiting" | "stopped";
  readonly runs: number;
  readonly failures: number;
  readonly lastRun?: number;
  /** End of the last run that did not fail. */
  readonly lastSuccess?: number;
  /** Milliseconds. */
  readonly lastDuration?: number;
  readonly nextRun?: number;
  readonly lastError?: string;
}

export interface EdgeStatus {
  readonly tier: "edge";
  readonly version: string;
  readonly pid: number;
  readonly uptime: number;
  readonly pss: number;
  readonly state: "starting" | "running" | "stopping";
  readonly listen: readonly string[];
  readonly threads: number;
  readonly connections: number;
  readonly requests: number;
  /** Requests waiting for a free slot right now. */
  readonly queued: number;
  readonly inFlight: number;
  /** Endpoints that the router may use now. */
  readonly endpoints: number;
  readonly certificate?: { readonly mode: string; readonly names: readonly string[]; readonly expires: string };
}
