// Whether the app tier can serve, in a word: for load balancers, and for people at 2 a.m.
import type { AppStatus } from "@seatstack/shared/control/protocol";

export interface Health {
  readonly healthy: boolean;
  /** One line. */
  readonly word: string;
}

/** Healthy while the wanted web workers and the front are ready; a reload under way is no fault. */
export function healthOf({ state, target, workers }: AppStatus): Health {
  const ready = (kind: "web" | "front"): number =>
    workers.filter(worker => worker.kind === kind && worker.state === "ready").length;
  if (state === "stopping" || state === "failing" || state === "resting") return { healthy: false, word: state };
  if (ready("web") < target) {
    const word = state === "starting" ? "starting" : "degraded";
    return { healthy: false, word: `${word}: ${ready("web")} of ${target} workers ready` };
  }
  return ready("front") > 0 ? { healthy: true, word: "ok" } : { healthy: false, word: "degraded: no front" };
}
