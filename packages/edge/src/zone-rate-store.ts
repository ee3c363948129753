// The zone's leaky bucket as a store of @fastify/rate-limit, in place of its fixed windows.
import type { FastifyRateLimitStore } from "@fastify/rate-limit";
import type { RateVerdict, Zone } from "@seatstack/shared/zone/types";

export interface ZoneStoreOptions {
  readonly zone: Zone;
  /** Bucket in the zone: each has limits of its own. */
  readonly bucket: string;
  /** Requests per second. */
  readonly rate: number;
  readonly burst: number;
  /** The zone's clock, ms. */
  readonly now: () => number;
}

/** A store class bound to a bucket: @fastify/rate-limit makes its own instances. */
export function zoneStore(options: ZoneStoreOptions) {
  const verdict: RateVerdict = { allowed: true, remaining: 0, retryAfterMs: 0, resetMs: 0 };
  const { zone, bucket, rate, burst, now } = options;
  return class ZoneStore implements FastifyRateLimitStore {
    /** `max` of the plugin must be burst + 1: it refuses what is counted above that. */
    incr(key: string, callback: (error: Error | null, result?: { current: number; ttl: number }) => void): void {
      zone.limiter.take(zone.key(key, bucket), rate, burst, now(), verdict);
      const current = verdict.allowed ? burst + 1 - verdict.remaining : burst + 2;
      callback(null, { current, ttl: verdict.allowed ? verdict.resetMs : verdict.retryAfterMs });
    }

    child(): ZoneStore {
      return this;
    }
  };
}
