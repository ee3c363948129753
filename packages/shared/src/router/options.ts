// What a router is made of: limits, times and the slot counter that it shares with others.
import type { Clock } from "../link/clock.ts";
import type { HealthOptions } from "../link/health.ts";
import type { Logger } from "../logger.ts";
import type { SlotCounter } from "./types.ts";

/** What a reload can change. Times in milliseconds. */
export interface RouterLimits {
  /** Requests that may wait for a slot; more fail with `queue-full`. */
  readonly queue: number;
  /** Longest wait for a slot. */
  readonly queueTimeout: number;
  /** From the (last) dispatch to a worker to its response head. */
  readonly upstreamTimeout: number;
}

export interface RouterOptions extends RouterLimits {
  readonly log: Logger;
  /** Default: a counter private to this router. Edge threads pass the zone's. */
  readonly slots?: SlotCounter;
  readonly health?: Partial<HealthOptions>;
  readonly clock?: Clock;
}
