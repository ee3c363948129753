// Waits for the end of a reload of the app tier, and tells how far it is.
import { parseTime } from "@seatstack/shared/config/fields";
import { controlRequest } from "@seatstack/shared/control/client";
import { codeOf, EXIT, SeatstackError } from "@seatstack/shared/errors";
import { textOption, usage } from "./args.ts";
import { refusedBy, say, type Outcome } from "./ask.ts";
import type { CommandContext, OptionSpec, OptionValues } from "./command.ts";

export const DEFAULT_PATIENCE = "5m";
export const PATIENCE_OPTION = { type: "string", value: "TIME" } as const satisfies Omit<OptionSpec, "help">;

const STATUS_TIMEOUT = 2000;
/** What takes longer than this tells how far it is. Milliseconds. */
const PROGRESS_INTERVAL = 1000;

/** Milliseconds of --timeout. Throws USAGE. */
export function readPatience(command: string, options: OptionValues): number {
  const text = textOption(options, "timeout") ?? DEFAULT_PATIENCE;
  const timeout = parseTime(text);
  if (timeout !== undefined && timeout > 0) return timeout;
  throw usage(`${command}: --timeout "${text}" is no time`, 'Write it like "30s" or "5m".');
}

/** Reloads the app tier; returns when every worker is new, or when it is known that they will not be. */
export async function reloadAndWait(context: CommandContext, patience: number): Promise<Outcome> {
  const stop = showProgress(context);
  try {
    const { message } = await controlRequest(context.paths.app.control, { op: "reload", wait: true }, patience);
    say(context, "app", message);
    return EXIT.ok;
  } catch (error) {
    return refusedBy(context, "app", codeOf(error) === "CONTROL_TIMEOUT" ? unfinished() : error);
  } finally {
    stop();
  }
}

function unfinished(): SeatstackError {
  return new SeatstackError("RELOAD_TIMEOUT", "the reload has not finished; it goes on", {
    fix: "Watch it with `seatstack status` and `seatstack logs -f`.",
  });
}

/** For a person who waits: each step, once. */
function showProgress({ json, paths, terminal }: CommandContext): () => void {
  if (json || !terminal.isTerminal) return () => undefined;
  let last = "";
  const look = async (): Promise<void> => {
    const { status } = await controlRequest(paths.app.control, { op: "status" }, STATUS_TIMEOUT);
    if (status.tier !== "app" || status.rollout === undefined) return;
    const step = `app: ${status.rollout.ready} of ${status.rollout.of} workers new …\n`;
    if (step !== last) terminal.err(step);
    last = step;
  };
  const timer = setInterval(() => void look().catch(() => undefined), PROGRESS_INTERVAL);
  return () => clearInterval(timer);
}
