// An app that starts workers of its own with node:cluster: ours are there already, and a fork would start seatstack again.
import cluster from "node:cluster";
import { syncBuiltinESMExports } from "node:module";
import { EXIT, SeatstackError } from "@seatstack/shared/errors";

/** cluster.fork() throws from now on, and tells `onFork` why. Returns what undoes it. */
export function refuseForks(onFork: (error: SeatstackError) => void): () => void {
  const original = Object.getOwnPropertyDescriptor(cluster, "fork") ?? {};
  const fork = (): never => {
    const error = refusal();
    onFork(error);
    throw error;
  };
  replaceFork({ ...original, value: fork });
  return () => replaceFork(original);
}

function replaceFork(descriptor: PropertyDescriptor): void {
  Object.defineProperty(cluster, "fork", descriptor);
  // For those that import { fork }.
  syncBuiltinESMExports();
}

function refusal(): SeatstackError {
  return new SeatstackError("APP_LOAD", "the app starts its own workers with cluster.fork()", {
    fix: "app.workers is how many there are: let the app listen, or export its app, without asking cluster.isPrimary.",
    exitCode: EXIT.appLoad,
  });
}
