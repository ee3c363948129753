// Which front is started, and which drain: one that serves is there at every moment. Pure.
import { isLive, type ChildRecord } from "./worker-table.ts";

export interface FrontPlan {
  readonly start: boolean;
  readonly drain: readonly ChildRecord[];
}

/**
 * `stale`: ids of fronts whose sockets are not those of now. They drain when another is ready. One that drains already, told
 * by whomever, may take its graceful_timeout for a last download: who comes meanwhile is served by the next.
 */
export function frontPlan(fronts: readonly ChildRecord[], stale: ReadonlySet<number>): FrontPlan {
  const live = fronts.filter(isLive);
  const fresh = live.filter(({ id }) => !stale.has(id));
  const ready = fresh.some(({ state }) => state === "ready");
  return { start: fresh.length === 0, drain: ready ? live.filter(({ id }) => stale.has(id)) : [] };
}
