// Sends a tier one command, and prints what it says to it.
import { controlRequest } from "@seatstack/shared/control/client";
import type { ControlRequest } from "@seatstack/shared/control/protocol";
import { EXIT, SeatstackError, type ExitCode } from "@seatstack/shared/errors";
import type { CommandContext } from "./command.ts";

/** A tier answers a command at once, unless it is asked to wait. Milliseconds. */
const REPLY_TIMEOUT = 10_000;

/** Requests that are answered with a message. */
type Order = Extract<ControlRequest, { op: "reload" | "upgrade" | "reopen" | "scale" | "stop" }>;

/** The exit code for what came of it; a refusal is printed, not thrown. */
export async function tellTier(
  context: CommandContext,
  tier: "edge" | "app",
  order: Order,
  timeout = REPLY_TIMEOUT,
): Promise<ExitCode> {
  try {
    const { message } = await controlRequest(context.paths[tier].control, order, timeout);
    say(context, tier, message);
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof SeatstackError)) throw error;
    complain(context, tier, error);
    return error.exitCode;
  }
}

export function say({ json, terminal }: CommandContext, tier: string, message: string): void {
  terminal.out(json ? `${JSON.stringify({ ok: true, tier, message })}\n` : `${tier}: ${message}\n`);
}

export function complain({ json, terminal }: CommandContext, tier: string, error: SeatstackError): void {
  const { code, message, fix } = error;
  if (json) terminal.out(`${JSON.stringify({ ok: false, tier, code, message, fix })}\n`);
  else terminal.err(`${tier}: ${message}\n${fix === undefined ? "" : `  ${fix}\n`}`);
}
