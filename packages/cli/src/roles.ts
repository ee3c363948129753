// Every role that this program can play, each loaded only where it is played.
import { builtins } from "./builtins.ts";

/** The role of a process that reads a command line. */
export const COMMAND_ROLE = "command";

/** Roles of whole processes, by the value of SEATSTACK_ROLE. */
export const processRoles: Readonly<Record<string, () => Promise<void>>> = {
  [COMMAND_ROLE]: async () => (await import("./command-line.ts")).runCommandLine(process.argv.slice(2)),
  worker: async () => (await import("@seatstack/appserver/worker-main")).runWorker(builtins),
  front: async () => (await import("@seatstack/appserver/front-main")).runFront(),
  hooks: async () => (await import("@seatstack/appserver/hooks-main")).runHooks(builtins),
  probe: async () => (await import("@seatstack/appserver/probe-main")).runProbe(builtins),
  task: async () => (await import("@seatstack/appserver/task-main")).runTask(builtins),
};

/** Roles of worker_threads, by `workerData.role`. */
export const threadRoles: Readonly<Record<string, (data: unknown) => Promise<void> | void>> = {
  "edge-thread": async data => (await import("@seatstack/edge/thread-main")).runEdgeThread(data),
  "app-thread": async data => (await import("@seatstack/appserver/app-thread")).runAppThread(builtins, data),
  watchdog: async data => (await import("@seatstack/appserver/watchdog-thread")).runWatchdog(data),
};
