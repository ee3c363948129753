// The per-address rate limit: GCRA (ITU-T I.371, 4.1) on a set-associative table that all threads share.
import { lock, unlock } from "./lock.ts";
import { RATE_ENTRIES, WAYS, type Layout } from "./layout.ts";
import type { RateLimiter, RateVerdict, ZoneKey } from "./types.ts";

/**
 * An entry is a key and its theoretical arrival time (TAT): when the bucket will be full again. An entry whose TAT has
 * passed says no more than an absent one, so only such a one gives up its place. When all of a set are live, a stranger
 * is judged by the set's own overflow entry, with the same rate for all strangers of that set together: nobody who
 * floods can be pushed out by others, and nobody gets more for being new. The hash is seeded, so nobody can aim at a set.
 */
export function rateLimiter(layout: Layout, holder: number): RateLimiter {
  const { rateLocks, rateKeys, rateTimes, rateSets } = layout;

  const find = (first: number, key: ZoneKey, now: number): number => {
    let expired = -1;
    let oldest = Infinity;
    for (let entry = first; entry < first + WAYS; entry++) {
      if (rateKeys[entry * 2] === key.high && rateKeys[entry * 2 + 1] === key.low) return entry;
      const tat = rateTimes[entry] ?? 0;
      if (tat > now || tat >= oldest) continue;
      oldest = tat;
      expired = entry;
    }
    if (expired === -1) return first + WAYS;
    rateKeys[expired * 2] = key.high;
    rateKeys[expired * 2 + 1] = key.low;
    rateTimes[expired] = 0;
    return expired;
  };

  return {
    take(key, rate, burst, now, verdict) {
      const set = key.low & (rateSets - 1);
      lock(rateLocks, set, holder);
      const entry = find(set * RATE_ENTRIES, key, now);
      rateTimes[entry] = judge(rateTimes[entry] ?? 0, 1000 / rate, burst, now, verdict);
      unlock(rateLocks, set);
      return verdict;
    },
  };
}

/** Returns the new TAT. `interval` is ms per request. */
export function judge(tat: number, interval: number, burst: number, now: number, verdict: RateVerdict): number {
  const base = Math.max(tat, now);
  const ahead = base - now;
  const tolerance = interval * burst;
  // Half a microsecond forgives what doubles cannot hold of 1000 / rate.
  const allowed = ahead <= tolerance + 0.0005;
  const next = allowed ? base + interval : tat;
  const left = tolerance + interval - (next - now);
  verdict.allowed = allowed;
  verdict.remaining = Math.max(0, Math.floor(left / interval + 1e-6));
  verdict.retryAfterMs = allowed ? 0 : ahead - tolerance;
  verdict.resetMs = Math.max(0, next - now);
  return next;
}
