// `seatstack restart` under systemd: both services anew. Their sockets stay open, so that whoever connects meanwhile waits.
import { setTimeout as sleep } from "node:timers/promises";
import { EXIT, SeatstackError, type ExitCode } from "@seatstack/shared/errors";
import { say } from "../ask.ts";
import type { CommandContext } from "../command.ts";
import { askTiers } from "../tiers.ts";
import { runOrFail } from "./systemctl.ts";
import { SERVICES } from "./units.ts";

const POLL = 200;

/** Rejects with PROGRAM_FAILED or RESTART_TIMEOUT. */
export async function restartServices(context: CommandContext, patience: number): Promise<ExitCode> {
  const deadline = performance.now() + patience;
  for (const service of SERVICES) await runOrFail("systemctl", ["restart", service]);
  for (;;) {
    const { edge, app } = await askTiers(context.paths);
    if ("status" in edge && "status" in app && edge.status.state === "running" && app.status.state === "running") break;
    if (performance.now() > deadline) {
      throw new SeatstackError("RESTART_TIMEOUT", "the services have restarted, but do not serve yet", {
        fix: "`seatstack status` shows what is missing, `seatstack logs` why.",
      });
    }
    await sleep(POLL);
  }
  say(context, "edge", "restarted");
  say(context, "app", "restarted");
  return EXIT.ok;
}
