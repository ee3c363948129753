// What the arbiter knows of hooks: a name to call, and one to wait for. It never loads the operator's code.
import type { Config } from "@seatstack/shared/config/schema";
import type { ExitInfo, WorkerInfo } from "../hooks.ts";

/** A worker as the arbiter tells of it; its `state` lives in the worker. */
export type WorkerFacts = Omit<WorkerInfo, "state">;

/** The hooks that run beside the arbiter, with what each is called with after the server. */
export interface ArbiterHookArguments {
  readonly on_starting: readonly [];
  readonly when_ready: readonly [];
  readonly on_reload: readonly [];
  readonly pre_fork: readonly [worker: WorkerFacts];
  readonly child_exit: readonly [worker: WorkerFacts, exit: ExitInfo];
  readonly worker_abort: readonly [worker: WorkerFacts, exit: ExitInfo];
  readonly nworkers_changed: readonly [now: number, before: number];
  readonly on_exit: readonly [];
}

export type ArbiterHook = keyof ArbiterHookArguments;

/** Milliseconds that the arbiter waits for on_starting, pre_fork and on_exit. */
export const HOOK_LIMIT = 5000;

export interface HookCaller {
  /**
   * A generation begins, at first boot or by a reload: its hooks are loaded, and get the calls from now on. The old ones
   * are kept for a way back, and get the calls where the new ones cannot be loaded.
   */
  begin(generation: number, config: Config): void;
  /** The generation is proven: the old hooks are let go. */
  keep(): void;
  /** The generation failed: the old hooks get the calls again. */
  rollBack(): void;
  /** Number of workers wanted, for ServerInfo. */
  workers: number;
  /** Whether a call of it would do anything; while that is not known yet, whether it is likely to. */
  has(name: ArbiterHook): boolean;
  /** Calls it when all calls before are done. Never throws; what fails is in the log. */
  call<Name extends ArbiterHook>(name: Name, ...args: ArbiterHookArguments[Name]): void;
  /** Resolves when it is done, failed, missing (or likely to be), or `limit` ms are over. Never rejects. */
  callAndWait<Name extends ArbiterHook>(name: Name, limit: number, ...args: ArbiterHookArguments[Name]): Promise<void>;
  /** USR1: the log files were renamed. */
  reopen(): void;
  /** Ends the hooks' processes, those that hang too; resolves when they are gone. */
  close(): Promise<void>;
}
