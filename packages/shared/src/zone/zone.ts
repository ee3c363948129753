// The zone: what all threads of an edge share, put together from its sections.
import { hash, randomInt } from "node:crypto";
import { limitedRange } from "./address.ts";
import { connectionCounter, reclaimConnections } from "./connections.ts";
import { metrics } from "./counters.ts";
import { rateLimiter } from "./gcra.ts";
import { attachLayout, createLayout, HEADER, type Layout } from "./layout.ts";
import { reclaimSlots, zoneSlots } from "./slots.ts";
import type { Zone, ZoneKey, ZoneOptions } from "./types.ts";

/** Makes a zone; for the main thread, whose number is 0. */
export function createZone(options: ZoneOptions): Zone {
  const { buffer, layout } = createLayout(options, seed(), seed());
  return assemble(buffer, layout, 0);
}

/** The zone of another thread's buffer. `thread` is from 1. Throws TypeError when it is no zone, RangeError for a wrong number. */
export function attachZone(buffer: SharedArrayBuffer, thread: number): Zone {
  const layout = attachLayout(buffer);
  if (!Number.isInteger(thread) || thread < 0 || thread >= layout.threads) {
    throw new RangeError(`the zone was made for threads 0 to ${layout.threads - 1}, not ${thread}`);
  }
  return assemble(buffer, layout, thread);
}

function assemble(buffer: SharedArrayBuffer, layout: Layout, thread: number): Zone {
  const secret = `${layout.header[HEADER.seedHigh]}:${layout.header[HEADER.seedLow]}`;
  return {
    buffer,
    thread,
    limiter: rateLimiter(layout, thread + 1),
    connections: connectionCounter(layout, thread),
    slots: zoneSlots(layout, thread),
    key: (address, bucket = "") => keyOf(`${secret}\n${bucket}\n${limitedRange(address)}`),
    ...metrics(layout, thread),
    reclaim: dead => reclaim(layout, dead),
  };
}

/** SHA-256 with a secret seed, once per connection: nobody outside can find two addresses that share a set. */
function keyOf(text: string): ZoneKey {
  const digest = hash("sha256", text, "buffer");
  return { high: digest.readInt32LE(0), low: digest.readInt32LE(4) };
}

function seed(): number {
  return randomInt(2 ** 32) | 0;
}

function reclaim(layout: Layout, dead: number): void {
  const holder = dead + 1;
  for (const locks of [layout.rateLocks, layout.connectionLocks, layout.endpointLock]) {
    for (let at = 0; at < locks.length; at++) Atomics.compareExchange(locks, at, holder, 0);
  }
  reclaimConnections(layout, dead);
  reclaimSlots(layout, dead);
  for (let at = dead; at < layout.gauges.length; at += layout.threads) Atomics.store(layout.gauges, at, 0);
}
