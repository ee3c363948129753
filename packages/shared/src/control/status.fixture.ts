// What the tiers might answer, for tests of commands that ask them.
import { EMPTY_HISTOGRAM, type AppStatus, type EdgeStatus, type WorkerStatus } from "./protocol.ts";

const MB = 1024 * 1024;

export function workerStatus(fields: Partial<WorkerStatus> = {}): WorkerStatus {
  return {
    kind: "web",
    worker: 1,
    pid: 203,
    state: "ready",
    generation: 3,
    uptime: 61_000,
    pss: 60 * MB,
    slots: 1000,
    inFlight: 0,
    requests: 0,
    loopLag: 0,
    utilization: 0,
    busy: 0,
    queueTime: EMPTY_HISTOGRAM,
    responseTime: EMPTY_HISTOGRAM,
    ...fields,
  };
}

export function appStatus(fields: Partial<AppStatus> = {}): AppStatus {
  return {
    tier: "app",
    version: "0.1.0",
    pid: 202,
    uptime: 273_600_000,
    pss: 40 * MB,
    state: "running",
    generation: 3,
    workerClass: "async",
    target: 2,
    restarts: 0,
    restartsBy: {},
    bind: ["unix:/run/app.sock"],
    inFlight: 0,
    queued: 0,
    workers: [],
    totals: [],
    tasks: [],
    ...fields,
  };
}

export function edgeStatus(fields: Partial<EdgeStatus> = {}): EdgeStatus {
  return {
    tier: "edge",
    version: "0.1.0",
    pid: 101,
    uptime: 7_500_000,
    pss: 81.2 * MB,
    state: "running",
    listen: ["http://0.0.0.0:8080", "https://0.0.0.0:8443"],
    threads: 1,
    connections: 31,
    requests: 1_234_567,
    queued: 0,
    inFlight: 4,
    endpoints: 2,
    certificate: { mode: "self-signed", names: ["localhost", "127.0.0.1"], expires: "2027-11-21" },
    ...fields,
  };
}
