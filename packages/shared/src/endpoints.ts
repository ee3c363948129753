// The endpoint table: what the arbiter knows of its workers' link sockets and tells every router.

export type WorkerClass = "sync" | "async" | "threads";
/** starting: not connected to. ready: takes requests. draining: finishes what it has, takes nothing new. */
export type EndpointState = "starting" | "ready" | "draining";

/** One link socket of one worker: a place where up to `slots` requests are served at once. */
export interface Endpoint {
  /** Unique for the life of the arbiter, never reused. */
  readonly id: number;
  /** Absolute path of the Unix socket that speaks the link. */
  readonly path: string;
  readonly slots: number;
  readonly state: EndpointState;
  readonly worker: number;
  readonly pid: number;
  readonly generation: number;
}
