// `seatstack reload`: the tiers that run read the config again; the app's workers are replaced one at a time.
import { settle, tellTier } from "../ask.ts";
import type { Command } from "../command.ts";
import { DEFAULT_PATIENCE, PATIENCE_OPTION, readPatience, reloadAndWait } from "../reloading.ts";

export const reload: Command = {
  name: "reload",
  summary: "read the config again and replace the workers without losing a request",
  usage: "reload [--wait] [--timeout TIME]",
  examples: [
    { line: "seatstack reload", does: "returns once the tiers that run have accepted the config" },
    { line: "seatstack reload --wait", does: "returns once every worker is new, or says why not" },
    { line: "kill -HUP $ARBITER_PID", does: "the app tier alone, by signal" },
  ],
  options: {
    wait: { type: "boolean", help: "Wait until all workers are new" },
    timeout: { ...PATIENCE_OPTION, help: `How long --wait waits; default ${DEFAULT_PATIENCE}` },
  },
  exitCodes: {
    0: "accepted by every tier that runs; with --wait: finished",
    1: "no tier runs, or the new workers do not start and the old ones keep serving",
    2: "a setting is wrong; the old settings stay",
  },
  async run(context) {
    const patience = readPatience("reload", context.options);
    // One tier's trouble is no reason not to ask the other.
    const edge = await tellTier(context, "edge", { op: "reload" });
    const app =
      context.options["wait"] === true
        ? await reloadAndWait(context, patience)
        : await tellTier(context, "app", { op: "reload" });
    return settle(context, edge, app);
  },
};
