// Sends a tier one command, and prints what it says to it.
import { controlRequest } from "@seatstack/shared/control/client";
import type { ControlRequest } from "@seatstack/shared/control/protocol";
import { EXIT, SeatstackError, type ExitCode } from "@seatstack/shared/errors";
import type { CommandContext } from "./command.ts";

/** A tier answers a command at once, unless it is asked to wait. Milliseconds. */
const REPLY_TIMEOUT = 10_000;

type TierName = "edge" | "app";

/** Requests that are answered with a message. */
type Order = Extract<ControlRequest, { op: "reload" | "upgrade" | "reopen" | "scale" | "stop" }>;

/** What came of it: an exit code, or why the tier is not there at all. */
export type Outcome = ExitCode | SeatstackError;

/** A refusal is printed, not thrown; that the tier does not run is returned, for `settle` to judge. */
export async function tellTier(
  context: CommandContext,
  tier: TierName,
  order: Order,
  timeout = REPLY_TIMEOUT,
): Promise<Outcome> {
  try {
    const { message } = await controlRequest(context.paths[tier].control, order, timeout);
    say(context, tier, message);
    return EXIT.ok;
  } catch (error) {
    return refusedBy(context, tier, error);
  }
}

/** The outcome of an order that failed, printed unless the tier does not run. Throws what is no refusal. */
export function refusedBy(context: CommandContext, tier: TierName, error: unknown): Outcome {
  if (!(error instanceof SeatstackError)) throw error;
  if (error.code === "NOT_RUNNING") return error;
  complain(context, tier, error);
  return error.exitCode;
}

/**
 * The exit code of an order to both tiers. One tier alone is a way to run (`seatstack app` behind nginx): that the other is
 * not there is said, and no failure; that none is there is one.
 */
export function settle(context: CommandContext, edge: Outcome, app: Outcome): ExitCode {
  if (!isDown(edge) && !isDown(app)) return edge === EXIT.ok ? app : edge;
  if (!isDown(app)) return skip(context, "edge", app);
  if (!isDown(edge)) return skip(context, "app", edge);
  complain(context, "edge", edge);
  complain(context, "app", app);
  return EXIT.failure;
}

function isDown(outcome: Outcome): outcome is SeatstackError {
  return outcome instanceof SeatstackError;
}

/** `other` is what came of the tier that runs. */
function skip({ json, terminal }: CommandContext, tier: TierName, other: ExitCode): ExitCode {
  const message = "not running, left out";
  const line = { ok: false, tier, code: "NOT_RUNNING", message };
  terminal.out(json ? `${JSON.stringify(line)}\n` : `${tier}: ${message}\n`);
  return other;
}

export function say({ json, terminal }: CommandContext, tier: string, message: string): void {
  terminal.out(json ? `${JSON.stringify({ ok: true, tier, message })}\n` : `${tier}: ${message}\n`);
}

export function complain({ json, terminal }: CommandContext, tier: string, error: SeatstackError): void {
  const { code, message, fix } = error;
  if (json) terminal.out(`${JSON.stringify({ ok: false, tier, code, message, fix })}\n`);
  else terminal.err(`${tier}: ${message}\n${fix === undefined ? "" : `  ${fix}\n`}`);
}
