// Slots in use of one router alone: the front's, and a router's in a test.
import type { Endpoint } from "../endpoints.ts";
import type { SlotCounter } from "./types.ts";

/** Counts by endpoint id. Nobody else takes or releases, so nobody is ever woken or waited for. */
export function privateSlots(): SlotCounter {
  const used = new Map<number, number>();
  const inUse = (endpoint: Endpoint) => used.get(endpoint.id) ?? 0;
  return {
    tryAcquire(endpoint) {
      const count = inUse(endpoint);
      if (count >= endpoint.slots) return false;
      used.set(endpoint.id, count + 1);
      return true;
    },
    release: endpoint => void used.set(endpoint.id, Math.max(0, inUse(endpoint) - 1)),
    forget: endpoint => void used.delete(endpoint.id),
    inUse,
    onReleased: () => {},
    setWaiting: () => {},
    mayTake: () => true,
  };
}
