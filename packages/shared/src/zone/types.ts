// What the threads of an edge share: exact limits, slots and metrics in one SharedArrayBuffer.
import type { SlotCounter } from "../router/types.ts";

/** 64 bits of a seeded hash. Made once per connection, kept with it. */
export interface ZoneKey {
  readonly high: number;
  readonly low: number;
}

/** Reused by the caller, so that a check allocates nothing. */
export interface RateVerdict {
  allowed: boolean;
  /** Requests that would still pass at once. */
  remaining: number;
  /** Milliseconds until one request passes; 0 when allowed. */
  retryAfterMs: number;
  /** Milliseconds until the whole burst is free again. */
  resetMs: number;
}

export interface RateLimiter {
  /**
   * GCRA: takes one request of `key` out of a bucket that holds 1 + `burst` and refills at `rate` per second. `now` is
   * monotonic ms, the same clock in all threads. A refused request costs nothing. Writes and returns `verdict`.
   */
  take(key: ZoneKey, rate: number, burst: number, now: number, verdict: RateVerdict): RateVerdict;
}

/** What `open` returns instead of a ticket. */
export const REFUSED = -1;

export interface ConnectionCounter {
  /** Open connections of all threads. */
  readonly total: number;
  /** Takes a place; returns a ticket for `close`, or REFUSED when the address has `perAddress` or all have `overall`. */
  open(key: ZoneKey, perAddress: number, overall: number): number;
  close(ticket: number): void;
}

/** Names of the counters, in the order of their memory. Only ever grow, except those under `gauges`. */
export const COUNTERS = [
  "requests_1xx",
  "requests_2xx",
  "requests_3xx",
  "requests_4xx",
  "requests_5xx",
  "requests_499",
  "rate_limited",
  "connections_accepted",
  "connections_refused",
  "bytes_in",
  "bytes_out",
  "upstream_requests",
  "upstream_retries",
  "upstream_failures",
  "queue_full",
  "queue_timeout",
  "static_requests",
  "mount_requests",
  "tls_handshakes",
  "tls_failures",
] as const;
export type CounterName = (typeof COUNTERS)[number];

/** Latencies kept as log-linear histograms: four linear steps per power of two, from 1/8 ms to 2^17 ms. */
export const HISTOGRAMS = ["request", "queue", "upstream"] as const;
export type HistogramName = (typeof HISTOGRAMS)[number];

export interface HistogramSnapshot {
  /** Upper bounds in milliseconds, ascending; the last is Infinity. */
  readonly bounds: readonly number[];
  /** Observations per bucket, not cumulative. */
  readonly counts: readonly number[];
  readonly count: number;
  /** Milliseconds. */
  readonly sum: number;
}

/** Per-thread numbers that rise and fall; the sum over threads is what matters. */
export const GAUGES = ["queued", "in_flight", "usable_endpoints"] as const;
export type GaugeName = (typeof GAUGES)[number];

export interface Zone {
  readonly buffer: SharedArrayBuffer;
  /** This thread's number, 0 for the main thread. */
  readonly thread: number;
  readonly limiter: RateLimiter;
  readonly connections: ConnectionCounter;
  /** For this thread's router. */
  readonly slots: SlotCounter;
  /**
   * Key of a client address in a named bucket ("" is the default one). IPv6 counts by its /64, IPv4-mapped IPv6 as IPv4,
   * anything else by its text.
   */
  key(address: string, bucket?: string): ZoneKey;
  count(name: CounterName, by?: number): void;
  counter(name: CounterName): number;
  /** Sets this thread's value. */
  gauge(name: GaugeName, value: number): void;
  /** All threads' values, by thread number. */
  gauges(name: GaugeName): number[];
  observe(name: HistogramName, ms: number): void;
  histogram(name: HistogramName): HistogramSnapshot;
  /** Main thread: gives back what a dead thread held (slots, connections, its place in the queue's order, locks). */
  reclaim(thread: number): void;
}

export interface ZoneOptions {
  /** Worker threads; their numbers are 1 to `threads`. */
  readonly threads: number;
  /** Addresses that are rate limited at once, rounded up to a power of two. Default 65536 (1.2 MB). */
  readonly addresses?: number;
  /** Addresses with open connections that are told apart. Default 32768. */
  readonly connections?: number;
  /** Endpoints known at once. Default 4096. */
  readonly endpoints?: number;
}
