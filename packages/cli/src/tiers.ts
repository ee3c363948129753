// Asks both tiers of an installation, and keeps what each answered or why it did not.
import { controlRequest } from "@seatstack/shared/control/client";
import type { AppStatus, EdgeStatus, TierStatus } from "@seatstack/shared/control/protocol";
import { SeatstackError } from "@seatstack/shared/errors";
import type { Paths } from "@seatstack/shared/paths";

/** A tier that does not answer within this is as good as down. Milliseconds. */
const STATUS_TIMEOUT = 5000;

/** What a tier said, or why it said nothing. */
export type Answer<T> = { readonly status: T } | { readonly error: SeatstackError };

export interface Tiers {
  readonly edge: Answer<EdgeStatus>;
  readonly app: Answer<AppStatus>;
}

/** Both at once; never rejects for a tier that is down. */
export async function askTiers(paths: Paths, timeout = STATUS_TIMEOUT): Promise<Tiers> {
  const [edge, app] = await Promise.all([ask(paths.edge.control, timeout), ask(paths.app.control, timeout)]);
  return { edge: ofTier(edge, "edge"), app: ofTier(app, "app") };
}

async function ask(path: string, timeout: number): Promise<Answer<TierStatus>> {
  try {
    return { status: (await controlRequest(path, { op: "status" }, timeout)).status };
  } catch (error) {
    if (error instanceof SeatstackError) return { error };
    throw error;
  }
}

function ofTier<T extends TierStatus["tier"]>(
  answer: Answer<TierStatus>,
  tier: T,
): Answer<Extract<TierStatus, { tier: T }>> {
  if ("error" in answer) return answer;
  const { status } = answer;
  if (status.tier === tier) return { status: status as Extract<TierStatus, { tier: T }> };
  return { error: new SeatstackError("BAD_REPLY", `the ${tier}'s control socket answers as ${status.tier}`) };
}
