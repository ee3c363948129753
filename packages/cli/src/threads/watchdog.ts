// The watchdog thread's own main in the single executable: it evaluates only what it needs.
import { workerData } from "node:worker_threads";
import { runWatchdog } from "@seatstack/appserver/watchdog-thread";

runWatchdog((workerData as { data: unknown }).data);
