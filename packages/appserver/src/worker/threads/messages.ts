// What a `threads` worker and its threads tell each other, and the memory that they share.
import type { BootMessage, ChildFailure } from "../../ipc.ts";

/** All that a thread is given. */
export interface ThreadData {
  readonly boot: BootMessage;
  /** From 1. */
  readonly slot: number;
  /** Its link socket. */
  readonly path: string;
  /** TICKER_BYTES: its sign of life. */
  readonly ticker: SharedArrayBuffer;
  /** MEASURES_BYTES: what it counts of its requests, readable while it is stuck and when it is dead. */
  readonly measures: SharedArrayBuffer;
}

/**
 * drain: take nothing new, finish, close the app, end with exit code 0. interrupt: the worker got INT or QUIT; run its
 * hooks and say `interrupted`.
 */
export type ToThread = "drain" | "interrupt";

export type FromThread =
  /** Takes requests from now on. `interruptible`: it has hooks that run on INT and QUIT. */
  { readonly type: "ready"; readonly interruptible: boolean } | { readonly type: "interrupted" } | ChildFailure;
