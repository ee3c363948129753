// The next step from the workers that exist to those that are wanted. Pure; the arbiter repeats it until there is none.
import { isLive, type ChildRecord } from "./worker-table.ts";

export interface Goal {
  readonly target: number;
  readonly generation: number;
}

export type Step =
  /** replacement: one is missing; otherwise it is the extra worker of a rolling reload. */
  | { readonly do: "start"; readonly replacement: boolean }
  | { readonly do: "drain"; readonly id: number; readonly why: "old generation" | "surplus" };

/**
 * Keeps at least `target` workers ready at every moment of a rolling reload: at most one worker of the new generation
 * boots as an extra, and an old one drains only when more than `target` are ready. On scaling down the oldest leaves
 * first, as in gunicorn, but one that still boots before any that serves.
 */
export function nextStep(workers: readonly ChildRecord[], goal: Goal): Step | undefined {
  const live = workers.filter(isLive);
  const old = live.filter(record => record.generation !== goal.generation);
  const oldBooting = old.find(record => record.state === "starting");
  if (oldBooting) return { do: "drain", id: oldBooting.id, why: "old generation" };
  if (live.length < goal.target) return { do: "start", replacement: true };
  return old.length > 0 ? rollStep(live, old, goal) : shrinkStep(live, goal);
}

function rollStep(live: readonly ChildRecord[], old: readonly ChildRecord[], goal: Goal): Step | undefined {
  const ready = live.filter(record => record.state === "ready");
  const oldest = old[0];
  if (ready.length > goal.target && oldest) return { do: "drain", id: oldest.id, why: "old generation" };
  const booting = live.some(record => record.state === "starting");
  return booting ? undefined : { do: "start", replacement: false };
}

function shrinkStep(live: readonly ChildRecord[], goal: Goal): Step | undefined {
  if (live.length <= goal.target) return undefined;
  const victim = live.findLast(record => record.state === "starting") ?? live[0];
  return victim && { do: "drain", id: victim.id, why: "surplus" };
}
