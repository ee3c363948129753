// `seatstack restart`: new processes for everything that can be replaced without losing a request.
import { codeOf, EXIT } from "@seatstack/shared/errors";
import { refusedBy, say, settle, tellTier, type Outcome } from "../ask.ts";
import type { Command, CommandContext } from "../command.ts";
import { DEFAULT_PATIENCE, PATIENCE_OPTION, readPatience, reloadAndWait } from "../reloading.ts";
import { meansSystem } from "../systemd/detect.ts";
import { upgradeApp } from "../upgrading.ts";

/** The tier's supervisor, or its version, allows no second program: new workers are the next best. */
const NO_UPGRADE: ReadonlySet<string> = new Set(["SUPERVISED", "NOT_SUPPORTED"]);

export const restart: Command = {
  name: "restart",
  summary: "start both tiers anew, as far as no request is lost",
  usage: "restart [--timeout TIME]",
  examples: [
    { line: "sudo seatstack restart", does: "under systemd: both services, while their sockets stay open" },
    { line: "seatstack restart", does: "elsewhere: a new program or new workers for the app, a reload of the edge" },
  ],
  options: { timeout: { ...PATIENCE_OPTION, help: `How long it may take; default ${DEFAULT_PATIENCE}` } },
  exitCodes: {
    0: "everything that runs is new and serves",
    1: "no tier runs, or what is new does not start; the old one goes on where there is one",
    2: "a setting is wrong; the old settings stay",
  },
  async run(context) {
    const patience = readPatience("restart", context.options);
    if (meansSystem(context)) return (await import("../systemd/restart.ts")).restartServices(context, patience);
    const edge = await tellTier(context, "edge", { op: "reload" });
    const app = await restartApp(context, patience);
    return settle(context, edge, app);
  },
};

async function restartApp(context: CommandContext, patience: number): Promise<Outcome> {
  try {
    const { before, after } = await upgradeApp(context.paths, patience, false);
    say(context, "app", `restarted: process ${after} serves, process ${before} has ended`);
    return EXIT.ok;
  } catch (error) {
    if (NO_UPGRADE.has(codeOf(error) ?? "")) return reloadAndWait(context, patience);
    return refusedBy(context, "app", error);
  }
}
