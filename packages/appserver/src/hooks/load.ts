// From the settings to the hooks: those of the app's module, then those of the module that `app.hooks` names.
import type { Config } from "@seatstack/shared/config/schema";
import { EXIT, messageOf, SeatstackError } from "@seatstack/shared/errors";
import type { Logger } from "@seatstack/shared/logger";
import { importAppModule } from "../worker/app-module.ts";
import { HookSet, warnOfUnknown, type HookModule } from "./hook-set.ts";

/**
 * `exported` is the namespace of the app's module. With `warn`, exports that look like misspelled hooks are said in the
 * log. Rejects with HOOKS_LOAD (exit 4); its cause has the stack.
 */
export async function loadHooks(app: Config["app"], exported: object, log: Logger, warn = false): Promise<HookSet> {
  const modules: HookModule[] = [{ source: app.module, exported }];
  if (app.hooks !== "") modules.push({ source: app.hooks, exported: await importHooks(app.hooks) });
  if (warn) for (const module of modules) warnOfUnknown(module, log);
  return new HookSet(modules);
}

async function importHooks(name: string): Promise<object> {
  try {
    return await importAppModule({}, name);
  } catch (error) {
    // What it says of the app is not what happened here.
    const cause = error instanceof SeatstackError ? (error.cause ?? error) : error;
    throw new SeatstackError("HOOKS_LOAD", `cannot load the hooks "${name}": ${messageOf(cause)}`, {
      fix: "Correct app.hooks or that module; the stack is in the log.",
      exitCode: EXIT.appLoad,
      cause,
    });
  }
}
