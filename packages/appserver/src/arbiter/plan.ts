// The next step from the workers that exist to those that are wanted. Pure; the arbiter repeats it until there is none.
import { isLive, type ChildRecord } from "./worker-table.ts";

export interface Goal {
  /** 0 only where an upgrade let the workers go (WINCH). */
  readonly target: number;
  readonly generation: number;
}

export type Step =
  /** replacement: one is missing; otherwise it is the extra worker of a rolling replacement. */
  | { readonly do: "start"; readonly replacement: boolean }
  | { readonly do: "drain"; readonly id: number; readonly why: "old generation" | "recycle" | "surplus" };

/** Workers beyond those wanted that may drain before a reload waits for one to be gone. */
const DRAINING_ROOM = 2;

/**
 * Keeps at least `target` workers ready at every moment of a rolling reload: at most one worker boots as an extra, and
 * one that has to leave drains only when more than `target` are ready. What is recycled (max_requests, max_rss) leaves in
 * the same way, so never all at once. On scaling down the oldest leaves first, as in gunicorn, but one that still boots
 * before any that serves.
 */
export function nextStep(workers: readonly ChildRecord[], goal: Goal): Step | undefined {
  const live = workers.filter(isLive);
  const leaving = [
    ...live.filter(record => record.generation !== goal.generation),
    ...live.filter(record => record.generation === goal.generation && record.recycle !== undefined),
  ];
  const oldBooting = leaving.find(record => record.state === "starting");
  if (oldBooting) return { do: "drain", id: oldBooting.id, why: "old generation" };
  if (live.length < goal.target) return { do: "start", replacement: true };
  return leaving.length > 0 ? rollStep(workers, leaving, goal) : shrinkStep(live, goal);
}

function rollStep(workers: readonly ChildRecord[], leaving: readonly ChildRecord[], goal: Goal): Step | undefined {
  const live = workers.filter(isLive);
  const ready = live.filter(record => record.state === "ready");
  const [next] = leaving;
  if (ready.length > goal.target && next) {
    return { do: "drain", id: next.id, why: next.generation === goal.generation ? "recycle" : "old generation" };
  }
  const booting = live.some(record => record.state === "starting");
  // Reload after reload while the old ones take their graceful_timeout must not pile up processes.
  const crowded = workers.length - live.length > goal.target + DRAINING_ROOM;
  return booting || crowded ? undefined : { do: "start", replacement: false };
}

function shrinkStep(live: readonly ChildRecord[], goal: Goal): Step | undefined {
  if (live.length <= goal.target) return undefined;
  const victim = live.findLast(record => record.state === "starting") ?? live[0];
  return victim && { do: "drain", id: victim.id, why: "surplus" };
}
