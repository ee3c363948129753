// Calls a hook so that nothing it does reaches the caller: what it throws is logged, what hangs is given up.
import type { Logger } from "@seatstack/shared/logger";
import type { HookFunction, HookSet } from "./hook-set.ts";
import type { HookName } from "./names.ts";

/**
 * Calls the functions of a hook one after the other; each may take its share of `limit` ms and then goes on alone. Never
 * rejects. Only code that blocks the event loop can hold it up.
 */
export async function runHook(
  hooks: HookSet,
  name: HookName,
  args: readonly unknown[],
  log: Logger,
  limit: number,
): Promise<void> {
  const functions = hooks.of(name);
  for (const hook of functions) await settle(hook, name, args, log, limit / functions.length);
}

/** Calls the functions of a hook without waiting for what they return; a rejection is logged. */
export function fireHook(hooks: HookSet, name: HookName, args: readonly unknown[], log: Logger): void {
  for (const hook of hooks.of(name)) {
    const result = start(hook, name, args, log);
    if (result !== undefined) void result;
  }
}

async function settle(
  hook: HookFunction,
  name: HookName,
  args: readonly unknown[],
  log: Logger,
  limit: number,
): Promise<void> {
  const result = start(hook, name, args, log);
  if (result === undefined) return;
  const late = Promise.withResolvers<"late">();
  const timer = setTimeout(() => late.resolve("late"), limit);
  const outcome = await Promise.race([result, late.promise]);
  clearTimeout(timer);
  if (outcome !== "late") return;
  const fields = { hook: name, module: hook.source };
  log.error(fields, `the hook ${name} is not done after ${Math.round(limit)} ms: going on without it`);
}

/** What is to be waited for, if anything; it never rejects. */
function start(
  hook: HookFunction,
  name: HookName,
  args: readonly unknown[],
  log: Logger,
): Promise<unknown> | undefined {
  const failed = (error: unknown): void => {
    log.error({ err: error, hook: name, module: hook.source }, `the hook ${name} failed`);
  };
  try {
    const result = hook.invoke(args);
    return isThenable(result) ? Promise.resolve(result).catch(failed) : undefined;
  } catch (error) {
    failed(error);
    return undefined;
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
