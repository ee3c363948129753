// The control protocol: one JSON object per line over a Unix socket, both ways. One vocabulary for both tiers.
import type { Endpoint, WorkerClass } from "../endpoints.ts";

/** Every request has exactly one reply, except `endpoints`, which streams a reply per change until the client closes. */
export type ControlRequest =
  | { readonly op: "status" }
  | { readonly op: "endpoints" }
  | { readonly op: "scale"; readonly workers: number }
  | { readonly op: "reload" }
  | { readonly op: "reopen" }
  | { readonly op: "stop"; readonly mode: "graceful" | "quick" };

export type ControlReply =
  | { readonly ok: true; readonly status: TierStatus }
  | { readonly ok: true; readonly endpoints: readonly Endpoint[] }
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
  readonly state: "starting" | "running" | "reloading" | "stopping" | "failing";
  readonly generation: number;
  readonly workerClass: WorkerClass;
  /** Workers wanted; `workers` below are those that exist. */
  readonly target: number;
  readonly restarts: number;
  readonly bind: readonly string[];
  readonly workers: readonly WorkerStatus[];
  /** Why the last reload or boot failed, until one succeeds. */
  readonly lastError?: string;
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
