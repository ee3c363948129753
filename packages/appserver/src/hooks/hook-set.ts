// The hooks that modules export: the app's own module first, then the operator's.
import type { Logger } from "@seatstack/shared/logger";
import { HOOK_NAMES, hookComplaint, isHookName, type HookName } from "./names.ts";

/** One exported function. */
export interface HookFunction {
  /** The module that exports it, for log lines. */
  readonly source: string;
  invoke(args: readonly unknown[]): unknown;
}

/** A module with hooks: its namespace, and the name that the log knows it by. */
export interface HookModule {
  readonly source: string;
  readonly exported: object;
}

export class HookSet {
  readonly #functions = new Map<HookName, HookFunction[]>();

  /** What one module exports is found among its named exports first, then on its default object. */
  constructor(modules: readonly HookModule[] = []) {
    for (const { source, exported } of modules) {
      for (const name of HOOK_NAMES) this.#add(name, source, [exported, defaultOf(exported)]);
    }
  }

  has(name: HookName): boolean {
    return this.#functions.has(name);
  }

  /** In the order in which they are called. */
  of(name: HookName): readonly HookFunction[] {
    return this.#functions.get(name) ?? [];
  }

  #add(name: HookName, source: string, owners: readonly (object | undefined)[]): void {
    const owner = owners.find(candidate => candidate !== undefined && name in candidate);
    const value = owner === undefined ? undefined : (owner as Record<string, unknown>)[name];
    if (typeof value !== "function") return;
    const hook: HookFunction = {
      source,
      invoke: args => Reflect.apply(value, owner, args) as unknown,
    };
    this.#functions.set(name, [...this.of(name), hook]);
  }
}

/** One warning for each export that was most likely meant to be a hook. */
export function warnOfUnknown({ source, exported }: HookModule, log: Logger): void {
  // A CommonJS module's exports are both its default object and its names.
  const exports = { ...plainDefault(exported), ...exported };
  for (const [name, value] of Object.entries(exports)) {
    const complaint = typeof value === "function" ? hookComplaint(name) : misuse(name);
    if (complaint !== undefined) log.warn({ module: source }, complaint);
  }
}

function misuse(name: string): string | undefined {
  return isHookName(name) ? `the hook "${name}" is not a function` : undefined;
}

/** A default export may be anything: a handler, an app, or an object with hooks. */
function defaultOf(exported: object): object | undefined {
  const value = (exported as Record<string, unknown>)["default"];
  const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
  return isObject ? value : undefined;
}

/** Only what was written as an object of exports: frameworks' apps have methods of their own. */
function plainDefault(exported: object): object | undefined {
  const value = defaultOf(exported);
  return value !== undefined && Object.getPrototypeOf(value) === Object.prototype ? value : undefined;
}
