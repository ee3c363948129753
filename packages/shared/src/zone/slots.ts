// Slots in use over all threads of an edge, and a bell for the thread whose request has waited longest.
import type { Endpoint } from "../endpoints.ts";
import type { SlotCounter } from "../router/types.ts";
import { lock, unlock } from "./lock.ts";
import type { Layout } from "./layout.ts";

/** An endpoint's entry when the table is full: it has no slots for this thread. */
const NO_ENTRY = -1;

/** The counter of one thread's router. */
export function zoneSlots(layout: Layout, thread: number): SlotCounter {
  const { slotsInUse, slotsByThread, waitingSince, threads } = layout;
  const entries = new Map<number, number>();

  const entryOf = (endpoint: Endpoint): number => {
    const known = entries.get(endpoint.id);
    if (known !== undefined) return known;
    const entry = attach(layout, thread, endpoint.id);
    if (entry !== NO_ENTRY) entries.set(endpoint.id, entry);
    return entry;
  };

  return {
    tryAcquire(endpoint) {
      const entry = entryOf(endpoint);
      if (entry === NO_ENTRY) return false;
      // The thread's own count first: if it dies between the two, `reclaim` takes one too many, never one too few.
      Atomics.add(slotsByThread, entry * threads + thread, 1);
      for (let used = Atomics.load(slotsInUse, entry); used < endpoint.slots; used = Atomics.load(slotsInUse, entry)) {
        if (Atomics.compareExchange(slotsInUse, entry, used, used + 1) === used) return true;
      }
      Atomics.sub(slotsByThread, entry * threads + thread, 1);
      return false;
    },
    release(endpoint) {
      const entry = entryOf(endpoint);
      if (entry === NO_ENTRY) return;
      giveBack(slotsInUse, entry, 1);
      Atomics.sub(slotsByThread, entry * threads + thread, 1);
      ringOldest(layout, thread);
    },
    inUse(endpoint) {
      const entry = entryOf(endpoint);
      return entry === NO_ENTRY ? endpoint.slots : Atomics.load(slotsInUse, entry);
    },
    forget(endpoint) {
      const entry = entries.get(endpoint.id);
      entries.delete(endpoint.id);
      if (entry !== undefined) detach(layout, thread, entry);
    },
    onReleased: callback => listen(layout.bells, thread, callback),
    setWaiting: since => void Atomics.store(waitingSince, thread, since === 0 ? 0 : toWord(since)),
    mayTake(since) {
      const mine = toWord(since);
      for (let other = 0; other < threads; other++) {
        if (other !== thread && isOlder(Atomics.load(waitingSince, other), mine)) return false;
      }
      return true;
    },
  };
}

/** Gives back what a dead thread held, and wakes whoever waited for it. */
export function reclaimSlots(layout: Layout, thread: number): void {
  const { slotsInUse, slotsByThread, attached, waitingSince, threads, endpoints } = layout;
  Atomics.store(waitingSince, thread, 0);
  for (let entry = 0; entry < endpoints; entry++) {
    const at = entry * threads + thread;
    if (Atomics.load(attached, at) === 0) continue;
    giveBack(slotsInUse, entry, Atomics.exchange(slotsByThread, at, 0));
    detach(layout, thread, entry);
  }
  ringOldest(layout, thread);
}

/** Entry of the endpoint, made if it is new. The table is scanned: that happens once per endpoint and thread. */
function attach(layout: Layout, thread: number, id: number): number {
  const { endpointIds, endpointLock, attached, threads } = layout;
  lock(endpointLock, 0, thread + 1);
  let entry = endpointIds.indexOf(id + 1);
  if (entry === NO_ENTRY) entry = endpointIds.indexOf(0);
  if (entry !== NO_ENTRY) {
    Atomics.store(endpointIds, entry, id + 1);
    Atomics.store(attached, entry * threads + thread, 1);
  }
  unlock(endpointLock, 0);
  return entry;
}

/** The last thread that knew the entry frees it. */
function detach(layout: Layout, thread: number, entry: number): void {
  const { endpointIds, endpointLock, attached, slotsInUse, slotsByThread, threads } = layout;
  lock(endpointLock, 0, thread + 1);
  Atomics.store(attached, entry * threads + thread, 0);
  Atomics.store(slotsByThread, entry * threads + thread, 0);
  if (!attached.subarray(entry * threads, (entry + 1) * threads).includes(1)) {
    Atomics.store(slotsInUse, entry, 0);
    Atomics.store(endpointIds, entry, 0);
  }
  unlock(endpointLock, 0);
}

/** Never below zero. */
function giveBack(slotsInUse: Int32Array, entry: number, count: number): void {
  for (let used = Atomics.load(slotsInUse, entry); used > 0; used = Atomics.load(slotsInUse, entry)) {
    if (Atomics.compareExchange(slotsInUse, entry, used, Math.max(0, used - count)) === used) return;
  }
}

/** Wakes the thread with the oldest waiting request, if that is another one: this one's router looks by itself. */
function ringOldest({ waitingSince, bells, threads }: Layout, self: number): void {
  let oldest = self;
  for (let other = 0; other < threads; other++) {
    const since = Atomics.load(waitingSince, other);
    if (since !== 0 && isOlder(since, Atomics.load(waitingSince, oldest) || since + 1)) oldest = other;
  }
  if (oldest === self) return;
  Atomics.add(bells, oldest, 1);
  Atomics.notify(bells, oldest);
}

function listen(bells: Int32Array, thread: number, callback: () => void): void {
  const heard = Atomics.load(bells, thread);
  const next = Atomics.waitAsync(bells, thread, heard);
  const wake = () => {
    callback();
    listen(bells, thread, callback);
  };
  if (next.async) void next.value.then(wake);
  else queueMicrotask(wake);
}

function toWord(ms: number): number {
  return Math.floor(ms) | 0 || 1;
}

/** Serial number arithmetic (RFC 1982): right while the two are less than 24 days apart. */
function isOlder(since: number, than: number): boolean {
  return since !== 0 && ((since - than) | 0) < 0;
}
