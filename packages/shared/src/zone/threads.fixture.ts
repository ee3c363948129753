// A thread for the zone's tests: does one job on the shared buffer as fast as it can and reports what it saw.
// oxlint-disable unicorn/require-post-message-target-origin -- a MessagePort has no origin
import { parentPort, workerData } from "node:worker_threads";
import type { RateVerdict, Zone } from "./types.ts";
import { attachZone } from "./zone.ts";

export interface Job {
  readonly buffer: SharedArrayBuffer;
  readonly thread: number;
  readonly name: keyof typeof jobs;
  readonly times: number;
}

const endpoint = { id: 7, path: "", slots: 5, state: "ready", worker: 1, pid: 0, generation: 1 } as const;

const jobs = {
  /** Requests that passed, at one moment in time. */
  take(zone: Zone, times: number): number {
    const verdict: RateVerdict = { allowed: false, remaining: 0, retryAfterMs: 0, resetMs: 0 };
    const key = zone.key("192.0.2.1");
    let passed = 0;
    for (let n = 0; n < times; n++) if (zone.limiter.take(key, 1, 999, 5000, verdict).allowed) passed++;
    return passed;
  },
  /** The most places that were held at once, of 5 an address. */
  connect(zone: Zone, times: number): number {
    const key = zone.key("192.0.2.1");
    let most = 0;
    for (let n = 0; n < times; n++) {
      const ticket = zone.connections.open(key, 5, 1000);
      most = Math.max(most, zone.connections.total);
      zone.connections.close(ticket);
    }
    return most;
  },
  /** The most slots in use that were seen while one was held. */
  slots(zone: Zone, times: number): number {
    let most = 0;
    for (let n = 0; n < times; n++) {
      if (!zone.slots.tryAcquire(endpoint)) continue;
      most = Math.max(most, zone.slots.inUse(endpoint));
      zone.slots.release(endpoint);
    }
    return most;
  },
  count(zone: Zone, times: number): number {
    for (let n = 0; n < times; n++) {
      zone.count("bytes_out", 1_000_003);
      zone.observe("request", 1);
    }
    return times;
  },
  /** Takes what it can and never gives it back. */
  hold(zone: Zone): number {
    zone.slots.setWaiting(1);
    const key = zone.key("192.0.2.9");
    for (let n = 0; n < 3; n++) zone.connections.open(key, 100, 1000);
    let held = 0;
    while (zone.slots.tryAcquire(endpoint)) held++;
    return held;
  },
  /** Waits for the bell: 1 when it rang. */
  wait(zone: Zone): Promise<number> {
    const keepAlive = setInterval(() => {}, 1000);
    return new Promise(resolve => {
      zone.slots.onReleased(() => {
        clearInterval(keepAlive);
        resolve(1);
      });
      zone.slots.setWaiting(1000);
      parentPort?.postMessage("waiting");
    });
  },
};

const { buffer, thread, name, times } = workerData as Job;
parentPort?.postMessage(await jobs[name](attachZone(buffer, thread), times));
if (name === "wait") process.exit();
