// Which names are hooks, where each of them runs, and what a name that is none was most likely meant to be.
import { suggest } from "@seatstack/shared/suggest";
import type { Hooks } from "../hooks.ts";
import type { ArbiterHook } from "./caller.ts";

export type HookName = keyof Hooks;
export type WorkerHook = Exclude<HookName, ArbiterHook>;

/** Run in the hooks' own process beside the arbiter. */
export const ARBITER_HOOKS = [
  "on_starting",
  "when_ready",
  "on_reload",
  "pre_fork",
  "child_exit",
  "worker_abort",
  "nworkers_changed",
  "on_exit",
] as const satisfies readonly ArbiterHook[];

/** Run in the worker, or in each thread of a `threads` worker. */
const WORKER_HOOKS = [
  "post_fork",
  "post_worker_init",
  "pre_request",
  "post_request",
  "worker_int",
  "worker_exit",
] as const satisfies readonly WorkerHook[];

export const HOOK_NAMES: readonly HookName[] = [...ARBITER_HOOKS, ...WORKER_HOOKS];

/** gunicorn's, without a counterpart here. */
const ABSENT: Readonly<Record<string, string>> = {
  pre_exec: "a new binary is started beside the old one, and its own on_starting is called",
  ssl_context: "TLS is the edge's: edge.tls",
};

const KNOWN: ReadonlySet<string> = new Set(HOOK_NAMES);

const BESIDE_ARBITER: ReadonlySet<unknown> = new Set(ARBITER_HOOKS);

export function isArbiterHook(name: unknown): name is ArbiterHook {
  return BESIDE_ARBITER.has(name);
}

export function isHookName(name: string): name is HookName {
  return KNOWN.has(name);
}

/** A sentence for an export that was most likely meant to be a hook, or undefined for any other. */
export function hookComplaint(name: string): string | undefined {
  if (isHookName(name)) return undefined;
  const absent = ABSENT[name];
  if (absent !== undefined) return `there is no hook "${name}": ${absent}`;
  const snake = name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
  // Two words: an app's own `handler` or `setup` is near to no hook that it could be mistaken for.
  if (!snake.includes("_")) return undefined;
  const meant = HOOK_NAMES.find(hook => hook.startsWith(snake) || snake.startsWith(hook)) ?? suggest(snake, HOOK_NAMES);
  return meant === undefined ? undefined : `there is no hook "${name}". Did you mean "${meant}"?`;
}
