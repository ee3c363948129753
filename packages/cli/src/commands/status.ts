// `seatstack status`: what runs, how it fares, and what to do about what does not.
import { EXIT, type ExitCode } from "@seatstack/shared/errors";
import type { Command } from "../command.ts";
import { statusReport } from "../status-report.ts";
import { askTiers, type Tiers } from "../tiers.ts";

export const status: Command = {
  name: "status",
  summary: "show both tiers and every worker",
  usage: "status [--json]",
  examples: [
    { line: "seatstack status", does: "a table for people" },
    { line: "seatstack status --json", does: "the same for a script" },
    { line: "watch -n1 seatstack status", does: "follow a reload" },
  ],
  options: {},
  exitCodes: { 0: "both tiers run", 1: "a tier is down or fails to start its workers" },
  async run({ paths, json, terminal }) {
    const tiers = await askTiers(paths);
    terminal.out(json ? `${JSON.stringify(asJson(tiers))}\n` : statusReport(tiers, terminal, Date.now()));
    return exitCodeOf(tiers);
  },
};

function exitCodeOf({ edge, app }: Tiers): ExitCode {
  const fine = "status" in edge && "status" in app && app.status.state !== "failing";
  return fine ? EXIT.ok : EXIT.failure;
}

/** A tier that is down is null; why is in `errors`. */
function asJson(tiers: Tiers): object {
  const errors = (["edge", "app"] as const).flatMap(tier => {
    const answer = tiers[tier];
    if ("status" in answer) return [];
    const { code, message, fix } = answer.error;
    return [{ tier, code, message, fix }];
  });
  const { edge, app } = tiers;
  return { edge: "status" in edge ? edge.status : null, app: "status" in app ? app.status : null, errors };
}
