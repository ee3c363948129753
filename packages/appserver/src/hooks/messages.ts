// The vocabulary between the arbiter and the process that runs its hooks, over Node's IPC channel.
import type { Config } from "@seatstack/shared/config/schema";
import { MAX_TEXT } from "../ipc.ts";
import type { ArbiterHook } from "./caller.ts";
import { isArbiterHook } from "./names.ts";

export type ToHooks =
  /** First: what to load. */
  | { readonly type: "load"; readonly generation: number; readonly arbiter: number; readonly config: Config }
  /** One hook; the next call comes only after `done`. `workers` is for ServerInfo. */
  | { readonly type: "call"; readonly name: ArbiterHook; readonly workers: number; readonly args: readonly unknown[] }
  /** USR1. */
  | { readonly type: "reopen" }
  | { readonly type: "end" };

export type FromHooks =
  /** The hooks of the arbiter's side that exist; the process leaves by itself where there are none. */
  | { readonly type: "loaded"; readonly hooks: readonly ArbiterHook[] }
  /** The modules cannot be loaded; the process leaves. `app`: it is the app's own module, of which the workers speak. */
  | { readonly type: "failed"; readonly message: string; readonly app: boolean }
  /** The call is over, whatever came of it. */
  | { readonly type: "done" };

/** Longest that a hook may block its process's event loop, milliseconds; then its stack is logged, and the process killed. */
export function hangLimit(app: Config["app"]): number {
  return Math.min(app.timeout, 30_000);
}

/** Whether something from the channel is one of ours: an operator's module may use process.send for itself. */
export function isFromHooks(message: unknown): message is FromHooks {
  if (typeof message !== "object" || message === null) return false;
  const { app, type, hooks, message: text } = message as Readonly<Record<string, unknown>>;
  if (type === "loaded") return Array.isArray(hooks) && hooks.every(isArbiterHook);
  if (type === "failed") return typeof text === "string" && text.length <= MAX_TEXT && typeof app === "boolean";
  return type === "done";
}
