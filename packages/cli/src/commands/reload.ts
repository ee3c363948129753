// `seatstack reload`: both tiers read the config again; the app's workers are replaced one at a time.
import { setTimeout as sleep } from "node:timers/promises";
import { controlRequest } from "@seatstack/shared/control/client";
import type { AppStatus } from "@seatstack/shared/control/protocol";
import { EXIT, SeatstackError, type ExitCode } from "@seatstack/shared/errors";
import type { Paths } from "@seatstack/shared/paths";
import { parseTime } from "@seatstack/shared/config/fields";
import { textOption, usage } from "../args.ts";
import type { Command, CommandContext } from "../command.ts";
import { askTiers } from "../tiers.ts";

const REPLY_TIMEOUT = 10_000;
const POLL = 100;

export const reload: Command = {
  name: "reload",
  summary: "read the config again and replace the workers without losing a request",
  usage: "reload [--wait] [--timeout TIME]",
  examples: [
    { line: "seatstack reload", does: "returns once both tiers have accepted the config" },
    { line: "seatstack reload --wait", does: "returns once every worker is new, or says why not" },
    { line: "kill -HUP $ARBITER_PID", does: "the app tier alone, by signal" },
  ],
  options: {
    wait: { type: "boolean", help: "Wait until all workers are new" },
    timeout: { type: "string", value: "TIME", help: "How long --wait waits; default 5m" },
  },
  exitCodes: {
    0: "accepted; with --wait: finished",
    1: "a tier is down, or the new workers do not start and the old ones keep serving",
    2: "a setting is wrong; the old settings stay",
  },
  async run(context) {
    const patience = readTimeout(textOption(context.options, "timeout"));
    const before = await askTiers(context.paths, REPLY_TIMEOUT);
    const edge = await reloadTier("edge", context.paths.edge.control, context);
    const app = await reloadTier("app", context.paths.app.control, context);
    if (app === EXIT.ok && context.options["wait"] === true && "status" in before.app) {
      await untilRolled(context.paths, before.app.status.generation, patience);
      say(context, "app", "reload finished: all workers are new");
    }
    return edge === EXIT.ok ? app : edge;
  },
};

function readTimeout(text = "5m"): number {
  const timeout = parseTime(text);
  if (timeout === undefined || timeout === 0) {
    throw usage(`reload: --timeout "${text}" is no time`, 'Write it like "30s" or "5m".');
  }
  return timeout;
}

/** Tells what the tier answers; the other tier is asked all the same. */
async function reloadTier(tier: string, path: string, context: CommandContext): Promise<ExitCode> {
  try {
    const { message } = await controlRequest(path, { op: "reload" }, REPLY_TIMEOUT);
    say(context, tier, message);
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof SeatstackError)) throw error;
    context.terminal.err(`${tier}: ${error.message}\n${error.fix === undefined ? "" : `  ${error.fix}\n`}`);
    return error.exitCode;
  }
}

function say({ json, terminal }: CommandContext, tier: string, message: string): void {
  terminal.out(json ? `${JSON.stringify({ tier, message })}\n` : `${tier}: ${message}\n`);
}

/** The arbiter goes back to the old generation when the new one cannot start. */
async function untilRolled(paths: Paths, generation: number, patience: number): Promise<void> {
  const deadline = performance.now() + patience;
  let status = await appStatus(paths);
  while (status.state === "reloading" || status.state === "starting") {
    if (performance.now() > deadline) {
      throw new SeatstackError("RELOAD_TIMEOUT", "the reload has not finished; it goes on", {
        fix: "Watch it with `seatstack status` and `seatstack logs -f`.",
      });
    }
    await sleep(POLL);
    status = await appStatus(paths);
  }
  if (status.generation !== generation) return;
  throw new SeatstackError("RELOAD_FAILED", `reload failed: ${status.lastError ?? "the new workers did not start"}`, {
    fix: "The old workers keep serving. Look at `seatstack logs`.",
  });
}

async function appStatus(paths: Paths): Promise<AppStatus> {
  const { app } = await askTiers(paths, REPLY_TIMEOUT);
  if ("error" in app) throw app.error;
  return app.status;
}
