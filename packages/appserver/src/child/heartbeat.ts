// A child's tick in shared memory, and the watchdog thread that reads it.
import { launchThread } from "@seatstack/shared/launch";
import type { WatchdogData, WatchdogMessage } from "../watchdog-thread.ts";

/** Milliseconds between two ticks. */
const TICK = 100;

export interface Heartbeat {
  /** Worst delay of the event loop since the last call, milliseconds. */
  takeLag(): number;
}

/**
 * Starts ticking. The thread kills this process when the loop is silent for `timeout` ms, and calls `onOrphaned` when
 * `arbiter` is not its parent any more.
 */
export function startHeartbeat(arbiter: number, timeout: number, onOrphaned: () => void): Heartbeat {
  const shared = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const tick = new Int32Array(shared);
  let due = performance.now() + TICK;
  let worst = 0;
  setInterval(() => {
    const now = performance.now();
    worst = Math.max(worst, now - due);
    due = now + TICK;
    Atomics.add(tick, 0, 1);
  }, TICK).unref();
  const data: WatchdogData = { tick: shared, arbiter, timeout };
  const watchdog = launchThread("watchdog", data, { resourceLimits: { maxOldGenerationSizeMb: 64 } });
  watchdog.on("message", (message: WatchdogMessage) => {
    if (message === "orphaned") onOrphaned();
  });
  watchdog.unref();
  return {
    takeLag() {
      const lag = Math.round(worst);
      worst = 0;
      return lag;
    },
  };
}
