// Open connections per client address and in all, over all threads.
import { lock, unlock } from "./lock.ts";
import { WAYS, type Layout } from "./layout.ts";
import { REFUSED, type ConnectionCounter, type ZoneKey } from "./types.ts";

/**
 * A ticket is the entry's number. An entry lives while it counts anything, so a ticket stays true. Where all entries of
 * a set are in use, a stranger is admitted and counts only in all (ticket UNTOLD): the overall cap still holds, and the
 * table is several times larger than that cap, so that it takes luck, not intent, to get there.
 */
const UNTOLD = 0x7fffffff;

export function connectionCounter(layout: Layout, thread: number): ConnectionCounter {
  const { connectionLocks, connectionKeys, connectionCounts, connectionTotals, connectionSets, threads } = layout;
  const holder = thread + 1;

  const countOf = (entry: number) => {
    let count = 0;
    for (let at = entry * threads; at < (entry + 1) * threads; at++) count += connectionCounts[at] ?? 0;
    return count;
  };

  /** The key's entry, else a free one, else -1. */
  const find = (first: number, key: ZoneKey) => {
    let free = -1;
    for (let entry = first; entry < first + WAYS; entry++) {
      const used = countOf(entry) > 0;
      if (!used && free === -1) free = entry;
      if (used && connectionKeys[entry * 2] === key.high && connectionKeys[entry * 2 + 1] === key.low) return entry;
    }
    return free;
  };

  const total = () => {
    let sum = 0;
    for (let at = 0; at < threads; at++) sum += Atomics.load(connectionTotals, at);
    return sum;
  };

  /** Under the set's lock. */
  const enter = (key: ZoneKey, entry: number, perAddress: number): number => {
    if (entry === -1) return UNTOLD;
    if (countOf(entry) >= perAddress) return REFUSED;
    connectionKeys[entry * 2] = key.high;
    connectionKeys[entry * 2 + 1] = key.low;
    const at = entry * threads + thread;
    connectionCounts[at] = (connectionCounts[at] ?? 0) + 1;
    return entry;
  };

  return {
    get total() {
      return total();
    },
    open(key, perAddress, overall) {
      // Counted first and taken back, so that threads at the same moment cannot pass the cap together.
      Atomics.add(connectionTotals, thread, 1);
      let ticket: number = REFUSED;
      if (total() <= overall) {
        const set = key.low & (connectionSets - 1);
        lock(connectionLocks, set, holder);
        ticket = enter(key, find(set * WAYS, key), perAddress);
        unlock(connectionLocks, set);
      }
      if (ticket === REFUSED) Atomics.sub(connectionTotals, thread, 1);
      return ticket;
    },
    close(ticket) {
      if (ticket === REFUSED) return;
      Atomics.sub(connectionTotals, thread, 1);
      if (ticket === UNTOLD) return;
      const set = Math.floor(ticket / WAYS);
      const at = ticket * threads + thread;
      lock(connectionLocks, set, holder);
      connectionCounts[at] = Math.max(0, (connectionCounts[at] ?? 0) - 1);
      unlock(connectionLocks, set);
    },
  };
}

/** Forgets the connections of a thread that is gone. */
export function reclaimConnections(layout: Layout, thread: number): void {
  const { connectionCounts, connectionTotals, threads } = layout;
  for (let at = thread; at < connectionCounts.length; at += threads) Atomics.store(connectionCounts, at, 0);
  Atomics.store(connectionTotals, thread, 0);
}
