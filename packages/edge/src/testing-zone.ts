// For tests: a zone without shared memory, with the same promises.
import { REFUSED, type CounterName, type Zone } from "@seatstack/shared/zone/types";

export function memoryZone(): Zone {
  const counters = new Map<CounterName, number>();
  const tat = new Map<number, number>();
  const names = new Map<string, number>();
  const open = new Map<number, number>();
  let total = 0;
  return {
    buffer: new SharedArrayBuffer(8),
    thread: 1,
    limiter: {
      take: (key, rate, burst, now, verdict) => {
        const step = 1000 / rate;
        const due = Math.max(tat.get(key.low) ?? 0, now);
        const allowed = due - now <= burst * step;
        if (allowed) tat.set(key.low, due + step);
        verdict.allowed = allowed;
        verdict.retryAfterMs = allowed ? 0 : due - now - burst * step;
        verdict.resetMs = due - now;
        verdict.remaining = allowed ? Math.floor(burst - (due - now) / step) : 0;
        return verdict;
      },
    },
    connections: {
      get total() {
        return total;
      },
      open: (key, perAddress, overall) => {
        const count = open.get(key.low) ?? 0;
        if (count >= perAddress || total >= overall) return REFUSED;
        open.set(key.low, count + 1);
        total += 1;
        return key.low;
      },
      close: ticket => {
        open.set(ticket, (open.get(ticket) ?? 1) - 1);
        total -= 1;
      },
    },
    slots: {
      tryAcquire: () => true,
      release: () => undefined,
      forget: () => undefined,
      mayTake: () => true,
      inUse: () => 0,
      onReleased: () => undefined,
      setWaiting: () => undefined,
    },
    key: (address, bucket = "") => {
      const name = `${bucket} ${address}`;
      const known = names.get(name) ?? names.size;
      names.set(name, known);
      return { high: 0, low: known };
    },
    count: (name, by = 1) => counters.set(name, (counters.get(name) ?? 0) + by),
    counter: name => counters.get(name) ?? 0,
    gauge: () => undefined,
    gauges: () => [],
    observe: () => undefined,
    histogram: () => ({ bounds: [], counts: [], count: 0, sum: 0 }),
    reclaim: () => undefined,
  };
}
