// The vocabulary between the arbiter and its children, over Node's IPC channel.
import type { Config } from "@seatstack/shared/config/schema";
import type { Histogram, SlotStatus, TaskStatus } from "@seatstack/shared/control/protocol";
import type { Endpoint } from "@seatstack/shared/endpoints";
import type { ExitCode } from "@seatstack/shared/errors";
import type { Paths } from "@seatstack/shared/paths";

/** web: serves requests. front: serves `bind`. task: runs the app's long jobs. */
export type ChildKind = "web" | "front" | "task";

/** First message to a child: all that it needs to know. It never reads the config file itself. */
export interface BootMessage {
  readonly type: "boot";
  readonly kind: ChildKind;
  /** From 1 for web workers, and for task workers; 0 for the front. */
  readonly worker: number;
  readonly generation: number;
  /** Pid of the arbiter; a child whose parent is someone else is an orphan. */
  readonly arbiter: number;
  /** Link socket of a web worker, and what the names of its threads' sockets begin with; empty otherwise. */
  readonly socket: string;
  readonly slots: number;
  /** Threads of a `threads` worker, each with one slot and its own link socket; 0 for other classes and kinds. */
  readonly threads: number;
  /** Whether a self-request that fails keeps it from becoming ready: an older generation serves meanwhile. */
  readonly gated: boolean;
  /** To a task worker: an older generation still runs the tasks; it gets ready, and waits for `go`. */
  readonly held: boolean;
  /** To a task worker: since when nobody has run its tasks, milliseconds since 1970; 0 where nobody did before. */
  readonly since: number;
  /** Inherited listening descriptors of the front. */
  readonly listenFds: readonly number[];
  readonly config: Config;
  readonly paths: Paths;
}

export type ToChild =
  | BootMessage
  /** To a task worker that is held: the older ones are gone. `since` as in the boot message. */
  | { readonly type: "go"; readonly since: number }
  /** To the front: the table that its router uses. */
  | { readonly type: "endpoints"; readonly endpoints: readonly Endpoint[] }
  /** To the front: the settings that a reload changes. */
  | { readonly type: "settings"; readonly config: Config };

export type FromChild =
  /** Takes work from now on. */
  | { readonly type: "ready" }
  /** Has nothing to do, and leaves with exit 0: a task worker of an app without tasks. */
  | { readonly type: "idle" }
  /** Will take no new work: it was told to stop by somebody else than the arbiter. */
  | { readonly type: "draining" }
  /** Has had its share, and asks to be replaced; it serves on until the arbiter drains it. */
  | { readonly type: "recycle"; readonly reason: RecycleReason }
  | SlotMessage
  | ChildFailure
  | ChildStats;

/** A thread of a `threads` worker: its endpoint takes requests, or is gone. */
export interface SlotMessage {
  readonly type: "slot";
  /** From 1. */
  readonly slot: number;
  readonly state: "ready" | "gone";
  /** Its link socket. */
  readonly path: string;
  /** Why it is replaced; absent where it was told to stop. */
  readonly death?: ThreadDeath;
}

export type ThreadDeath = "stuck_thread" | "oom" | "crash" | "boot";

/** Why a worker that works is replaced: app.max_requests, app.max_rss. */
export type RecycleReason = "max_requests" | "max_rss";

/** Code of a failure that lies in what createTasks returned, which no second try will mend. */
export const TASKS_FAULT = "TASKS";

/** Longest text that a child tells, such as an error's message. Characters. */
export const MAX_TEXT = 4000;
/** Longest name and schedule of a task, and most tasks of an app. */
export const MAX_TASK_TEXT = 200;
export const MOST_TASKS = 1000;

/** Could not boot; exits with `exitCode` after this message. */
export interface ChildFailure {
  readonly type: "failed";
  readonly exitCode: ExitCode;
  readonly code: string;
  readonly message: string;
  readonly fix: string | undefined;
  /** Of what is wrong in the app; absent where the message says all: a file that is not there, a module that is no app. */
  readonly stack?: string;
}

/** Sent once a second; also the heartbeat that the arbiter listens for. */
export interface ChildStats {
  readonly type: "stats";
  readonly inFlight: number;
  /** Served since the start. */
  readonly requests: number;
  /** Worst event-loop delay since the last report, milliseconds. */
  readonly loopLag: number;
  /** Share of that time that the event loop was busy, 0 to 1. */
  readonly utilization: number;
  /** Bytes. */
  readonly rss: number;
  /** Seconds that requests were in service, summed over all of them. */
  readonly busy: number;
  /** Seconds that requests waited for a slot, in the routers and here. */
  readonly queueTime: Histogram;
  /** Seconds from the beginning of a request in the worker to its last byte. */
  readonly responseTime: Histogram;
  /** Of the front: requests that wait for a free slot. */
  readonly queued?: number;
  /** One per thread of a `threads` worker. */
  readonly threads?: readonly SlotStatus[];
  /** Of a task worker. */
  readonly tasks?: readonly TaskStatus[];
}
